package city.haihe.app.record.internal;

import city.haihe.app.platform.Settings;
import city.haihe.fhir.FhirArray;
import city.haihe.fhir.FhirJson;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.R4;
import city.haihe.fhir.SearchParameter;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/** The capability statement, made from what is registered (FHIR R4 3.1.0.1). */
final class Capabilities {

    private static final String OAUTH_URIS = "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris";

    private static final List<String> INTERACTIONS = List.of(
            "read", "vread", "update", "patch", "delete", "history-instance", "history-type", "create", "search-type");

    private final RecordEngine engine;
    private final SearchParameters parameters;
    private final Operations operations;
    private volatile Written written;

    /** A document, and the parameters that it was written for. */
    private record Written(Object generation, byte[] document) {}

    Capabilities(RecordEngine engine, SearchParameters parameters, Operations operations) {
        this.engine = engine;
        this.parameters = parameters;
        this.operations = operations;
        this.written = write();
    }

    byte[] document() {
        Written current = written;
        if (current.generation() != parameters.generation()) {
            current = write();
            written = current;
        }
        return current.document();
    }

    private Written write() {
        Object generation = parameters.generation();
        return new Written(generation, FhirJson.toBytes(statement(engine, parameters, operations)));
    }

    private static FhirObject statement(RecordEngine engine, SearchParameters parameters, Operations operations) {
        RecordSettings settings = engine.settings();
        FhirArray resources = new FhirArray();
        for (String type : parameters.types()) {
            FhirObject resource = resource(type, settings, parameters);
            addOperations(resource, operations, operation -> operation.appliesTo(type) && operation.belongsToTypes());
            resources.add(resource);
        }
        FhirObject rest = new FhirObject()
                .put("mode", "server")
                .put("security", security(settings))
                .put("resource", resources)
                .put("interaction", codes(List.of("transaction", "batch", "history-system", "search-system")))
                .put("searchParam", common(parameters))
                .put("compartment", compartments());
        addOperations(rest, operations, operation -> operation.levels().contains(Operation.Level.SYSTEM));
        return FhirObject.resource("CapabilityStatement")
                .put("status", "active")
                .put("date", engine.clock().instant().toString().substring(0, 10))
                .put("kind", "instance")
                .put("software", new FhirObject().put("name", "Haihe"))
                .put(
                        "implementation",
                        new FhirObject()
                                .put("description", "Haihe clinical record")
                                .put("url", settings.base()))
                .put("fhirVersion", "4.0.1")
                .put("format", new FhirArray().add("application/fhir+json").add("json"))
                .put("patchFormat", new FhirArray().add(Patching.JSON_PATCH).add("application/fhir+json"))
                .put("rest", FhirArray.of(rest));
    }

    private static void addOperations(FhirObject place, Operations operations, Predicate<Operation> listed) {
        for (Operation operation : operations.all()) {
            if (listed.test(operation)) {
                place.append(
                        "operation",
                        new FhirObject().put("name", operation.name()).put("definition", operation.definition()));
            }
        }
    }

    private static FhirObject security(RecordSettings settings) {
        FhirObject uris = new FhirObject()
                .put("url", OAUTH_URIS)
                .put(
                        "extension",
                        FhirArray.of(
                                uri("authorize", settings.publicUrl() + "/oauth2/authorize"),
                                uri("token", settings.publicUrl() + "/oauth2/token"),
                                uri("introspect", settings.publicUrl() + "/oauth2/introspect"),
                                uri("revoke", settings.publicUrl() + "/oauth2/revoke")));
        FhirObject coding = new FhirObject()
                .put("system", "http://terminology.hl7.org/CodeSystem/restful-security-service")
                .put("code", "SMART-on-FHIR");
        return new FhirObject()
                .put("extension", FhirArray.of(uris))
                .put("service", FhirArray.of(new FhirObject().put("coding", FhirArray.of(coding))));
    }

    private static FhirObject uri(String name, String address) {
        return new FhirObject().put("url", name).put("valueUri", address);
    }

    private static FhirObject resource(String type, RecordSettings settings, SearchParameters parameters) {
        FhirArray search = new FhirArray();
        search.add(parameter("_id", "token"));
        search.add(parameter("_lastUpdated", "date"));
        for (String prose : List.of(SearchValues.TEXT, SearchValues.CONTENT)) {
            if (SearchValues.isProse(type, prose)) {
                search.add(parameter(prose, "string"));
            }
        }
        for (SearchParameter parameter : parameters.of(type)) {
            search.add(parameter(parameter.code(), parameter.kind().name().toLowerCase(Locale.ROOT)));
        }
        search.add(parameter("_list", "special"));
        FhirArray includes = new FhirArray().add("*");
        parameters.references(type).forEach(code -> includes.add(type + ":" + code));
        FhirObject resource = new FhirObject()
                .put("type", type)
                .put("interaction", codes(INTERACTIONS))
                .put("versioning", "versioned-update")
                .put("readHistory", true)
                .put("updateCreate", settings.clientIds())
                .put("conditionalCreate", true)
                .put("conditionalRead", "full-support")
                .put("conditionalUpdate", true)
                .put("conditionalDelete", settings.deletesMultiple() ? "multiple" : "single");
        if (settings.references() == Settings.References.ENFORCE) {
            resource.put("referencePolicy", new FhirArray().add("literal").add("enforced"));
        }
        resource.put("searchInclude", includes);
        FhirArray reverse = new FhirArray().add("*");
        for (String source : parameters.types()) {
            for (SearchParameter parameter : parameters.of(source)) {
                if (parameter.kind() == SearchParameter.Kind.REFERENCE
                        && parameter.targets().contains(type)) {
                    reverse.add(source + ":" + parameter.code());
                }
            }
        }
        return resource.put("searchRevInclude", reverse).put("searchParam", search);
    }

    /** What a search of several types may ask for: the parameters that all of them have. */
    private static FhirArray common(SearchParameters parameters) {
        FhirArray search = new FhirArray()
                .add(parameter("_id", "token"))
                .add(parameter("_lastUpdated", "date"))
                .add(parameter("_type", "special"));
        String first = parameters.types().iterator().next();
        for (SearchParameter parameter : parameters.of(first)) {
            if (parameters.types().stream()
                    .allMatch(type -> parameters.find(type, parameter.code()).isPresent())) {
                search.add(parameter(parameter.code(), parameter.kind().name().toLowerCase(Locale.ROOT)));
            }
        }
        return search.add(parameter("_list", "special"));
    }

    private static FhirArray compartments() {
        FhirArray definitions = new FhirArray();
        for (String owner : R4.definitions().compartments()) {
            definitions.add("http://hl7.org/fhir/CompartmentDefinition/" + owner.toLowerCase(Locale.ROOT));
        }
        return definitions;
    }

    private static FhirObject parameter(String name, String type) {
        return new FhirObject().put("name", name).put("type", type);
    }

    private static FhirArray codes(List<String> codes) {
        return new FhirArray(
                codes.stream().map(code -> new FhirObject().put("code", code)).toList());
    }
}
