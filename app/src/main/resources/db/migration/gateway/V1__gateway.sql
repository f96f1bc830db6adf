-- Hospitals' connections.
CREATE TABLE connection (
    name text PRIMARY KEY,
    sending_application text NOT NULL,
    sending_facility text NOT NULL,
    organisation_name text,
    charset text NOT NULL,
    zone text NOT NULL,
    allowed_addresses text[] NOT NULL DEFAULT '{}',
    authority_systems jsonb NOT NULL DEFAULT '{}',
    enabled boolean NOT NULL DEFAULT true,
    UNIQUE (sending_application, sending_facility)
);

-- What was accepted: the message, and the answer that a repetition gets again. One row for a sender's control id.
CREATE TABLE inbox (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    sender text NOT NULL,
    control_id text NOT NULL,
    digest bytea NOT NULL,
    connection text NOT NULL,
    received_at timestamptz NOT NULL,
    trace text NOT NULL,
    acknowledgement bytea NOT NULL,
    message bytea NOT NULL,
    UNIQUE (sender, control_id)
);
ALTER TABLE inbox ALTER message SET STORAGE EXTERNAL;

-- What was refused, with its bytes and the reason. The same bytes again only count up.
CREATE TABLE dead_letter (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    digest bytea NOT NULL,
    connection text NOT NULL,
    control_id text NOT NULL,
    received_at timestamptz NOT NULL,
    last_received_at timestamptz NOT NULL,
    times integer NOT NULL DEFAULT 1,
    acknowledgement text NOT NULL,
    code text NOT NULL,
    segment text NOT NULL,
    occurrence integer NOT NULL,
    field integer NOT NULL,
    component integer NOT NULL,
    reason text NOT NULL,
    trace text NOT NULL,
    message bytea NOT NULL,
    replayed_at timestamptz,
    UNIQUE (connection, digest)
);
ALTER TABLE dead_letter ALTER message SET STORAGE EXTERNAL;
