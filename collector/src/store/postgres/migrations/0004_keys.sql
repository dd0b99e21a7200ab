-- Keys that an owner adds beside a site's first two: told apart by a name, revoked, or no longer taken from a moment on.
-- A revoked one stays, so that whoever still has it is told.
alter table keys
    add column name text,
    add column expires_at bigint, -- the first second in which it opens nothing; null is for ever
    add column revoked_at bigint;
