-- Where messages are sent to. Only who holds the lease reads the feed for a destination and sends to it.
CREATE TABLE destination (
    name text PRIMARY KEY,
    host text NOT NULL,
    port integer NOT NULL,
    events text[] NOT NULL,
    search text NOT NULL,
    except_from text[] NOT NULL DEFAULT '{}',
    sending_application text NOT NULL,
    sending_facility text NOT NULL,
    receiving_application text NOT NULL,
    receiving_facility text NOT NULL,
    charset text NOT NULL,
    zone text NOT NULL,
    authority_systems jsonb NOT NULL DEFAULT '{}',
    parallel integer NOT NULL,
    answer_within_seconds integer NOT NULL,
    paused boolean NOT NULL DEFAULT false,
    position bigint NOT NULL,
    owner text,
    lease_until timestamptz
);

-- What is to be sent, was sent, or was given up. The bytes are made once, so that what is sent again is the same.
CREATE TABLE outgoing (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    destination text NOT NULL REFERENCES destination (name) ON DELETE CASCADE,
    position bigint NOT NULL,
    resource text NOT NULL,
    version bigint NOT NULL,
    event text NOT NULL,
    patient text NOT NULL,
    control_id text NOT NULL,
    state text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    sent_at timestamptz,
    answered_at timestamptz,
    next_try_at timestamptz NOT NULL DEFAULT now(),
    times_sent integer NOT NULL DEFAULT 0,
    times_refused integer NOT NULL DEFAULT 0,
    acknowledgement text NOT NULL DEFAULT '',
    reason text NOT NULL DEFAULT '',
    not_said text[] NOT NULL DEFAULT '{}',
    message bytea NOT NULL,
    UNIQUE (destination, position, resource, event)
);
ALTER TABLE outgoing ALTER message SET STORAGE EXTERNAL;
CREATE INDEX outgoing_pending ON outgoing (destination, id) WHERE state IN ('WAITING', 'SENT');
CREATE INDEX outgoing_by_state ON outgoing (destination, state, id);
CREATE INDEX outgoing_by_resource ON outgoing (destination, resource, id);
