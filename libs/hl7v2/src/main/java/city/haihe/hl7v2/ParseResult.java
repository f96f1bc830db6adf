package city.haihe.hl7v2;

/** What came of parsing a message. */
public sealed interface ParseResult {

    /** It is a message. */
    record Parsed(Message message) implements ParseResult {}

    /**
     * It is none.
     *
     * @param kind what is wrong
     * @param segment the segment that it is wrong in
     * @param field the field's number, or 0 where no single field is to blame
     * @param detail the value and what was expected, without personal data
     */
    record Malformed(Kind kind, String segment, int field, String detail) implements ParseResult {}

    /** What can be wrong with a message. */
    enum Kind {
        /** It does not begin with a usable MSH segment. */
        NO_HEADER,
        /** A line is no segment. */
        INVALID_SEGMENT,
        /** MSH-18 names a charset that we do not read. */
        UNKNOWN_CHARSET,
        /** There are bytes that have no meaning in the declared charset. */
        INVALID_BYTES
    }
}
