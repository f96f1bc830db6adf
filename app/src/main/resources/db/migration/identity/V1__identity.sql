-- People who may sign in. The name is kept folded to lower case, so that it is found however it is typed.
CREATE TABLE person (
    id            uuid PRIMARY KEY,
    username      text NOT NULL UNIQUE,
    display_name  text NOT NULL,
    role          text NOT NULL,
    fhir_user     text,
    patient_id    text,
    password_hash text NOT NULL,
    created       timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE client (
    client_id            text PRIMARY KEY,
    name                 text NOT NULL,
    secret_hash          text,
    jwks                 text,
    grant_types          text[] NOT NULL,
    redirect_uris        text[] NOT NULL,
    scopes               text[] NOT NULL,
    access_token_seconds integer NOT NULL,
    created              timestamptz NOT NULL DEFAULT now()
);

-- What a person allowed a client, from the request to the last refresh. Tokens are kept as SHA-256 only. Client
-- credentials leave no row.
CREATE TABLE oauth_grant (
    id               text PRIMARY KEY,
    version          integer NOT NULL,
    client_id        text NOT NULL REFERENCES client,
    person           uuid NOT NULL REFERENCES person,
    authenticated    timestamptz NOT NULL,
    scopes           text[] NOT NULL,
    redirect_uri     text,
    requested_scopes text[] NOT NULL,
    client_state     text,
    challenge        text,
    nonce            text,
    state_hash       bytea UNIQUE,
    code_hash        bytea UNIQUE,
    code_issued      timestamptz,
    code_expires     timestamptz,
    code_spent       boolean NOT NULL DEFAULT false,
    access_hash      bytea UNIQUE,
    access_issued    timestamptz,
    access_expires   timestamptz,
    access_scopes    text[],
    access_revoked   boolean NOT NULL DEFAULT false,
    refresh_hash     bytea UNIQUE,
    refresh_issued   timestamptz,
    refresh_expires  timestamptz,
    refresh_revoked  boolean NOT NULL DEFAULT false,
    kept_until       timestamptz NOT NULL
);
CREATE INDEX oauth_grant_kept_until ON oauth_grant (kept_until);

-- A refresh token that comes a second time was stolen by one of the two who have it: the grant ends.
CREATE TABLE spent_refresh_token (
    hash     bytea PRIMARY KEY,
    grant_id text NOT NULL REFERENCES oauth_grant ON DELETE CASCADE
);
CREATE INDEX spent_refresh_token_grant ON spent_refresh_token (grant_id);

CREATE TABLE consent (
    client_id text NOT NULL REFERENCES client,
    person    uuid NOT NULL REFERENCES person,
    scopes    text[] NOT NULL,
    given     timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (client_id, person)
);

CREATE TABLE session (
    hash          bytea PRIMARY KEY,
    person        uuid NOT NULL REFERENCES person,
    authenticated timestamptz NOT NULL,
    seen          timestamptz NOT NULL,
    expires       timestamptz NOT NULL,
    acr           text NOT NULL
);
CREATE INDEX session_expires ON session (expires);

CREATE TABLE signing_key (
    id      text PRIMARY KEY,
    jwk     text NOT NULL,
    created timestamptz NOT NULL DEFAULT now()
);

-- Assertions of private_key_jwt that were used, until they expire by themselves.
CREATE TABLE used_assertion (
    client_id text NOT NULL,
    jti       text NOT NULL,
    expires   timestamptz NOT NULL,
    PRIMARY KEY (client_id, jti)
);
