-- The charset of all of a connection's messages whatever they name, for a sender that names a wrong one.
ALTER TABLE connection ADD charset_override text;
