-- Quarantine: what is stored but held back from the scores, and what was done about it.

-- Null is counted. Else why it is held back (burst), or released: counted, whatever is heard of it later.
alter table responses add column quarantine text;
-- Since when it is held back; null of all that is counted.
alter table responses add column quarantined_at integer;

-- Owners find what is held back by it; hardly a row is.
create index responses_in_quarantine on responses (site, survey, day, touchpoint) where quarantined_at is not null;

-- What was held back, released and dropped. Nothing of persons.
create table audit (
    site      text not null,
    at        integer not null, -- of what was quarantined: the beginning of its hour
    action    text not null,    -- quarantined | released | dropped
    survey    text not null,
    responses integer not null,
    primary key (site, at, action, survey)
) strict, without rowid;
