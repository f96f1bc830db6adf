-- What has to be indexed anew, and how far that has come; see Reindexing. One row a search parameter that was added, and one
-- for what a new version of the program indexes in another way.
CREATE TABLE record.reindex (
    name text COLLATE "C" PRIMARY KEY,
    types text[] NOT NULL,
    requested bigint NOT NULL,
    type text COLLATE "C" NOT NULL,
    last_id text COLLATE "C" NOT NULL,
    done bigint NOT NULL,
    total bigint NOT NULL,
    finished boolean NOT NULL
);
