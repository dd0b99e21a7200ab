-- Days on which something changed, so that scores before and after can be compared.
create table marks (
    site text collate "C" not null references sites,
    name text collate "C" not null,
    day  integer not null, -- of the site's zone, days since 1970-01-01
    note text not null,    -- for people
    primary key (site, name)
);
