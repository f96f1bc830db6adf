package city.haihe.v2fhir;

import org.jspecify.annotations.Nullable;

/** Turns an element into a field's value, or null where it is none; it tells the run what it has said. */
@FunctionalInterface
interface WritingConverter {

    @Nullable
    FieldValue convert(WritingRun run, Element element);
}
