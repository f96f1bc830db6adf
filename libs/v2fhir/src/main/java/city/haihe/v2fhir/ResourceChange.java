package city.haihe.v2fhir;

import city.haihe.fhir.FhirArray;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.FhirValue;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One resource that a message creates or changes. Resources of one message refer to each other by
 * {@code urn:haihe:<localKey>}.
 *
 * @param localKey the resource's name within the message
 * @param type the resource's type
 * @param key the identifier it is found again by, or null where it has none (then it is always new)
 * @param content the resource as it is created; where it exists, see {@link #appliedTo}
 * @param cleared the elements that the message deletes, none of them in the content: top-level ones, and members such as
 *     {@code period.end} of those that messages tell piece by piece
 * @param defaults the top-level elements of the content that apply only where the resource has none yet
 * @param mode what to do with the resource
 */
public record ResourceChange(
        String localKey,
        String type,
        @Nullable BusinessKey key,
        FhirObject content,
        Set<String> cleared,
        Set<String> defaults,
        Mode mode) {

    /** The elements that a message tells piece by piece, such as an admission's start and later its end. */
    private static final Set<String> MERGED_BY_MEMBER = Set.of("period", "hospitalization");

    /** The elements that exclude each other (FHIR R4 2.6.2, value[x]). */
    private static final List<String> CHOICES = List.of(
            "value", "effective", "deceased", "multipleBirth", "onset", "abatement", "occurrence", "medication");

    static boolean isMergedByMember(String element) {
        return MERGED_BY_MEMBER.contains(element);
    }

    /** What to do with a resource. */
    public enum Mode {
        /** Create it, or change the one with the key, see {@link #appliedTo}. */
        UPSERT,
        /** Create it unless one with the key exists: something that the message only mentions. */
        ENSURE,
        /** Always create it. */
        CREATE
    }

    /** Copies the sets. */
    public ResourceChange {
        cleared = Set.copyOf(cleared);
        defaults = Set.copyOf(defaults);
    }

    /** The reference by which other resources of the message name this one. */
    public String reference() {
        return "urn:haihe:" + localKey;
    }

    /**
     * The resource after this change. A top-level element of the content replaces the existing one; {@code identifier}
     * is united with the existing identifiers, {@code period} and {@code hospitalization} are united member by member,
     * an element of a choice replaces its siblings, elements in {@link #cleared} go, and elements in {@link #defaults}
     * but {@code identifier} are set only where there is none yet.
     *
     * @param existing the stored resource, which is not changed
     */
    public FhirObject appliedTo(FhirObject existing) {
        FhirObject result = existing.copy();
        FhirObject change = content.copy();
        for (String element : cleared) {
            clear(result, element);
        }
        change.forEach((name, value) -> {
            if (defaults.contains(name) && !name.equals("identifier") && isTold(existing, name)) {
                return;
            }
            removeSiblings(result, name);
            result.put(name, united(name, result.get(name), value));
        });
        return result;
    }

    private static void clear(FhirObject result, String element) {
        int dot = element.indexOf('.');
        if (dot < 0) {
            result.remove(element);
            result.remove('_' + element);
            return;
        }
        FhirObject whole = result.object(element.substring(0, dot));
        if (whole != null) {
            clear(whole, element.substring(dot + 1));
            if (whole.isEmpty()) {
                result.remove(element.substring(0, dot));
            }
        }
    }

    /** Whether the stored resource has the element, or another of the same choice. */
    private static boolean isTold(FhirObject existing, String name) {
        if (existing.has(name)) {
            return true;
        }
        for (String choice : CHOICES) {
            if (isChoice(name, choice)) {
                return names(existing).stream().anyMatch(other -> isChoice(other, choice));
            }
        }
        return false;
    }

    private void removeSiblings(FhirObject result, String name) {
        if (name.charAt(0) != '_' && !content.has('_' + name)) {
            result.remove('_' + name);
        }
        for (String choice : CHOICES) {
            if (isChoice(name, choice)) {
                List<String> siblings = names(result).stream()
                        .filter(other -> isChoice(other, choice) && !content.has(other))
                        .toList();
                siblings.forEach(result::remove);
            }
        }
    }

    /** The other elements of an object that exclude the named one. */
    static List<String> excludedBy(FhirObject object, String name) {
        for (String choice : CHOICES) {
            if (isChoice(name, choice)) {
                return names(object).stream()
                        .filter(other -> isChoice(other, choice) && !other.equals(name))
                        .toList();
            }
        }
        return List.of();
    }

    private static boolean isChoice(String name, String choice) {
        return name.length() > choice.length()
                && name.startsWith(choice)
                && Character.isUpperCase(name.charAt(choice.length()));
    }

    private static List<String> names(FhirObject object) {
        return IntStream.range(0, object.size()).mapToObj(object::nameAt).toList();
    }

    private static FhirValue united(String name, @Nullable FhirValue existing, FhirValue value) {
        if (existing instanceof FhirObject old
                && value instanceof FhirObject young
                && MERGED_BY_MEMBER.contains(name)) {
            FhirObject both = old.copy();
            young.forEach(both::put);
            return both;
        }
        if (name.equals("identifier") && existing instanceof FhirArray old && value instanceof FhirArray young) {
            return unitedIdentifiers(old, young);
        }
        return value;
    }

    private static FhirArray unitedIdentifiers(FhirArray old, FhirArray young) {
        FhirArray all = new FhirArray(young.values());
        old.objects()
                .filter(identifier -> young.objects().noneMatch(other -> sameIdentifier(identifier, other)))
                .forEach(all::add);
        return all;
    }

    private static boolean sameIdentifier(FhirObject one, FhirObject other) {
        return Objects.equals(one.string("system"), other.string("system"))
                && Objects.equals(one.string("value"), other.string("value"));
    }
}
