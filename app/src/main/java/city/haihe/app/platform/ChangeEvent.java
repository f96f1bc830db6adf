package city.haihe.app.platform;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A committed transaction in the feed.
 *
 * @param position its dense position, from 1
 * @param at when the transaction wrote its feed row, by the database's clock
 * @param actor who wrote
 * @param client through which client or connection
 * @param purpose why
 * @param trace the trace id of the request that wrote
 * @param organisation the author organisation's id, or null
 * @param patients ids of the Patients whose compartments were touched
 * @param resources the versions that were written, in order
 */
public record ChangeEvent(
        long position,
        Instant at,
        String actor,
        String client,
        String purpose,
        String trace,
        @Nullable String organisation,
        Set<String> patients,
        List<ChangedResource> resources) {}
