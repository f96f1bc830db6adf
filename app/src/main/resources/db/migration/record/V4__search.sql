-- What codes are called and which profiles there are, each text once; see Wordings. Not unique, so that no writer waits.
CREATE TABLE record.wording (
    hash bigint NOT NULL,
    text text COLLATE "C" NOT NULL,
    terms bigint[] NOT NULL
);
CREATE INDEX wording_hash ON record.wording (hash);
CREATE INDEX wording_text ON record.wording (text);
CREATE INDEX wording_terms ON record.wording USING gin (terms);

-- Narratives and free texts of the resources that have any; see Prose. A row of an earlier version may be left: who reads it
-- looks whether the resource still has prose.
CREATE TABLE record.prose (
    type text COLLATE "C" NOT NULL,
    id text COLLATE "C" NOT NULL,
    terms bigint[] NOT NULL,
    narrative text NOT NULL,
    notes text NOT NULL,
    PRIMARY KEY (type, id)
);
CREATE INDEX prose_terms ON record.prose USING gin (terms) WITH (gin_pending_list_limit = 256);
