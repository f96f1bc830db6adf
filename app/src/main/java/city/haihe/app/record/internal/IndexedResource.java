package city.haihe.app.record.internal;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a resource can be found by, and who may see it, as its row keeps it.
 *
 * @param self the hash of {@code Type/id}
 * @param shard the part of the city it belongs to, by its patient
 * @param organisation the id of the first Organization it refers to, or null
 * @param patients ids of the Patients whose compartments it is in
 * @param labels its security labels, as {@code system|code}
 * @param present which search parameters have a value, as {@link TermHash#presence}
 * @param terms hashes of its tokens, references, uris and strings
 * @param strings its strings as {@code parameter␟normalised}, for rechecks and sorting
 * @param lows lower bounds of its ranges, in the order of the table's columns; null where there is no value
 * @param highs upper bounds of its ranges, exclusive, in the same order
 * @param ranges all values of the ranges that have several or no column, and what is found together, as (key, first, second)
 * @param identities keys of its identifiers that have a system and a value, as {@link TermHash#identity}
 * @param wordings what its codes are called, normalised, as {@link Wordings} keeps it
 * @param prose the terms of its narrative and its free texts, or none
 * @param references the resources of ours that it refers to
 */
record IndexedResource(
        long self,
        int shard,
        @Nullable String organisation,
        String[] patients,
        String[] labels,
        int[] present,
        long[] terms,
        String[] strings,
        @Nullable Long[] lows,
        @Nullable Long[] highs,
        long[] ranges,
        long[] identities,
        List<String> wordings,
        Prose prose,
        List<LocalReference> references) {

    /**
     * A reference to a resource of ours.
     *
     * @param type the target's type
     * @param id the target's id
     * @param expression where it stands, such as {@code Observation.subject}
     */
    record LocalReference(String type, String id, String expression) {}
}
