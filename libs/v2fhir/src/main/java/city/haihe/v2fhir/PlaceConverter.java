package city.haihe.v2fhir;

import city.haihe.fhir.FhirArray;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.FhirValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A reference to a place within places (HL7 v2.5.1 2.A.53 PL, 2.A.44 NDL): a Location for each part that is named, from the
 * facility to the bed, each part of the one before it. The reference is to the closest.
 */
final class PlaceConverter implements Converter {

    private static final String PHYSICAL_TYPES = "http://terminology.hl7.org/CodeSystem/location-physical-type";

    private static final String WARD = "wa";

    /** A kind of place and the component that names it. */
    private record Level(int component, String code, String display) {}

    /** The components of a PL, from the widest place to the closest. */
    static final List<Level> PL = levels(4, 7, 1, 8, 2, 3);

    /** The components of an NDL. */
    static final List<Level> NDL = levels(7, 10, 4, 11, 5, 6);

    private final List<Level> levels;
    private final Block closest;

    /** @param closest what else is said of the closest place */
    PlaceConverter(List<Level> levels, Block closest) {
        this.levels = levels;
        this.closest = closest;
    }

    private static List<Level> levels(int facility, int building, int pointOfCare, int floor, int room, int bed) {
        return List.of(
                new Level(facility, "si", "Site"),
                new Level(building, "bu", "Building"),
                new Level(pointOfCare, WARD, "Ward"),
                new Level(floor, "lvl", "Level"),
                new Level(room, "ro", "Room"),
                new Level(bed, "bd", "Bed"));
    }

    @Override
    public @Nullable FhirValue convert(Run run, Source source) {
        int last = levels.size() - 1;
        while (last >= 0 && nameOf(source, last).isEmpty()) {
            last--;
        }
        if (last < 0) {
            return null;
        }
        FhirObject wider = null;
        StringBuilder name = new StringBuilder();
        for (int index = 0; index <= last; index++) {
            String part = nameOf(source, index);
            if (part.isEmpty()) {
                continue;
            }
            name.append(name.isEmpty() ? "" : " ").append(part);
            OpenResource place = place(run, source, index, name.toString(), wider, index == last);
            wider = place.reference();
        }
        return wider == null ? null : wider.put("display", name.toString());
    }

    private String nameOf(Source source, int level) {
        Source part = source.child(levels.get(level).component());
        return part.text(1).isEmpty() ? part.text(2) : part.text(1);
    }

    private OpenResource place(
            Run run, Source source, int level, String name, @Nullable FhirObject wider, boolean isClosest) {
        BusinessKey key = new BusinessKey("urn:haihe:location:" + run.context().connection(), path(source, level));
        OpenResource known = run.find("Location", key);
        if (known != null) {
            return known;
        }
        OpenResource place = run.add("Location", key, ResourceChange.Mode.ENSURE);
        FhirObject content = place.content();
        content.put("identifier", identifiers(source.child(levels.get(level).component()), key));
        // What is stored is found by its name alone, so it has the whole way; else the chain has it.
        content.put("name", run.context().complete() ? nameOf(source, level) : name);
        content.put("status", "active");
        content.put("mode", "instance");
        content.put("physicalType", physicalType(run, levels.get(level)));
        if (wider != null) {
            content.put("partOf", wider.copy());
        }
        if (isClosest) {
            closest.fill(run, source, content);
        }
        return place;
    }

    private static FhirObject physicalType(Run run, Level level) {
        FhirObject type = new FhirObject().append("coding", coding(level.code(), level.display()));
        if (run.context().complete()) {
            if (level.code().equals(WARD)) {
                // What the maps' own example says; the code system has no such code, so nothing of it is stored.
                type.append("coding", coding("poc", "Point of Care"));
            }
            type.put("text", level.code().equals(WARD) ? "Point of Care" : level.display());
        }
        return type;
    }

    private static FhirObject coding(String code, String display) {
        return new FhirObject().put("system", PHYSICAL_TYPES).put("code", code).put("display", display);
    }

    /** What tells the place from all others of the sender: point of care, floor, room and bed, then facility and building. */
    private String path(Source source, int level) {
        String[] marks = {"@", "+", "", ":", "/", "/"};
        StringBuilder path = new StringBuilder();
        boolean hasBed = level == levels.size() - 1;
        for (int index = 2; index <= level; index++) {
            String part = nameOf(source, index);
            boolean gap = hasBed && index == levels.size() - 2;
            if (!part.isEmpty() || gap) {
                path.append(marks[index]).append(part);
            }
        }
        for (int index = 0; index < Math.min(2, level + 1); index++) {
            String part = nameOf(source, index);
            path.append(part.isEmpty() ? "" : marks[index] + part);
        }
        return path.toString();
    }

    /** The key, what the sender calls the place, and its universal identifier (map: HD[Identifier]). */
    private static FhirArray identifiers(Source part, BusinessKey key) {
        FhirArray identifiers =
                FhirArray.of(new FhirObject().put("system", key.system()).put("value", key.value()));
        if (!part.text(1).isEmpty()) {
            identifiers.add(new FhirObject().put("value", part.text(1)));
        }
        if (!part.text(2).isEmpty()) {
            FhirObject universal = new FhirObject();
            String type = part.text(3);
            if (!type.isEmpty()) {
                FhirObject coding = new FhirObject()
                        .put("system", "http://terminology.hl7.org/CodeSystem/v2-0301")
                        .put("code", type);
                universal.put("type", new FhirObject().append("coding", coding));
            }
            identifiers.add(universal.put("value", part.text(2)));
        }
        return identifiers;
    }
}
