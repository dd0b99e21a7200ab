-- What a site's server signs interactions with. Kept as it is, because whoever checks a signature needs the same secret.
create table signing_secrets (
    site       text not null references sites,
    secret     text not null,
    created_at integer not null,
    primary key (site, secret)
) strict, without rowid;
