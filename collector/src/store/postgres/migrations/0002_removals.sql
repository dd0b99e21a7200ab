-- Removing: how long a site keeps responses, and how the store knows what it removed.

-- Responses of prompts issued before the day that lies so many days back are removed; null keeps them for ever.
alter table sites add column retention_days integer;

-- What the hashes below begin with: one row, drawn once a store. Steps are taken under a lock.
create table salts (salt bytea not null);
insert into salts values (decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex'));

-- What was removed, so that no late report brings it back. Nothing of it is kept but a hash.
create table tombstones (
    site       text collate "C" not null,
    hash       bytea not null,  -- SHA-256 of the salt, what it was (a response or a respondent), the site, and its name
    removed_at bigint not null, -- a respondent's prompts that are issued later are welcome
    kept_until bigint,          -- of what expired: as long as its token may be accepted; null is for ever
    primary key (site, hash)
);

create index tombstones_that_end on tombstones (site, kept_until) where kept_until is not null;

-- The last erasure: what it left in the files is overwritten soon after.
create index tombstones_of_erasures on tombstones (removed_at) where kept_until is null;

-- Erasing a respondent finds the rows by it; most rows have none.
create index responses_of_respondents on responses (site, respondent) where respondent is not null;
