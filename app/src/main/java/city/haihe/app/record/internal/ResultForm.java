package city.haihe.app.record.internal;

import java.util.Set;

/**
 * In which form a search's results are wanted (FHIR R4 3.1.1.5.6, 3.1.1.5.8, 3.1.1.5.9).
 *
 * @param total how the number of all matches is told
 * @param summary which part of each resource
 * @param elements the only elements wanted, each {@code name} or {@code Type.name}; all where there are none
 */
record ResultForm(Total total, Summary summary, Set<String> elements) {

    /** Whole resources, and the total where it costs nothing. */
    static final ResultForm PLAIN = new ResultForm(Total.KNOWN, Summary.FALSE, Set.of());

    /** How the total is told. */
    enum Total {
        /** Where the page shows it: the default. */
        KNOWN,
        NONE,
        ESTIMATE,
        ACCURATE
    }

    /** The values of {@code _summary}. */
    enum Summary {
        FALSE,
        TRUE,
        TEXT,
        DATA,
        COUNT
    }

    /** Whether resources pass as they are stored. */
    boolean whole() {
        return elements.isEmpty() && (summary == Summary.FALSE || summary == Summary.COUNT);
    }
}
