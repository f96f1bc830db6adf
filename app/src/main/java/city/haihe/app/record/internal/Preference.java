package city.haihe.app.record.internal;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the header {@code Prefer} asks for (FHIR R4 3.1.0.1.12).
 *
 * @param answer what a write's answer holds
 * @param strict whether a search with unknown parameters fails
 */
record Preference(Return answer, boolean strict) {

    /** What a write's answer holds. */
    enum Return {
        UNSPECIFIED,
        MINIMAL,
        REPRESENTATION,
        OPERATION_OUTCOME
    }

    static Preference parse(@Nullable String header) {
        Return answer = Return.UNSPECIFIED;
        boolean strict = false;
        if (header != null) {
            for (String part : header.toLowerCase(Locale.ROOT).split("[,;]")) {
                switch (part.strip()) {
                    case "return=minimal" -> answer = Return.MINIMAL;
                    case "return=representation" -> answer = Return.REPRESENTATION;
                    case "return=operationoutcome" -> answer = Return.OPERATION_OUTCOME;
                    case "handling=strict" -> strict = true;
                    default -> {
                        // A preference that we do not know is not an error (RFC 7240 2).
                    }
                }
            }
        }
        return new Preference(answer, strict);
    }
}
