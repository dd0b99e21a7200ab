-- The feed: in which order responses changed, so that whoever follows it misses no late answer and no revision.

-- How far it has come: the number of the last batch that changed a response. What is older than the feed has ids up to
-- `old_until`; null where nothing is.
create table feed (seq integer not null, old_until blob) strict;
insert into feed select 0, max(newest) from
    (select (select max(id) from responses where responses.site = sites.site) as newest from sites);

-- Which responses a batch changed, one row a site and batch. Nothing of persons but the ids, of which the reader looks up
-- what is there.
create table arrivals (
    site text not null,
    seq  integer not null, -- the batch's number
    at   integer not null, -- of its latest report or release
    ids  blob not null,    -- 16 bytes each, in their order
    primary key (site, seq)
) strict, without rowid;

-- The batch that changed the response last; null is older than the feed.
alter table responses add column arrived integer;
-- What the customer said before, without the words: a JSON array of the revisions that were replaced; null is none.
alter table responses add column earlier text;
