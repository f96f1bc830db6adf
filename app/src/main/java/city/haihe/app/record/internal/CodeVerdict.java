package city.haihe.app.record.internal;

import city.haihe.fhir.FhirObject;
import city.haihe.fhir.terminology.Concept;
import city.haihe.fhir.terminology.ConceptText;
import org.jspecify.annotations.Nullable;

/**
 * What {@code $validate-code} says of a code.
 *
 * @param result whether it is right
 * @param message why it is not, or an empty string
 * @param display what it should be called, or null where nobody says
 */
record CodeVerdict(boolean result, String message, @Nullable String display) {

    static CodeVerdict wrong(String message) {
        return new CodeVerdict(false, message, null);
    }

    /** The verdict on a code that was found: its display must be one that it has, and it must be selectable where asked. */
    static CodeVerdict of(AskedCoding asked, Concept concept, @Nullable String display, boolean refusesAbstract) {
        if (refusesAbstract && concept.notSelectable()) {
            return new CodeVerdict(
                    false,
                    "code: " + RecordErrors.quote(asked.code()) + " is abstract (expected: a selectable one)",
                    display);
        }
        if (asked.display().isEmpty() || isNamed(asked.display(), concept, display)) {
            return new CodeVerdict(true, "", display);
        }
        return new CodeVerdict(
                false,
                "display: \"" + RecordErrors.quote(asked.display()) + "\" (expected: "
                        + (display == null ? "none" : "\"" + display + "\"") + ")",
                display);
    }

    private static boolean isNamed(String asked, Concept concept, @Nullable String display) {
        String name = ConceptText.normalise(asked.strip());
        if (display != null && ConceptText.normalise(display).equals(name)) {
            return true;
        }
        String own = concept.display();
        return own != null && ConceptText.normalise(own).equals(name)
                || concept.detail()
                        .objects("designation")
                        .anyMatch(each -> ConceptText.normalise(String.valueOf(each.string("value")))
                                .equals(name));
    }

    /** The operation's output. */
    FhirObject parameters() {
        FhirObject parameters =
                OperationAnswer.parameters(OperationAnswer.part("result").put("valueBoolean", result));
        if (!message.isEmpty()) {
            parameters.append("parameter", OperationAnswer.part("message").put("valueString", message));
        }
        if (display != null) {
            parameters.append("parameter", OperationAnswer.part("display").put("valueString", display));
        }
        return parameters;
    }
}
