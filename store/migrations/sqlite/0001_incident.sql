CREATE TABLE incident (
    id TEXT PRIMARY KEY,
    -- Of two writings of a record the later counts.
    version INTEGER NOT NULL,
    -- As JSON.
    record TEXT NOT NULL
) STRICT;
