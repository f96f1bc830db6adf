package city.haihe.app.record;

import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A page of a search.
 *
 * @param matches the resources that match, in the order asked for
 * @param included resources that {@code _include} and {@code _revinclude} brought
 * @param total how many match in all, where it was asked for or is known
 * @param next an opaque token for the next page, or null at the end
 */
public record SearchPage(
        List<StoredResource> matches,
        List<StoredResource> included,
        OptionalLong total,
        @Nullable String next) {}
