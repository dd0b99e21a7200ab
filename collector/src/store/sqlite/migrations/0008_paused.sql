-- Whether the site asks nobody for the moment. What is reported of prompts that were issued before is taken.
alter table sites add column is_paused integer not null default 0; -- 0 | 1
