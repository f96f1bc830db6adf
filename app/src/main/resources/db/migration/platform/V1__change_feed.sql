-- The change feed. A writing transaction's last insert is one row in change_pending; the sequencer moves committed rows to
-- change with dense positions. Resources are written as 'C Patient/1/3': operation, type, id and version.

CREATE TABLE change_pending (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    schema_version smallint NOT NULL,
    actor text NOT NULL,
    client text NOT NULL,
    purpose text NOT NULL,
    decision text NOT NULL,
    trace text NOT NULL,
    organisation text,
    patients text[] NOT NULL,
    resources text[] NOT NULL
);

-- Rows live for milliseconds; vacuum often, so that the sequencer's scan stays short.
ALTER TABLE change_pending SET (autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_scale_factor = 0);

CREATE TABLE change (
    position bigint PRIMARY KEY,
    at timestamptz NOT NULL,
    schema_version smallint NOT NULL,
    actor text NOT NULL,
    client text NOT NULL,
    purpose text NOT NULL,
    decision text NOT NULL,
    trace text NOT NULL,
    organisation text,
    patients text[] NOT NULL,
    resources text[] NOT NULL
);

CREATE TABLE change_consumer (
    name text PRIMARY KEY,
    position bigint NOT NULL DEFAULT 0
);
