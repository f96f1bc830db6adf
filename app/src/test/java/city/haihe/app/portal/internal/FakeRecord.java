package city.haihe.app.portal.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import city.haihe.app.platform.Caller;
import city.haihe.app.platform.SmartScope;
import city.haihe.app.platform.Transaction;
import city.haihe.app.record.ClinicalRecord;
import city.haihe.app.record.SearchPage;
import city.haihe.app.record.StoredResource;
import city.haihe.fhir.FhirJsonParser;
import city.haihe.fhir.FhirObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** A record in memory that answers a search with everything of the type, or what has the id, and refuses types outside the caller's scopes. */
final class FakeRecord implements ClinicalRecord {

    private final List<StoredResource> resources = new ArrayList<>();
    private final List<String> searches = new ArrayList<>();

    /** Adds a resource with its id. */
    void add(String json) {
        byte[] body = json.getBytes(UTF_8);
        FhirObject resource = FhirJsonParser.parseTrusted(body);
        resources.add(new StoredResource(
                resource.resourceType(), Objects.requireNonNull(resource.id()), 1, Instant.EPOCH, false, body));
    }

    /** What was searched for, as TYPE?QUERY. */
    List<String> searches() {
        return searches;
    }

    @Override
    public Optional<StoredResource> read(Caller caller, String type, String id) {
        if (!caller.allows(type, SmartScope.Permission.READ)) {
            throw new IllegalStateException(caller.actor() + " may not read " + type);
        }
        return resources.stream()
                .filter(stored -> stored.type().equals(type) && stored.id().equals(id))
                .findFirst();
    }

    @Override
    public SearchPage search(Caller caller, String type, String query) {
        if (!caller.allows(type, SmartScope.Permission.SEARCH)) {
            throw new IllegalStateException(caller.actor() + " may not search " + type);
        }
        searches.add(type + "?" + query);
        String id = Stream.of(query.split("&"))
                .filter(part -> part.startsWith("_id="))
                .map(part -> part.substring("_id=".length()))
                .findFirst()
                .orElse("");
        List<StoredResource> matches = resources.stream()
                .filter(stored -> stored.type().equals(type))
                .filter(stored -> id.isEmpty() || stored.id().equals(id))
                .toList();
        List<StoredResource> included = resources.stream()
                .filter(stored -> query.contains("_revinclude=" + stored.type()))
                .toList();
        return new SearchPage(matches, included, OptionalLong.empty(), null);
    }

    @Override
    public FhirObject transact(Caller caller, FhirObject bundle) {
        throw new UnsupportedOperationException("the portal writes nothing");
    }

    @Override
    public RecordSession open(Transaction transaction, Caller caller) {
        throw new UnsupportedOperationException("the portal writes nothing");
    }

    @Override
    public SharedSession share(Transaction transaction) {
        throw new UnsupportedOperationException("the portal writes nothing");
    }
}
