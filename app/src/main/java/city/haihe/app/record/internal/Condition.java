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
     * Its subject is the Patient.
     *
     * @param term what the reference leaves among a resource's terms
     * @param inOrder whether the Patient's resources are read along their dates, see {@link TypeTable#timeline}
     */
    record OfPatient(String patient, long term, boolean inOrder) implements Condition {

        /** The same, read along the dates. */
        OfPatient ordered() {
            return new OfPatient(patient, term, true);
        }
    }

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

    /**
     * One of the values that stand in the column {@code ranges} under a key passes one of the tests.
     *
     * @param key the hash of a parameter without columns, or of a parameter and a canonical unit
     */
    record Listed(long key, List<RangeTest> anyOf) implements Condition {}

    /** One element has a value for each of the members, see {@link CorrelatedValues}. */
    record Together(List<Member> members) implements Condition {

        /**
         * What an element must have.
         *
         * @param key the key of the first element's values
         * @param hashes one of which it must have; none where it is tested
         * @param tests one of which a range must pass; none as well where any value will do
         */
        record Member(long key, List<Long> hashes, List<RangeTest> tests) {}
    }

    /**
     * What one of its codes is called begins with one of the texts, or a profile's address does.
     *
     * @param parameter the hash of the parameter under its modifier
     * @param beginnings the texts, normalised
     */
    record Worded(long parameter, List<String> beginnings) implements Condition {}

    /**
     * Each word stands in its narrative or, for the whole content, in anything that it says.
     *
     * @param content whether the whole content is searched
     * @param parameters for the whole content, the hashes of the token parameters under {@code text}; else none
     */
    record Written(List<Prose.Word> words, boolean content, List<Long> parameters) implements Condition {}

    /**
     * It has a point within the distance.
     *
     * @param parameter the hash of the parameter's name
     * @param cells the terms of the grid cells that may have one
     */
    record Near(long parameter, double latitude, double longitude, double metres, List<Long> cells)
            implements Condition {}

    /** The parameter has a value, or has none. */
    record Present(String parameter, boolean present) implements Condition {}

    /** One of them holds. */
    record AnyOf(List<Condition> alternatives) implements Condition {}

    /** It does not hold. */
    record Not(Condition condition) implements Condition {}

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

    /** How a string is compared: its normalised beginning, that of a spelling in pinyin, the whole as written, or any normalised part. */
    enum TextMatch {
        STARTS,
        SPELLED,
        EXACT,
        CONTAINS
    }

    /** A comparison of strings; the text is normalised unless it is compared exactly. */
    record TextTest(TextMatch match, String text) {}
}
