-- What was accepted, a partition a week (InboxPartitions makes and drops them). A row is found by the hash of its sender and
-- control id; who writes one takes an advisory lock on the hash first, since no unique index spans partitions.
ALTER TABLE inbox RENAME TO inbox_before;

CREATE TABLE inbox (
    id bigint GENERATED ALWAYS AS IDENTITY,
    key bigint NOT NULL,
    received_at timestamptz NOT NULL,
    sender text NOT NULL,
    control_id text NOT NULL,
    digest bytea NOT NULL,
    connection text NOT NULL,
    trace text NOT NULL,
    acknowledgement bytea NOT NULL,
    message bytea NOT NULL
) PARTITION BY RANGE (received_at);
ALTER TABLE inbox ALTER message SET STORAGE EXTERNAL;
CREATE INDEX ON inbox (key);
CREATE INDEX ON inbox (received_at, id);

DO $$
DECLARE
    week bigint;
BEGIN
    FOR week IN SELECT DISTINCT floor(extract(epoch FROM received_at) / 604800)::bigint FROM inbox_before LOOP
        EXECUTE format('CREATE TABLE inbox_%s PARTITION OF inbox FOR VALUES FROM (%L) TO (%L)',
            to_char(to_timestamp(week * 604800) AT TIME ZONE 'UTC', 'YYYYMMDD'),
            to_timestamp(week * 604800), to_timestamp((week + 1) * 604800));
    END LOOP;
END $$;

INSERT INTO inbox (key, received_at, sender, control_id, digest, connection, trace, acknowledgement, message)
SELECT ('x' || encode(substring(sha256(convert_to(sender || '|' || control_id, 'UTF8')) FROM 1 FOR 8), 'hex'))::bit(64)::bigint,
    received_at, sender, control_id, digest, connection, trace, acknowledgement, message
FROM inbox_before;

DROP TABLE inbox_before;

-- Letters that were handled are forgotten after a while; see GatewayRetention.
CREATE INDEX ON dead_letter (replayed_at) WHERE replayed_at IS NOT NULL;
