package city.haihe.app.record.internal;

import city.haihe.fhir.FhirJson;
import city.haihe.fhir.FhirObject;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Resources and a search over them.
 *
 * @param type the type that is searched; empty where the parameter {@code _type} names several
 * @param compartment the resource whose compartment is searched, as {@code Type/id}, or empty
 * @param parameters the search, decoded
 * @param features what of searching it makes use of
 */
record SearchCase(
        List<FhirObject> resources,
        String type,
        String compartment,
        List<QueryString.Parameter> parameters,
        Set<String> features) {

    SearchCase with(List<FhirObject> fewer) {
        return new SearchCase(fewer, type, compartment, parameters, features);
    }

    SearchCase asking(List<QueryString.Parameter> fewer) {
        return new SearchCase(resources, type, compartment, fewer, features);
    }

    SearchBase base() {
        int slash = compartment.indexOf('/');
        return new SearchBase(
                type,
                slash < 0
                        ? null
                        : new SearchBase.Compartment(
                                compartment.substring(0, slash), compartment.substring(slash + 1)));
    }

    QueryString query() {
        return new QueryString(parameters);
    }

    /** The search as a URL has it, undecoded, and the resources, one a line. */
    @Override
    public String toString() {
        return "GET /" + base().path() + "?"
                + parameters.stream()
                        .map(parameter -> parameter.name() + "=" + parameter.value())
                        .collect(Collectors.joining("&"))
                + resources.stream().map(FhirJson::write).collect(Collectors.joining("\n", "\n", "\n"));
    }
}
