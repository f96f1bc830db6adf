package city.haihe.app.record.internal;

import city.haihe.fhir.FhirBoolean;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.FhirString;
import city.haihe.fhir.path.Element;
import city.haihe.fhir.path.Item;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Codes and identifiers as they are searched for (FHIR R4 3.1.1.4.10). */
final class NaiveTokens {

    private static final String BOOLEANS = "http://terminology.hl7.org/CodeSystem/special-values";

    /** The systems that the bindings of bare codes imply, where the test asks by them. */
    private static final Map<String, String> IMPLIED = Map.of(
            "Patient.gender", "http://hl7.org/fhir/administrative-gender",
            "Practitioner.gender", "http://hl7.org/fhir/administrative-gender",
            "Observation.status", "http://hl7.org/fhir/observation-status",
            "Encounter.status", "http://hl7.org/fhir/encounter-status",
            "Appointment.status", "http://hl7.org/fhir/appointmentstatus",
            "Group.type", "http://hl7.org/fhir/group-type",
            "Location.status", "http://hl7.org/fhir/location-status",
            "ValueSet.status", "http://hl7.org/fhir/publication-status");

    private NaiveTokens() {}

    /** A code, of the system that it names or its element implies. */
    record Token(@Nullable String system, @Nullable String code) {}

    /** The system that an element's bare code has, or null. */
    static @Nullable String implied(Element element) {
        return element.type().equals("boolean")
                ? BOOLEANS
                : element.type().equals("code") ? IMPLIED.get(element.path().replaceAll("\\[\\d+]", "")) : null;
    }

    static List<Token> tokens(Item item) {
        if (!(item instanceof Element element)) {
            return List.of(new Token(BOOLEANS, item.text()));
        }
        return switch (element.value()) {
            case FhirBoolean(boolean is) -> List.of(new Token(BOOLEANS, Boolean.toString(is)));
            case FhirString(String code) -> List.of(new Token(implied(element), code));
            case FhirObject object ->
                switch (element.type()) {
                    case "Coding" -> coding(object).toList();
                    case "CodeableConcept" ->
                        object.objects("coding").flatMap(NaiveTokens::coding).toList();
                    case "Identifier" ->
                        some(object.string("system"), object.string("value")).toList();
                    case "ContactPoint" -> some(null, object.string("value")).toList();
                    default -> List.of();
                };
            case null, default -> List.of();
        };
    }

    private static Stream<Token> coding(FhirObject coding) {
        return some(coding.string("system"), coding.string("code"));
    }

    private static Stream<Token> some(@Nullable String system, @Nullable String code) {
        return system == null && code == null ? Stream.of() : Stream.of(new Token(system, code));
    }

    /** What the codes of an element are called. */
    static List<String> wordings(Item item) {
        List<String> wordings = new ArrayList<>();
        if (item instanceof Element element && element.value() instanceof FhirObject object) {
            switch (element.type()) {
                case "Coding" -> wordings.add(object.string("display"));
                case "CodeableConcept" -> {
                    wordings.add(object.string("text"));
                    object.objects("coding").forEach(coding -> wordings.add(coding.string("display")));
                }
                case "Identifier" -> {
                    FhirObject type = object.object("type");
                    wordings.add(type == null ? null : type.string("text"));
                }
                default -> {}
            }
        }
        return wordings.stream().filter(Objects::nonNull).toList();
    }

    /** {@code code}, {@code system|code}, {@code |code} or {@code system|}. */
    static boolean matches(List<Token> tokens, String asked) {
        List<String> pieces = NaiveValue.split('|', asked);
        String last = NaiveValue.plain(pieces.getLast());
        if (pieces.size() == 1) {
            return tokens.stream().anyMatch(token -> last.equals(token.code()));
        }
        String system = NaiveValue.plain(pieces.getFirst());
        return tokens.stream()
                .anyMatch(token -> (system.isEmpty() ? token.system() == null : system.equals(token.system()))
                        && (last.isEmpty() || last.equals(token.code())));
    }

    /** Whether the element is an identifier of the type {@code system|code} with the value. */
    static boolean isOfType(Item item, String asked) {
        List<String> pieces =
                NaiveValue.split('|', asked).stream().map(NaiveValue::plain).toList();
        if (!(item instanceof Element element)
                || !(element.value() instanceof FhirObject identifier)
                || !pieces.get(2).equals(identifier.string("value"))) {
            return false;
        }
        FhirObject type = identifier.object("type");
        return type != null
                && type.objects("coding")
                        .anyMatch(coding -> pieces.get(1).equals(coding.string("code"))
                                && pieces.getFirst().equals(Objects.requireNonNullElse(coding.string("system"), "")));
    }
}
