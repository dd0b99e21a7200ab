-- The ledger and what it adds up to. Every key begins with the site, nothing is numbered by a sequence and no foreign
-- key ties the busy tables, so that a server that shards by site can keep each site's rows together.
-- Texts compare byte by byte (collate "C"), as the collectors do: writers beside each other lock in one order.

-- Counts up with every change that running collectors must see.
create table catalog_version (version bigint not null);
insert into catalog_version values (1);

-- What prompt tokens are signed with. The highest key_id is the current one; the others are still accepted.
create table secrets (
    key_id     integer primary key,
    secret     bytea not null,
    created_at bigint not null -- Unix seconds, as every *_at
);

create table sites (
    site       text collate "C" primary key,
    origins    text not null, -- JSON array
    tz         text not null, -- IANA name; fixes the days that everything is counted on
    locale     text not null,
    created_at bigint not null
);

-- Only hashes of keys: whoever reads this table cannot use them.
create table keys (
    site       text collate "C" not null references sites,
    hash       bytea not null, -- SHA-256
    scope      text not null, -- read | manage
    created_at bigint not null,
    primary key (site, hash)
);

-- Every version of every survey: a response keeps the one it answered.
create table survey_versions (
    site       text collate "C" not null references sites,
    survey     text collate "C" not null,
    version    integer not null,
    definition text not null, -- JSON, shared::survey::SurveyDefinition
    primary key (site, survey, version)
);

-- The version in force, and the order in which surveys get their turn.
create table surveys (
    site     text collate "C" not null references sites,
    survey   text collate "C" not null,
    version  integer not null,
    position bigint not null,
    primary key (site, survey)
);

-- One row a prompt that was heard of, at its highest revision.
-- Most rows are written again soon, when the customer answers: pages keep room for that.
create table responses (
    site           text collate "C" not null,
    id             uuid not null, -- the prompt's
    survey         text collate "C" not null,
    version        integer not null,
    issued_at      bigint not null,
    day            integer not null, -- day of issue in the site's zone, days since 1970-01-01
    rev            integer not null,
    outcome        text not null, -- shown | rated | completed | dismissed | opted_out
    scale          text,          -- of the rating: nps-10, csat-5, ...
    rating         smallint,      -- the raw integer; bands and percentages are never stored
    comment        text,
    reasons        text not null, -- JSON array
    contact        text,
    age_ms         bigint not null, -- by the browser's clock, before received_at
    received_at    bigint not null, -- of this revision
    touchpoint     text not null,
    stage          text,
    locale         text not null,
    device         text,
    attributes     text not null, -- JSON object
    interaction_id text,
    respondent     text,          -- pseudonym
    primary key (site, id)
) with (fillfactor = 90);

-- Counts by day and dimension, written in the transaction that writes the response.
-- At every moment their sums over the slots equal a recount of the responses: `sondeo verify`.
-- Each writer has a slot of its own, so that writers do not wait for each other's commits. A slot's counts may be
-- below zero (another writer counted what this one took back), their sum never is.
create table tallies (
    site      text collate "C" not null,
    survey    text collate "C" not null,
    dimension text collate "C" not null, -- whole | touchpoint | stage | locale | device | attribute:NAME
    day       integer not null,
    value     text collate "C" not null,
    slot      smallint not null,
    shown     bigint not null,
    dismissed bigint not null,
    r0 bigint not null, r1 bigint not null, r2 bigint not null, r3 bigint not null,
    r4 bigint not null, r5 bigint not null, r6 bigint not null, r7 bigint not null,
    r8 bigint not null, r9 bigint not null, r10 bigint not null, -- answers by raw rating
    primary key (site, survey, dimension, day, value, slot)
) with (fillfactor = 60);

-- When a known customer was last asked, answered and refused, by survey.
create table histories (
    site         text collate "C" not null,
    respondent   text collate "C" not null,
    survey       text collate "C" not null,
    asked_at     bigint not null,
    answered_at  bigint,
    dismissed_at bigint,
    opted_out_at bigint,
    primary key (site, respondent, survey)
) with (fillfactor = 90);
