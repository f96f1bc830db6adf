package city.haihe.fhir;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.TokenStreamContext;

/** Where in a resource a parser stands, written as the paths of elements are. */
final class JsonPath {

    private JsonPath() {}

    /** The path, such as {@code Patient.name[0].given}; the type is left out where it was not read yet. */
    static String of(TokenStreamContext at, @Nullable String resourceType) {
        StringBuilder path = new StringBuilder();
        for (TokenStreamContext context = at; context != null && !context.inRoot(); context = context.getParent()) {
            if (context.inArray()) {
                path.insert(0, "[" + context.getCurrentIndex() + "]");
            } else if (context.currentName() != null) {
                path.insert(0, "." + ResourceCheck.quote(context.currentName()));
            }
        }
        if (resourceType == null) {
            return path.toString().replaceFirst("^\\.", "");
        }
        return path.insert(0, ResourceCheck.quote(resourceType)).toString();
    }
}
