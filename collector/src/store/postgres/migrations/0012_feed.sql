-- The feed: in which order responses changed, so that whoever follows it misses no late answer and no revision.

-- A batch is known by the number of its transaction, and `base` is what is added to that: transactions of another server
-- (`incarnation`: after a failover, or where a dump was restored) begin at another number, and no batch may come before
-- one that somebody has read. What is older than the feed has ids up to `old_until`; null where nothing is. Collectors
-- of before may go on beside those of now for a day.
create table feed (base bigint not null, incarnation text not null, old_until uuid);
insert into feed select 0,
    (select system_identifier from pg_control_system()) || '/' || left(pg_walfile_name(pg_current_wal_lsn()), 8),
    (select greatest(newest.id,
            (lpad(to_hex((extract(epoch from now()) * 1000)::bigint + 86400000), 12, '0') || repeat('f', 20))::uuid)
        from sites cross join lateral
            (select id from responses where responses.site = sites.site order by id desc limit 1) as newest
        order by newest.id desc limit 1);

-- Which responses a batch changed, one row a site and batch. Nothing of persons but the ids, of which the reader looks up
-- what is there.
create table arrivals (
    site text collate "C" not null,
    seq  bigint not null, -- the batch's number
    at   bigint not null, -- of its latest report or release
    ids  bytea not null,  -- 16 bytes each, in their order
    primary key (site, seq)
);

-- The batch that changed the response last; null is older than the feed.
alter table responses add column arrived bigint;
-- What the customer said before, without the words: a JSON array of the revisions that were replaced; null is none.
alter table responses add column earlier text;
