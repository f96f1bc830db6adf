package city.haihe.app.record.internal;

/**
 * 64-bit hashes of what can be searched for. A resource's terms stand in one array with one GIN index, so that an AND of
 * several parameters is one index scan, and a reference's term is the target's hash XOR the parameter's, so that a chain can be
 * computed inside PostgreSQL. With 64 bits a false match is expected once in billions of searches; access is never decided
 * by a hash.
 */
final class TermHash {

    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;
    private static final long SECOND_MULTIPLIER = 0xBF58476D1CE4E5B9L;

    private static final long SELF = 0x53454C46L;
    private static final long PARAMETER = 0x504152414DL;
    private static final long STARTS = 0x50524546L;
    private static final long EXACT = 0x4558414354L;
    private static final long IDENTITY = 0x4944454E54L;
    private static final long WORDING = 0x574F5244L;
    private static final long GRAM = 0x4752414DL;

    private TermHash() {}

    /** The hash of {@code Type/id}, by which references point at a resource. */
    static long self(String type, String id) {
        return mix(append(append(append(SELF, type), "/"), id));
    }

    /** The hash of a search parameter's name, which seeds its terms. */
    static long parameter(String name) {
        return mix(append(PARAMETER, name));
    }

    /** The term of a token, uri or code in its textual form: {@code system|code}, {@code |code}, {@code system|} or {@code code}. */
    static long token(long parameter, String text) {
        return mix(append(parameter, text));
    }

    /** The textual form of a code without its system, whose own bars are marked: they part no system from a code. */
    static String bare(String code) {
        return code.indexOf('|') < 0 ? code : code.replace("|", "\\|");
    }

    /** The term of a reference to a resource of ours. Its own inverse: XOR once more gives the target's hash. */
    static long reference(long parameter, long self) {
        return parameter ^ self;
    }

    /** The term of a string's beginning. */
    static long start(long parameter, String beginning) {
        return mix(append(parameter ^ STARTS, beginning));
    }

    /** The term of a whole string, as it was written. */
    static long exact(long parameter, String text) {
        return mix(append(parameter ^ EXACT, text));
    }

    /** The hash of what a code is called; XOR the parameter's it is a term. */
    static long wording(String normalised) {
        return mix(append(WORDING, normalised));
    }

    /** What seeds the terms of a parameter under a modifier of its own, such as {@code of-type}. */
    static long modified(String parameter, String modifier) {
        return parameter(parameter + ":" + modifier);
    }

    /** The same of a parameter's hash. */
    static long modified(long parameter, String modifier) {
        return mix(append(parameter, ":" + modifier));
    }

    /** The key of the first element's values of a component, see {@link #keySpace}. */
    static long element(String path, String component) {
        return keySpace(parameter(path + "$" + component));
    }

    /** A hash with room behind it for as many keys as there are elements. */
    static long keySpace(long hash) {
        return hash & 0x7FFF_FFFF_FFFF_0000L;
    }

    /** The term of a short run of characters anywhere in any string of the resource. */
    static long gram(String run) {
        return mix(append(GRAM, run));
    }

    /** The key under which the table of identities finds resources of a type by the term of {@code identifier=system|value}. */
    static long identity(String type, long identifierTerm) {
        return mix(append(identifierTerm ^ IDENTITY, type));
    }

    /** A small number that stands for a parameter in the list of those that are present. */
    static int presence(String name) {
        return (int) parameter(name);
    }

    private static long append(long seed, String text) {
        long hash = seed;
        for (int index = 0; index < text.length(); index++) {
            hash = (hash ^ text.charAt(index)) * MULTIPLIER;
            hash ^= hash >>> 29;
        }
        return hash;
    }

    private static long mix(long value) {
        long hash = (value ^ (value >>> 30)) * SECOND_MULTIPLIER;
        hash = (hash ^ (hash >>> 27)) * MULTIPLIER;
        return hash ^ (hash >>> 31);
    }
}
