package city.haihe.app.record.internal;

import city.haihe.app.platform.Caller;
import city.haihe.app.platform.SmartScope;
import city.haihe.app.platform.SmartScope.Permission;
import city.haihe.fhir.FhirObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A small record, a caller and a question. Which versions the caller may see is worked out here from the specification's
 * words alone, with nothing of the record's own code.
 *
 * @param versions all versions of all resources, in the order of their writing
 * @param grants the caller's scopes
 * @param patient the Patient that the caller is bound to, or null
 * @param question what is asked
 */
record AccessCase(
        List<Version> versions,
        List<Grant> grants,
        @Nullable String patient,
        Question question) {

    static final String TRACE = "5".repeat(32);
    private static final String CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category";

    /**
     * A version of a resource.
     *
     * @param elements its elements in short, such as {@code subject} with {@code Patient/p1}
     */
    record Version(String type, String id, int number, Instant time, Map<String, String> elements) {

        /** What stands in place of the elements of a deletion. */
        static final Map<String, String> DELETION = Map.of("deleted", "true");

        boolean isDeletion() {
            return elements.equals(DELETION);
        }

        String element(String name) {
            return elements.getOrDefault(name, "");
        }

        String address() {
            return type + "/" + id;
        }

        FhirObject resource() {
            StringBuilder json = new StringBuilder("{'resourceType':'" + type + "','id':'" + id + "'");
            elements.forEach((name, value) -> json.append(",").append(json(name, value)));
            return TestRecord.json(json.append("}").toString());
        }

        private String json(String name, String value) {
            return switch (name) {
                case "tag" -> "'meta':{'tag':[{'system':'urn:t','code':'" + value + "'}]}";
                case "identifier" -> "'identifier':[{'system':'urn:i','value':'" + value + "'}]";
                case "name" -> "'name':[{'family':'" + value + "'}]";
                case "gender", "status", "birthDate", "effectiveDateTime" -> "'" + name + "':'" + value + "'";
                case "active" -> "'active':" + value;
                case "class" -> "'class':{'system':'urn:class','code':'" + value + "'}";
                case "code" -> "'code':{'coding':[{'system':'urn:c','code':'" + value + "'}]}";
                case "category" -> "'category':[{'coding':[{'system':'" + CATEGORY + "','code':'" + value + "'}]}]";
                case "value" -> "'valueQuantity':{'value':" + value + "}";
                case "day" -> "'period':{'start':'" + value + "','end':'" + value + "'}";
                case "participant" -> "'participant':[{'individual':{'reference':'" + value + "'}}]";
                case "generalPractitioner", "performer", "hasMember" ->
                    "'" + name + "':[{'reference':'" + value + "'}]";
                case "subject", "encounter", "asserter" -> "'" + name + "':{'reference':'" + value + "'}";
                default -> throw new IllegalArgumentException(name);
            };
        }

        @Override
        public String toString() {
            return address() + " v" + number + " " + (isDeletion() ? "deleted" : elements);
        }
    }

    /** A search parameter with a value, and what it means. */
    record Asked(String query, Predicate<Version> meaning) {}

    /** A scope; an empty list of conditions restricts nothing. */
    record Grant(String level, String type, String permissions, List<Asked> conditions) {

        SmartScope scope() {
            return SmartScope.parse(toString()).orElseThrow(() -> new IllegalStateException(toString()));
        }

        SmartScope unrestricted() {
            SmartScope scope = scope();
            return new SmartScope(scope.level(), scope.type(), scope.permissions());
        }

        boolean finds(Version version) {
            return !version.isDeletion()
                    && conditions.stream()
                            .allMatch(condition -> condition.meaning().test(version));
        }

        @Override
        public String toString() {
            String restriction = conditions.stream().map(Asked::query).collect(Collectors.joining("&"));
            return level + "/" + type + "." + permissions + (restriction.isEmpty() ? "" : "?" + restriction);
        }
    }

    /** What is asked of the record. */
    sealed interface Question {

        /** A search of a type, of all where it is empty, within a Patient's compartment where an id is given. */
        record Search(String type, String patient, List<String> parameters) implements Question {}

        record Read(String type, String id) implements Question {}

        record ReadVersion(String type, String id, int version) implements Question {}

        /** The versions of a resource, of all of the type where the id is empty, or of all where the type is. */
        record History(String type, String id, int count) implements Question {}

        /** {@code $everything} of a Patient or an Encounter. */
        record Everything(String type, String id, int count) implements Question {}

        /** A create of what the version says, an update by it or, where it is a deletion, a delete; nothing of it stays. */
        record Write(boolean create, Version version) implements Question {}

        /** {@code $meta} of a type, or of all where it is empty. */
        record Meta(String type) implements Question {}
    }

    AccessCase asking(Question other) {
        return new AccessCase(versions, grants, patient, other);
    }

    Caller caller() {
        return caller(grants.stream().map(Grant::scope).collect(Collectors.toSet()), patient);
    }

    /** The same caller with leave to write whatever it may see. */
    AccessCase writing() {
        List<Grant> all = grants.stream()
                .map(grant -> new Grant(grant.level(), grant.type(), "cruds", grant.conditions()))
                .toList();
        return new AccessCase(versions, all, patient, question);
    }

    /** The caller of a record that holds only what this one may see. */
    Caller unrestrictedCaller() {
        return caller(grants.stream().map(Grant::unrestricted).collect(Collectors.toSet()), null);
    }

    private static Caller caller(Set<SmartScope> scopes, @Nullable String patient) {
        return new Caller("Client/property", "property", scopes, Set.of(), patient, "TREAT", TRACE);
    }

    /** What stands now: the last version of each resource, also where it is a deletion. */
    List<Version> current() {
        return versions.stream()
                .filter(version -> versions.stream()
                        .noneMatch(other ->
                                other.address().equals(version.address()) && other.number() > version.number()))
                .toList();
    }

    /** Whether some scope allows it, whatever it is restricted to. */
    boolean allows(String type, Permission permission) {
        return grants.stream().anyMatch(grant -> grant.scope().allows(type, permission));
    }

    /** Whether every scope that lets the type be seen is restricted. */
    boolean isRestricted(String type) {
        return grants.stream()
                .filter(grant -> grant.type().equals("*") || grant.type().equals(type))
                .noneMatch(grant -> grant.conditions().isEmpty());
    }

    /** Whether the caller may see what the version says, as far as the version decides. */
    boolean finds(Version version) {
        if (!isRestricted(version.type())) {
            return isInCompartment(version);
        }
        return isInCompartment(version)
                && grants.stream()
                        .filter(grant ->
                                grant.type().equals("*") || grant.type().equals(version.type()))
                        .anyMatch(grant -> grant.finds(version));
    }

    boolean isInCompartment(Version version) {
        String address = "Patient/" + patient;
        if (patient == null || version.type().equals("Practitioner")) {
            return true;
        }
        if (version.isDeletion()) {
            // It stays where the resource was last.
            return versions.stream()
                    .filter(other ->
                            other.address().equals(version.address()) && other.number() == version.number() - 1)
                    .anyMatch(this::isInCompartment);
        }
        return version.address().equals(address)
                || version.element("subject").equals(address)
                || version.element("performer").equals(address)
                || version.element("asserter").equals(address);
    }

    /** The current versions that the caller may see. */
    List<Version> visible() {
        return current().stream()
                .filter(version -> !version.isDeletion() && finds(version))
                .toList();
    }

    /** The versions of the question that the caller may see, newest first; none where the resource itself is not seen. */
    List<Version> visibleVersions(String type, String id) {
        Set<String> seen =
                current().stream().filter(this::finds).map(Version::address).collect(Collectors.toSet());
        return versions.reversed().stream()
                .filter(version -> isInHistory(version, type, id))
                .filter(version -> seen.contains(version.address()) && finds(version))
                .toList();
    }

    private boolean isInHistory(Version version, String type, String id) {
        if (type.isEmpty()) {
            // Whoever is bound to a Patient sees that Patient's history of the record, not the directory's.
            boolean directory = patient != null && version.type().equals("Practitioner");
            return allows(version.type(), Permission.SEARCH) && !directory;
        }
        return version.type().equals(type) && (id.isEmpty() || version.id().equals(id));
    }

    @Override
    public String toString() {
        return "patient: " + patient + "\nscopes: " + grants + "\nquestion: " + question + "\nversions:\n  "
                + versions.stream().map(Version::toString).collect(Collectors.joining("\n  "));
    }
}
