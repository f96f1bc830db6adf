package city.haihe.app.record.internal;

import city.haihe.app.platform.Change;
import city.haihe.app.platform.ChangedResource;
import city.haihe.app.platform.SmartScope;
import city.haihe.app.platform.SmartScope.Permission;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What one transaction wrote, as it is told to the change feed. */
final class SessionChanges {

    private final RecordEngine engine;
    private final Visibility visibility;

    private final List<ChangedResource> changes = new ArrayList<>();
    private final Set<String> patients = new HashSet<>();
    private @Nullable String organisation;

    SessionChanges(RecordEngine engine, Visibility visibility) {
        this.engine = engine;
        this.visibility = visibility;
    }

    void wrote(NewVersion version, ChangedResource.Operation operation) {
        patients.addAll(List.of(version.index().patients()));
        if (organisation == null) {
            organisation = version.index().organisation();
        }
        changes.add(new ChangedResource(
                version.resource().type(),
                version.resource().id(),
                version.resource().version(),
                operation));
    }

    void deleted(String type, String id, long version) {
        changes.add(new ChangedResource(type, id, version, ChangedResource.Operation.DELETE));
    }

    /** Patients in whose compartments a version was that is replaced or deleted. */
    void touched(Collection<String> before) {
        patients.addAll(before);
    }

    boolean isEmpty() {
        return changes.isEmpty();
    }

    /** What was written, as it is told to the feed; nothing where nothing was. */
    Optional<Change> told() {
        return changes.isEmpty()
                ? Optional.empty()
                : Optional.of(new Change(visibility.caller(), decision(), organisation, patients, changes));
    }

    private String decision() {
        ChangedResource first = changes.getFirst();
        Permission permission = switch (first.operation()) {
            case CREATE -> Permission.CREATE;
            case UPDATE -> Permission.UPDATE;
            case DELETE -> Permission.DELETE;
        };
        return visibility.caller().scopes().stream()
                .filter(scope -> scope.allows(first.type(), permission))
                .findFirst()
                .map(SmartScope::toString)
                .map(scope -> "scope:" + scope)
                .orElse("scope:none");
    }
}
