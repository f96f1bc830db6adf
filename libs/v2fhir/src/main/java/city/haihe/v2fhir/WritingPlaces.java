package city.haihe.v2fhir;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Places (HL7 v2.5.1 2.A.53, PL). */
final class WritingPlaces {

    private static final String OWN_KEY = "urn:haihe:location:";

    /** Point of care, floor, room, bed, facility and building, as the other direction makes keys of them. */
    private static final Pattern KEY =
            Pattern.compile("([^/@:+]*)(?::([^/@+]*))?(?:/([^/@+]*))?(?:/([^@+]*))?(?:@([^+]*))?(?:\\+(.*))?");

    /** The components that the groups of the key are. */
    private static final int[] COMPONENTS = {1, 8, 2, 3, 4, 7};

    /** A place lies in a few others; a chain that is longer runs in a circle. */
    private static final int MAX_DEPTH = 10;

    private WritingPlaces() {}

    /** A Location, or a reference that only names one. */
    static @Nullable FieldValue location(WritingRun run, Element location) {
        FieldValue value = new FieldValue();
        Element place = location;
        for (int depth = 0; place != null && depth < MAX_DEPTH; depth++) {
            boolean isWhole = addKey(place, value);
            addOwn(run, place, value, depth == 0);
            if (isWhole) {
                tellWider(run, place);
                break;
            }
            Element wider = place.child("partOf");
            place = wider == null ? null : run.resolve(wider, "Location");
        }
        return value.isEmpty() ? null : value;
    }

    /** The places around it, of which the key tells everything. */
    private static void tellWider(WritingRun run, Element place) {
        Element inner = place;
        for (int depth = 0; depth < MAX_DEPTH; depth++) {
            Element wider = inner.child("partOf");
            Element outer = wider == null ? null : run.resolve(wider, "Location");
            if (outer == null) {
                return;
            }
            run.tellAll(outer);
            inner = outer;
        }
    }

    /** The components of a key that the other direction made; whether there is one. */
    private static boolean addKey(Element place, FieldValue value) {
        for (Element identifier : place.children("identifier")) {
            Matcher key = KEY.matcher(identifier.text("value"));
            if (identifier.text("system").startsWith(OWN_KEY) && key.matches()) {
                for (int group = 0; group < COMPONENTS.length; group++) {
                    String part = key.group(group + 1);
                    value.set(COMPONENTS[group], 1, part == null ? "" : part);
                }
                return true;
            }
        }
        return false;
    }

    private static void addOwn(WritingRun run, Element place, FieldValue value, boolean closest) {
        String name = place.child("name") == null ? place.text("display") : place.text("name");
        int component = componentOf(place);
        boolean hasKey = !value.isEmpty();
        if (!hasKey || !closest) {
            value.set(component, 1, value.has(component, 1) ? value.get(component, 1) : name);
        }
        run.tell(place.child("name"));
        run.tell(place.child("display"));
        run.tell(place.child("mode"));
        run.tellAll(place.child("physicalType"));
        if (hasKey) {
            // What the sender called the place is the key's part of the same name.
            place.children("identifier").forEach(run::tellAll);
        }
        if (closest && place.child("description") != null) {
            run.tell(place.child("description"));
            value.set(9, 1, place.text("description"));
        }
    }

    private static int componentOf(Element place) {
        Element type = place.child("physicalType");
        Element coding = type == null ? null : type.child("coding");
        return switch (coding == null ? "" : coding.text("code")) {
            case "bd" -> 3;
            case "ro" -> 2;
            case "si" -> 4;
            case "bu" -> 7;
            case "lvl" -> 8;
            default -> 1;
        };
    }
}
