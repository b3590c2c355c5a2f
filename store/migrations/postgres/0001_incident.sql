CREATE TABLE incident (
    -- In an order that no update of the system changes, which would break the index.
    id TEXT COLLATE "C" PRIMARY KEY,
    -- Of two writings of a record the later counts.
    version BIGINT NOT NULL,
    -- What is listed and counted, and what is read of one incident alone. JSONB takes no text with a NUL in it.
    record JSON NOT NULL,
    details JSON
);
