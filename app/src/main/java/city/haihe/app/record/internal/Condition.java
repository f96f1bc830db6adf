package city.haihe.app.record.internal;

import java.util.List;

/** What a search asks of a resource. All conditions of a search must hold. */
sealed interface Condition {

    /**
     * It has one of the terms.
     *
     * @param narrow whether few resources can have them, as with references and identifiers
     */
    record AnyTerm(List<Long> terms, boolean narrow) implements Condition {}

    /**
     * It has one of the identifiers, each with its system.
     *
     * @param terms what {@code identifier=system|value} leaves among a resource's terms
     */
    record AnyIdentifier(List<Long> terms) implements Condition {}

    /** It has none of the terms. */
    record NoTerm(List<Long> terms) implements Condition {}

    /** Its id is one of these. */
    record AnyId(List<String> ids) implements Condition {}

    /** Its id is none of these. */
    record NoId(List<String> ids) implements Condition {}

    /** It was last updated so that one of the tests holds, in milliseconds since 1970. */
    record Updated(List<RangeTest> anyOf) implements Condition {}

    /**
     * One of a range parameter's values passes one of the tests.
     *
     * @param column where the value, or the hull of several values, stands
     * @param several whether a resource may have several values, which then stand in the column {@code ranges}
     */
    record Range(TypeTable.RangeColumn column, boolean several, List<RangeTest> anyOf) implements Condition {}

    /** One of a string parameter's values passes one of the tests. */
    record Text(String parameter, List<TextTest> anyOf) implements Condition {}

    /** The parameter has a value, or has none. */
    record Present(String parameter, boolean present) implements Condition {}

    /** One of them holds. */
    record AnyOf(List<Condition> alternatives) implements Condition {}

    /** All of them hold. */
    record AllOf(List<Condition> conditions) implements Condition {}

    /**
     * A reference connects it with another resource, which the caller may see and for which an end's conditions hold.
     *
     * @param reverse whether the other refers to it ({@code _has}), or it to the other (a chain)
     * @param parameter the hash of the reference parameter
     * @param ends what the other may be; one of them is enough
     */
    record Link(boolean reverse, long parameter, List<End> ends) implements Condition {}

    /** The far end of a link: a type and what must hold of a resource of it. */
    record End(String type, List<Condition> conditions) {}

    /** A comparison of a stored range with the search's, whose upper bounds are exclusive (FHIR R4 3.1.1.5.6). */
    record RangeTest(Prefix prefix, long low, long high) {}

    /** The prefixes of ordered values. */
    enum Prefix {
        EQ,
        NE,
        GT,
        LT,
        GE,
        LE,
        SA,
        EB,
        AP
    }

    /** How a string is compared: its normalised beginning, the whole as written, or any normalised part. */
    enum TextMatch {
        STARTS,
        EXACT,
        CONTAINS
    }

    /** A comparison of strings; the text is normalised unless it is compared exactly. */
    record TextTest(TextMatch match, String text) {}
}
