package city.haihe.fhir.terminology;

import java.util.List;
import java.util.Optional;

/** A code system with its concepts (FHIR R4 4.8), wherever they are kept. */
public interface CodeSystem {

    /**
     * What a code system says about itself.
     *
     * @param url its canonical address
     * @param version its version, or an empty string
     * @param name its name, or an empty string
     * @param content {@code complete}, {@code fragment}, {@code example} or {@code not-present}
     * @param caseSensitive whether codes that differ in case are different
     * @param hierarchical whether some concepts stand below others
     * @param concepts how many concepts are known
     */
    record Header(
            String url,
            String version,
            String name,
            String content,
            boolean caseSensitive,
            boolean hierarchical,
            int concepts) {

        /** Whether a code that is not known here does not exist. */
        public boolean complete() {
            return content.equals("complete");
        }

        /** The address with the version, where there is one. */
        public String canonical() {
            return version.isEmpty() ? url : url + "|" + version;
        }
    }

    /** What the code system says about itself. */
    Header header();

    /** The concept of a code; in another case as well where case does not matter. */
    Optional<Concept> find(String code);

    /** Whether the first concept stands below the second, at any depth. A concept is not below itself. */
    boolean isBelow(Concept concept, Concept ancestor);

    /** The concepts directly above. */
    List<Concept> parents(Concept concept);

    /** The concepts directly below, at most some hundred of them. */
    List<Concept> children(Concept concept);

    /** How many concepts are selected. */
    long count(Selection selection);

    /** Selected concepts in the order of their positions. */
    List<Concept> select(Selection selection, long offset, int count);

    /** Whether a concept of this code system is selected. */
    default boolean matches(Selection selection, Concept concept) {
        return Matching.matches(this, selection, concept);
    }
}
