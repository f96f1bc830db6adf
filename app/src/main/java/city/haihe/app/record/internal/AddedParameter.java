package city.haihe.app.record.internal;

import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.HaiheException;
import city.haihe.fhir.ExpressionException;
import city.haihe.fhir.FhirArray;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.FhirString;
import city.haihe.fhir.SearchParameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A search parameter that a SearchParameter resource adds (FHIR R4 SearchParameter).
 *
 * @param id the resource's id
 * @param code the parameter's name
 * @param byType the parameter compiled for each type that it has values of
 * @param job the name of the reindex that makes it usable: another expression is another job
 */
record AddedParameter(String id, String code, Map<String, SearchParameter> byType, String job) {

    /** The type of resources that add parameters. */
    static final String TYPE = "SearchParameter";

    /** Jobs of parameters begin so. */
    static final String JOB = "parameter ";

    /** What search parameters may be called: the name stands in addresses, where a dot and a colon have meanings. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]{0,63}");

    /**
     * Understands the resource.
     *
     * @return the parameter; null where the resource adds none: it is not active, or R4 itself has it
     * @throws HaiheException where it is active and cannot be made a parameter
     */
    static @Nullable AddedParameter of(FhirObject resource, String id, SearchParameters parameters) {
        if (!"active".equals(resource.string("status"))) {
            return null;
        }
        String code = String.valueOf(resource.string("code"));
        String kind = String.valueOf(resource.string("type"));
        List<String> bases = strings(resource, "base");
        List<String> types = new ArrayList<>();
        for (String base : bases) {
            if (base.equals("Resource") || base.equals("DomainResource")) {
                types.addAll(parameters.types());
            } else if (parameters.isType(base)) {
                types.add(base);
            } else {
                throw unusable("base: " + base + " (expected: a resource type)");
            }
        }
        if (!types.isEmpty() && types.stream().allMatch(type -> parameters.isDefined(type, code))) {
            return null;
        }
        if (!NAME.matcher(code).matches()) {
            throw unusable("code: not usable in a search (expected: letters, digits, - and _)");
        }
        String expression = resource.string("expression");
        if (expression == null) {
            throw unusable("expression: none (expected: a FHIRPath, since nothing else says where the values stand)");
        }
        List<String> targets = strings(resource, "target");
        Map<String, SearchParameter> byType = new TreeMap<>();
        try {
            for (String type : types) {
                SearchParameter compiled = parameters.definitions().compile(type, code, kind, expression, targets);
                if (compiled != null && !parameters.isDefined(type, code)) {
                    byType.put(type, compiled);
                }
            }
        } catch (ExpressionException notUnderstood) {
            throw unusable(String.valueOf(notUnderstood.getMessage()));
        }
        if (byType.isEmpty()) {
            throw unusable("expression: reads nothing that a parameter of type " + kind
                    + " could have (expected: elements of its base)");
        }
        String signature = String.join("\n", code, kind, expression, bases.toString(), targets.toString());
        String job = JOB + id + " " + Long.toHexString(TermHash.parameter(signature));
        return new AddedParameter(id, code, byType, job);
    }

    private static HaiheException unusable(String problem) {
        return new HaiheException(ErrorCode.UNUSABLE_SEARCH_PARAMETER, problem);
    }

    private static List<String> strings(FhirObject resource, String name) {
        List<String> strings = new ArrayList<>();
        if (resource.array(name) instanceof FhirArray array) {
            array.forEach(item -> {
                if (item instanceof FhirString(String text)) {
                    strings.add(text);
                }
            });
        }
        return strings;
    }
}
