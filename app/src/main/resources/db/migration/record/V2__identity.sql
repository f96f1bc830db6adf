-- Which resources have an identifier, so that the lookups that every message and every conditional create begin with read one
-- btree. The GIN index over all terms answers them too, but scans what waits in its pending list while a table is written.
-- A row may be stale: an update or a deletion leaves it, and who reads it rechecks the resource's own terms.
CREATE TABLE record.identity (
    term bigint NOT NULL,
    id text COLLATE "C" NOT NULL,
    PRIMARY KEY (term, id)
);
