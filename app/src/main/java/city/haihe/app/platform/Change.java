package city.haihe.app.platform;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one transaction changed, as it is written to the feed: no clinical content, only who, why and which versions.
 *
 * @param caller who wrote
 * @param decision how the write was allowed, such as {@code scope:system/*.cruds}
 * @param organisation the author organisation's id, or null
 * @param patients ids of the Patients whose compartments are touched
 * @param resources the versions that were written, in order
 */
public record Change(
        Caller caller,
        String decision,
        @Nullable String organisation,
        Set<String> patients,
        List<ChangedResource> resources) {

    public Change {
        patients = Set.copyOf(patients);
        resources = List.copyOf(resources);
    }
}
