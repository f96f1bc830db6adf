-- Certificates that hospitals' systems show. A connection that ever had one is taken with one only.
CREATE TABLE certificate (
    fingerprint text PRIMARY KEY,
    connection text NOT NULL REFERENCES connection (name) ON DELETE CASCADE,
    subject text NOT NULL,
    not_after timestamptz NOT NULL,
    added_at timestamptz NOT NULL,
    revoked_at timestamptz
);
