package city.haihe.app.record.internal;

import city.haihe.app.record.internal.SearchPlan.Include;
import city.haihe.fhir.SearchParameter;
import org.jspecify.annotations.Nullable;

/** Understands {@code _include} and {@code _revinclude} (FHIR R4 3.1.1.5.5). */
final class IncludeParser {

    private static final String ALL = "*";

    private final SearchParameters parameters;
    private final ResourceTables tables;

    IncludeParser(SearchParameters parameters, ResourceTables tables) {
        this.parameters = parameters;
        this.tables = tables;
    }

    /** What to include, or null where the parameter asks for something else. */
    @Nullable
    Include parse(QueryString.Parameter parameter) {
        String name = parameter.name();
        int colon = name.indexOf(':');
        boolean reverse = name.startsWith("_revinclude");
        if (!(colon < 0 ? name : name.substring(0, colon)).equals(reverse ? "_revinclude" : "_include")) {
            return null;
        }
        boolean iterate = colon >= 0;
        if (iterate) {
            String modifier = name.substring(colon + 1);
            // Earlier versions of FHIR called it "recurse".
            if (!modifier.equals("iterate") && !modifier.equals("recurse")) {
                throw RecordErrors.unsupportedParameter(name, "no modifier, or iterate");
            }
        }
        return include(name, parameter.value(), reverse, iterate);
    }

    private Include include(String name, String value, boolean reverse, boolean iterate) {
        if (value.equals(ALL)) {
            return new Include(reverse, iterate, ALL, ALL, "");
        }
        String[] parts = value.split(":", -1);
        if (parts.length < 2 || parts.length > 3 || !tables.has(parts[0])) {
            throw RecordErrors.parameter(name, value, "Type:parameter or Type:parameter:TargetType");
        }
        boolean known = parts[1].equals(ALL)
                || parameters
                        .find(parts[0], parts[1])
                        .filter(parameter -> parameter.kind() == SearchParameter.Kind.REFERENCE)
                        .isPresent();
        if (!known) {
            throw RecordErrors.parameter(name, value, "a reference parameter of " + parts[0]);
        }
        String target = parts.length == 3 ? parts[2] : "";
        if (!target.isEmpty() && !tables.has(target)) {
            throw RecordErrors.parameter(name, value, "a resource type as the target");
        }
        return new Include(reverse, iterate, parts[0], parts[1], target);
    }
}
