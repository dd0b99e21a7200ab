-- Since when a version of a survey is in force; null of those that are older than this column.
alter table survey_versions add column created_at integer;
