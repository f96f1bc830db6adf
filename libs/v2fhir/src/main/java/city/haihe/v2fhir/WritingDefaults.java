package city.haihe.v2fhir;

import java.util.List;
import java.util.regex.Pattern;

/** What every resource has and no message says: what the server adds, and what repeats the rest for people to read. */
final class WritingDefaults {

    /** The type, the server's own id and version, and the narrative (FHIR R4 2.25, 2.4). */
    private static final List<Pattern> NOTHING = List.of(
            Pattern.compile("\\w+\\.(resourceType|id)"),
            Pattern.compile("\\w+\\.meta\\.(versionId|lastUpdated|source)"),
            Pattern.compile("\\w+\\.text\\.(status|div)"),
            Pattern.compile("\\w+\\.contained\\[\\d+]\\.(resourceType|id)"));

    /** Business keys that this record gives to what a hospital does not number. */
    private static final Pattern OWN_KEY = Pattern.compile(
            "urn:haihe:(report|observation|diagnosis|allergy|location|organization|coverage|procedure|next-of-kin):.*");

    private WritingDefaults() {}

    static boolean saysNothing(Element leaf) {
        if (NOTHING.stream().anyMatch(pattern -> pattern.matcher(leaf.path()).matches())) {
            return true;
        }
        Element parent = leaf.parent();
        return parent != null
                && parent.path().contains(".identifier[")
                && OWN_KEY.matcher(parent.text("system")).matches();
    }
}
