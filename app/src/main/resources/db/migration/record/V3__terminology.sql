-- Code systems that were uploaded. The concepts of each upload stand in a table of its own, concept_ID; an upload that replaces
-- another leaves the other's table to those who still read it, until a later upload drops it.
CREATE TABLE record.code_system (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    uploaded bigint NOT NULL,
    superseded bigint,
    concepts integer NOT NULL,
    inactive integer NOT NULL,
    case_sensitive boolean NOT NULL,
    hierarchical boolean NOT NULL,
    -- Whether nothing stands below two others, so that what is below a concept is one run of positions.
    tree boolean NOT NULL,
    url text COLLATE "C" NOT NULL,
    version text COLLATE "C" NOT NULL,
    name text NOT NULL
);
CREATE UNIQUE INDEX code_system_current ON record.code_system (url, version) WHERE superseded IS NULL;

-- How far uploads have come.
CREATE TABLE record.code_system_upload (
    url text COLLATE "C" NOT NULL,
    version text COLLATE "C" NOT NULL,
    phase text NOT NULL,
    started bigint NOT NULL,
    updated bigint NOT NULL,
    lines bigint NOT NULL,
    errors bigint NOT NULL,
    PRIMARY KEY (url, version)
);
