package city.haihe.app.portal.internal;

import city.haihe.app.platform.Caller;
import city.haihe.app.record.ClinicalRecord;
import city.haihe.fhir.FhirObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What references point at, for one page: hospitals, places, departments and their staff. These are read as the portal, not as
 * the resident, since they belong to nobody's compartment; no other type is followed.
 */
final class Referred {

    private static final List<String> PUBLIC_TYPES =
            List.of("Organization", "Location", "HealthcareService", "Practitioner", "PractitionerRole");
    /** A page that refers to more different things shows the rest without their names. */
    private static final int MAX_READS = 100;

    private final ClinicalRecord record;
    private final Caller caller;
    private final Map<String, Optional<FhirObject>> known = new HashMap<>();

    Referred(ClinicalRecord record, Caller caller) {
        this.record = record;
        this.caller = caller;
    }

    /** The type that a reference names, or an empty string. */
    String type(FhirObject reference) {
        String literal = reference.string("reference");
        if (literal == null) {
            String type = reference.string("type");
            return type == null ? "" : type;
        }
        int slash = literal.indexOf('/');
        return slash > 0 ? literal.substring(0, slash) : "";
    }

    /** The resource, where it is of a public type and there. */
    Optional<FhirObject> resource(FhirObject reference) {
        String literal = reference.string("reference");
        String type = type(reference);
        if (literal == null || !PUBLIC_TYPES.contains(type)) {
            return Optional.empty();
        }
        Optional<FhirObject> found = known.get(literal);
        if (found == null) {
            String[] parts = literal.split("/");
            found = parts.length < 2 || known.size() >= MAX_READS
                    ? Optional.empty()
                    : record.read(caller, type, parts[1]).map(stored -> stored.resource());
            known.put(literal, found);
        }
        return found;
    }

    /** The name of what is referred to: the resource's own in the language, else what the reference displays. */
    @Nullable
    String name(FhirObject reference, Language language) {
        String display = reference.string("display");
        return resource(reference)
                .map(resource -> nameOf(resource, language))
                .orElse(display == null || display.isBlank() ? null : display);
    }

    /** A practitioner's title, such as 主任医师. */
    Optional<String> title(FhirObject reference, Language language) {
        return resource(reference)
                .map(practitioner -> FhirWords.firstConcept(
                        practitioner.objects("qualification").flatMap(q -> Stream.ofNullable(q.object("code"))),
                        language));
    }

    private static @Nullable String nameOf(FhirObject resource, Language language) {
        if (resource.array("name") != null) {
            return FhirWords.personName(resource, language);
        }
        return nameAndAliases(resource, language);
    }

    /** A name of one string with its aliases, of which one may be in the other language. */
    static @Nullable String nameAndAliases(FhirObject resource, Language language) {
        String name = resource.string("name");
        if (name == null) {
            return null;
        }
        if (FhirWords.isHan(name) == (language == Language.CHINESE)) {
            return name;
        }
        var aliases = resource.array("alias");
        if (aliases != null) {
            for (var alias : aliases) {
                if (alias instanceof city.haihe.fhir.FhirString(String text)
                        && FhirWords.isHan(text) == (language == Language.CHINESE)) {
                    return text;
                }
            }
        }
        return name;
    }
}
