-- One table a resource type is made at the start, from the R4 definitions; see ResourceTables.

-- Versions that were replaced. The current version of a resource stands in its type's table.
CREATE TABLE record.history (
    type text COLLATE "C" NOT NULL,
    id text COLLATE "C" NOT NULL,
    version bigint NOT NULL,
    updated bigint NOT NULL,
    deleted boolean NOT NULL,
    patients text[] NOT NULL,
    body bytea NOT NULL,
    PRIMARY KEY (type, id, version)
);
ALTER TABLE record.history ALTER COLUMN body SET STORAGE EXTERNAL;
CREATE INDEX history_updated ON record.history (type, updated, id, version);

-- Criteria that conditional creates claimed: of several that claim one key, one creates and the others wait and find its resource.
CREATE TABLE record.claimed_criteria (
    key text COLLATE "C" PRIMARY KEY
);

-- Keys of this installation, such as the one that seals page links.
CREATE TABLE record.secret (
    name text PRIMARY KEY,
    value bytea NOT NULL
);
