-- The ledger and what it adds up to. Every key begins with the site.

-- Counts up with every change that running collectors must see.
create table catalog_version (version integer not null);
insert into catalog_version values (1);

-- What prompt tokens are signed with. The highest key_id is the current one; the others are still accepted.
create table secrets (
    key_id     integer primary key,
    secret     blob not null,
    created_at integer not null -- Unix seconds, as every *_at
) strict;

create table sites (
    site       text primary key,
    origins    text not null, -- JSON array
    tz         text not null, -- IANA name; fixes the days that everything is counted on
    locale     text not null,
    created_at integer not null
) strict, without rowid;

-- Only hashes of keys: whoever reads this table cannot use them.
create table keys (
    site       text not null references sites,
    hash       blob not null, -- SHA-256
    scope      text not null, -- read | manage
    created_at integer not null,
    primary key (site, hash)
) strict, without rowid;

-- Every version of every survey: a response keeps the one it answered.
create table survey_versions (
    site       text not null references sites,
    survey     text not null,
    version    integer not null,
    definition text not null, -- JSON, shared::survey::SurveyDefinition
    primary key (site, survey, version)
) strict, without rowid;

-- The version in force, and the order in which surveys get their turn.
create table surveys (
    site     text not null references sites,
    survey   text not null,
    version  integer not null,
    position integer not null,
    primary key (site, survey)
) strict, without rowid;

-- One row a prompt that was heard of, at its highest revision.
create table responses (
    site           text not null,
    id             blob not null, -- the prompt's UUID
    survey         text not null,
    version        integer not null,
    issued_at      integer not null,
    day            integer not null, -- day of issue in the site's zone, days since 1970-01-01
    rev            integer not null,
    outcome        text not null, -- shown | rated | completed | dismissed | opted_out
    scale          text,          -- of the rating: nps-10, csat-5, ...
    rating         integer,       -- the raw integer; bands and percentages are never stored
    comment        text,
    reasons        text not null, -- JSON array
    contact        text,
    age_ms         integer not null, -- by the browser's clock, before received_at
    received_at    integer not null, -- of this revision
    touchpoint     text not null,
    stage          text,
    locale         text not null,
    device         text,
    attributes     text not null, -- JSON object
    interaction_id text,
    respondent     text,          -- pseudonym
    primary key (site, id)
) strict, without rowid;

-- Counts by day and dimension, written in the transaction that writes the response.
-- At every moment they equal a recount of the responses: `sondeo verify`.
create table tallies (
    site      text not null,
    survey    text not null,
    day       integer not null,
    dimension text not null, -- whole | touchpoint | stage | locale | device | attribute:NAME
    value     text not null,
    shown     integer not null,
    dismissed integer not null,
    r0 integer not null, r1 integer not null, r2 integer not null, r3 integer not null,
    r4 integer not null, r5 integer not null, r6 integer not null, r7 integer not null,
    r8 integer not null, r9 integer not null, r10 integer not null, -- answers by raw rating
    primary key (site, survey, dimension, day, value)
) strict, without rowid;

-- When a known customer was last asked, answered and refused, by survey.
create table histories (
    site         text not null,
    respondent   text not null,
    survey       text not null,
    asked_at     integer not null,
    answered_at  integer,
    dismissed_at integer,
    opted_out_at integer,
    primary key (site, respondent, survey)
) strict, without rowid;
