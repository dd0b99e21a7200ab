-- What a site's server signs interactions with. Kept as it is, because whoever checks a signature needs the same secret.
create table signing_secrets (
    site       text collate "C" not null references sites,
    secret     text not null,
    created_at bigint not null,
    primary key (site, secret)
);

-- Which interactions are asked about: any, or those alone that the site's server signed.
alter table sites add column interactions text not null default 'any'; -- any | signed
