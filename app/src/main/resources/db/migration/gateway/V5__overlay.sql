-- A hospital's own ways, in the format of the mapping files.
ALTER TABLE connection ADD overlay text;
