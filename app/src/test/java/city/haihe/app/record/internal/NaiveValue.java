package city.haihe.app.record.internal;

import city.haihe.fhir.FhirNumber;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.FhirString;
import city.haihe.fhir.R4;
import city.haihe.fhir.path.Element;
import city.haihe.fhir.path.Item;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** References, addresses and places as they are searched for, and how values are written (FHIR R4 3.1.1.4). */
final class NaiveValue {

    private static final String BASE = TestRecord.BASE + "/";
    private static final double EARTH_KILOMETRES = 6_371.0088;

    private NaiveValue() {}

    /** The parts between separators that no backslash stands before. */
    static List<String> split(char separator, String text) {
        List<String> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        for (int index = 0; index < text.length(); index++) {
            char c = text.charAt(index);
            if (c == '\\' && index + 1 < text.length()) {
                part.append(c).append(text.charAt(++index));
            } else if (c == separator) {
                parts.add(part.toString());
                part.setLength(0);
            } else {
                part.append(c);
            }
        }
        parts.add(part.toString());
        return parts;
    }

    /** A value without escapes. */
    static String plain(String text) {
        return text.replaceAll("\\\\([,$|\\\\])", "$1");
    }

    /** A value with escapes. */
    static String escaped(String text) {
        return text.replaceAll("([,$|\\\\])", "\\\\$1");
    }

    /** A reference to a resource of this server. */
    record Local(String type, String id, String version) {

        String address() {
            return type + "/" + id;
        }
    }

    static @Nullable Local local(String reference) {
        String[] parts = (reference.startsWith(BASE) ? reference.substring(BASE.length()) : reference).split("/", -1);
        boolean versioned = parts.length == 4 && parts[2].equals("_history");
        return (parts.length == 2 || versioned) && R4.definitions().isResourceType(parts[0])
                ? new Local(parts[0], parts[1], versioned ? parts[3] : "")
                : null;
    }

    /** The text of a reference or a canonical address; null where there is none. */
    static @Nullable String reference(Item item) {
        return switch (item instanceof Element element ? element.value() : null) {
            case FhirString(String canonical) -> canonical;
            case FhirObject object -> object.string("reference");
            case null, default -> null;
        };
    }

    /** The resource of ours that an element refers to, or null. */
    static @Nullable Local target(Item item) {
        String reference = reference(item);
        return reference == null ? null : local(reference);
    }

    static boolean refersTo(Item item, String modifier, String asked) {
        if (modifier.equals("identifier")) {
            FhirObject identifier = item instanceof Element element && element.value() instanceof FhirObject object
                    ? object.object("identifier")
                    : null;
            return identifier != null
                    && NaiveTokens.matches(
                            List.of(new NaiveTokens.Token(identifier.string("system"), identifier.string("value"))),
                            asked);
        }
        String text = plain(asked);
        String reference = reference(item);
        if (reference == null) {
            return false;
        }
        Local target = local(reference);
        Local wanted = local(text);
        if (target == null) {
            boolean canonical = item instanceof Element element && element.value() instanceof FhirString;
            return reference.equals(text)
                    || canonical && withoutVersion(reference).equals(text);
        }
        if (!modifier.isEmpty() && !modifier.equals(target.type())) {
            return false;
        }
        return wanted == null
                ? target.id().equals(text)
                : wanted.address().equals(target.address())
                        && (wanted.version().isEmpty() || wanted.version().equals(target.version()));
    }

    private static String withoutVersion(String canonical) {
        int bar = canonical.lastIndexOf('|');
        return bar < 0 ? canonical : canonical.substring(0, bar);
    }

    /** Whether an address is what is asked for, or stands below or above it in the path of its URL. */
    static boolean isAddress(Item item, String modifier, String asked) {
        if (!(item instanceof Element element) || !(element.value() instanceof FhirString(String text))) {
            return false;
        }
        List<String> forms = element.type().equals("canonical") ? List.of(text, withoutVersion(text)) : List.of(text);
        String wanted = plain(asked);
        return forms.stream().anyMatch(form -> switch (modifier) {
            case "below" -> isBelow(form, wanted);
            case "above" -> isBelow(wanted, form);
            default -> form.equals(wanted);
        });
    }

    private static boolean isBelow(String below, String above) {
        String lower = trimmed(below);
        String upper = trimmed(above);
        return lower.equals(upper) || upper.contains("://") && lower.startsWith(upper + "/");
    }

    private static String trimmed(String address) {
        return address.replaceAll("/+$", "");
    }

    /** Whether a position is within the distance, in kilometres or metres. */
    static boolean isNear(Item item, String asked) {
        String[] pieces = asked.split("\\|");
        if (!(item instanceof Element element)
                || !(element.value() instanceof FhirObject position)
                || !(position.get("latitude") instanceof FhirNumber latitude)
                || !(position.get("longitude") instanceof FhirNumber longitude)) {
            return false;
        }
        double kilometres = pieces.length < 3 ? 10 : Double.parseDouble(pieces[2]);
        if (pieces.length > 3 && pieces[3].equals("m")) {
            kilometres /= 1_000;
        }
        double north = Math.toRadians(latitude.toBigDecimal().doubleValue());
        double asked1 = Math.toRadians(Double.parseDouble(pieces[0]));
        double apart = Math.toRadians(longitude.toBigDecimal().doubleValue() - Double.parseDouble(pieces[1]));
        double cosine = Math.sin(north) * Math.sin(asked1) + Math.cos(north) * Math.cos(asked1) * Math.cos(apart);
        return EARTH_KILOMETRES * Math.acos(Math.clamp(cosine, -1, 1)) <= kilometres;
    }

    /** Where something of the resource is, as {@code Type/id}. */
    static String address(FhirObject resource) {
        return resource.resourceType() + "/" + Objects.requireNonNull(resource.id());
    }
}
