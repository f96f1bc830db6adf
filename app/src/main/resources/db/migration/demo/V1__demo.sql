-- What is known of the sample city: the numbers that it follows from, so that a load that was interrupted goes on as it began.
CREATE TABLE sample_city (
    single boolean PRIMARY KEY DEFAULT true CHECK (single),
    seed bigint NOT NULL,
    today date NOT NULL,
    residents integer NOT NULL,
    begun timestamptz NOT NULL DEFAULT now(),
    finished timestamptz
);
