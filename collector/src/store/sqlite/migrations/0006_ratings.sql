-- Which response rated an interaction that the site's server vouched for, by survey: the first; no other one does. What it
-- was is not kept but as a salted hash, like that of a tombstone, so that it stays when the response is removed.
create table rated_interactions (
    site   text not null,
    hash   blob not null,
    survey text not null,
    id     blob not null, -- the response's
    primary key (site, hash, survey)
) strict, without rowid;
