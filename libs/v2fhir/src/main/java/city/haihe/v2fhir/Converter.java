package city.haihe.v2fhir;

import city.haihe.fhir.FhirValue;
import org.jspecify.annotations.Nullable;

/** Makes a FHIR value of a place in a message; null where there is nothing to make, or after it refused the message. */
@FunctionalInterface
interface Converter {

    @Nullable
    FhirValue convert(Run run, Source source);

    /** Whether it reads all repetitions of a field at once. */
    default boolean readsAllRepetitions() {
        return false;
    }

    /** The same conversion, given all repetitions of a field at once. */
    static Converter ofAllRepetitions(Converter converter) {
        return new Converter() {
            @Override
            public @Nullable FhirValue convert(Run run, Source source) {
                return converter.convert(run, source);
            }

            @Override
            public boolean readsAllRepetitions() {
                return true;
            }
        };
    }
}
