package city.haihe.fhir.patch;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A step of an {@link ElementPath}. */
sealed interface PathStep {

    /** The element of a name. */
    record Member(String name) implements PathStep {}

    /** The element at an index of what was found so far. */
    record At(int index) implements PathStep {}

    /** The first. */
    record First() implements PathStep {}

    /** The last. */
    record Last() implements PathStep {}

    /** The only one; an error where there are several. */
    record Single() implements PathStep {}

    /** Those of a type. */
    record OfType(String type) implements PathStep {}

    /** The extensions of a url. */
    record Extension(String url) implements PathStep {}

    /** Those for which all tests hold. */
    record Where(List<Test> tests) implements PathStep {}

    /**
     * A test of an element.
     *
     * @param path from the element
     * @param literal what must be there, as JSON writes it, strings without quotes; null where something must exist
     */
    record Test(List<PathStep> path, @Nullable String literal) {}

    /** The step as people write it, for messages. */
    default String text() {
        return switch (this) {
            case Member(String name) -> name;
            case At(int index) -> "[" + index + "]";
            case First _ -> "first()";
            case Last _ -> "last()";
            case Single _ -> "single()";
            case OfType(String type) -> "ofType(" + type + ")";
            case Extension _ -> "extension(…)";
            case Where _ -> "where(…)";
        };
    }

    /** Reads a path. */
    static List<PathStep> parse(String place, String text) {
        return new PathReader(place, text).path();
    }
}
