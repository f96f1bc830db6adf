package city.haihe.app.record.internal;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What searches ask of terminology: the codes behind {@code :in}, {@code :not-in}, {@code :below} and {@code :above}
 * (FHIR R4 3.1.1.4.10). It is asked while a search holds its connection, so an implementation answers from memory or from
 * connections that no search waits for.
 */
interface CodeExpansion {

    /**
     * A code of a system.
     *
     * @param system the code system's address, or null where the code has none
     */
    record Code(@Nullable String system, String code) {}

    /**
     * All codes of a value set. Refuses one that is unknown, that cannot be listed, or that has more codes than the limit.
     *
     * @param valueSet its canonical address, also with {@code |version}, or a reference {@code ValueSet/id}
     */
    Set<Code> expand(String valueSet, int limit);

    /**
     * The code and all that it subsumes. Refuses a system that is unknown.
     *
     * @param system the code system's address, or null where the search names none
     */
    Set<Code> below(@Nullable String system, String code, int limit);

    /** The code and all that subsume it. Refuses a system that is unknown. */
    Set<Code> above(@Nullable String system, String code, int limit);
}
