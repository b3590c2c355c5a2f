CREATE TABLE incident (
    id TEXT PRIMARY KEY,
    -- Of two writings of a record the later counts.
    version INTEGER NOT NULL,
    -- As JSON: what is listed and counted, and what is read of one incident alone.
    record TEXT NOT NULL,
    details TEXT
) STRICT;
