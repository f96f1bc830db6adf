-- Access tokens that were revoked before their time, until it; also those of clients, which have no grant.
CREATE TABLE revoked_token (
    hash    bytea PRIMARY KEY,
    expires timestamptz NOT NULL
);
CREATE INDEX revoked_token_expires ON revoked_token (expires);
