package city.haihe.fhir.terminology;

import city.haihe.fhir.FhirBoolean;
import city.haihe.fhir.FhirNumber;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.FhirString;
import city.haihe.fhir.FhirValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A concept of a code system (FHIR R4 4.8.2).
 *
 * @param code its code
 * @param position its place in the code system, parents before their children, from 0
 * @param last the place of the last concept below it along first parents; its own where there is none
 * @param level how many first parents stand above it
 * @param detail its {@code display}, {@code definition}, {@code designation} and {@code property} as a CodeSystem has them
 */
public record Concept(String code, int position, int last, int level, FhirObject detail) {

    /** The display, or null where there is none. */
    public @Nullable String display() {
        return detail.string("display");
    }

    /** The display in a language, such as {@code zh} or {@code zh-CN}; the concept's own where none is wanted or known. */
    public @Nullable String display(String language) {
        if (language.isEmpty()) {
            return display();
        }
        String found = null;
        for (FhirObject designation : detail.objects("designation").toList()) {
            String known = designation.string("language");
            String value = designation.string("value");
            if (known == null || value == null || !isPlain(designation)) {
                continue;
            }
            if (known.equalsIgnoreCase(language)) {
                return value;
            }
            if (found == null && primary(known).equalsIgnoreCase(primary(language))) {
                found = value;
            }
        }
        return found == null ? display() : found;
    }

    private static boolean isPlain(FhirObject designation) {
        FhirObject use = designation.object("use");
        return use == null || "display".equals(use.string("code"));
    }

    private static String primary(String language) {
        int end = language.indexOf('-');
        return end < 0 ? language : language.substring(0, end);
    }

    /** Whether the concept is no longer to be used (FHIR R4 4.8.10, {@code inactive} and {@code status}). */
    public boolean inactive() {
        return values("inactive").contains("true")
                || values("status").stream().anyMatch(status -> status.equals("retired") || status.equals("inactive"));
    }

    /** Whether the concept only groups others. */
    public boolean notSelectable() {
        return values("notSelectable").contains("true") || values("abstract").contains("true");
    }

    /** The values of a property as text: of a Coding its code. */
    public List<String> values(String property) {
        List<String> values = new ArrayList<>();
        detail.objects("property").forEach(each -> {
            if (property.equals(each.string("code"))) {
                each.forEach((name, value) -> {
                    String text = name.startsWith("value") ? text(value) : null;
                    if (text != null) {
                        values.add(text);
                    }
                });
            }
        });
        return values;
    }

    private static @Nullable String text(FhirValue value) {
        return switch (value) {
            case FhirString string -> string.value();
            case FhirBoolean bool -> Boolean.toString(bool.value());
            case FhirNumber number -> number.text();
            case FhirObject coding -> coding.string("code");
            case city.haihe.fhir.FhirArray _ -> null;
            case city.haihe.fhir.FhirNull _ -> null;
        };
    }

    /** All that a person may look for it by: its code, its display and its designations, one a line. */
    public String text() {
        StringBuilder text = new StringBuilder(code);
        String display = display();
        if (display != null) {
            text.append('\n').append(display);
        }
        detail.objects("designation").forEach(designation -> {
            String value = designation.string("value");
            if (value != null) {
                text.append('\n').append(value);
            }
        });
        return text.toString();
    }
}
