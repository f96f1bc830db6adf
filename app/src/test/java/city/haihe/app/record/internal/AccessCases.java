package city.haihe.app.record.internal;

import city.haihe.app.record.internal.AccessCase.Asked;
import city.haihe.app.record.internal.AccessCase.Grant;
import city.haihe.app.record.internal.AccessCase.Question;
import city.haihe.app.record.internal.AccessCase.Version;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Makes random cases. The values are few, so that resources, restrictions and questions often meet. */
final class AccessCases {

    static final List<String> TYPES = List.of("Patient", "Practitioner", "Encounter", "Condition", "Observation");

    /** How many resources of each of the types there are at most. */
    private static final List<Integer> MOST = List.of(3, 3, 4, 4, 9);

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final Random random;

    AccessCases(Random random) {
        this.random = random;
    }

    /** The versions of a small record: each resource has one to three, and some end deleted. */
    List<Version> versions() {
        List<String> addresses = new ArrayList<>();
        for (int type = 0; type < TYPES.size(); type++) {
            for (int number = 0; number < 1 + random.nextInt(MOST.get(type)); number++) {
                addresses.add(TYPES.get(type) + "/" + id(TYPES.get(type), number));
            }
        }
        List<Version> versions = new ArrayList<>();
        for (String address : addresses) {
            versions.add(version(address, 1, versions.size()));
        }
        for (int change = 0; change < addresses.size(); change++) {
            String address = one(addresses);
            int last = (int) versions.stream()
                    .filter(version -> version.address().equals(address))
                    .count();
            boolean deleted =
                    versions.stream().anyMatch(version -> version.address().equals(address) && version.isDeletion());
            if (last < 4 && !deleted) {
                Version next = version(address, last + 1, versions.size());
                versions.add(
                        random.nextInt(6) == 0
                                ? new Version(next.type(), next.id(), next.number(), next.time(), Version.DELETION)
                                : next);
            }
        }
        return versions;
    }

    private static String id(String type, int number) {
        return type.substring(0, 2).toLowerCase(java.util.Locale.ROOT) + number;
    }

    private Version version(String address, int number, int place) {
        String type = address.substring(0, address.indexOf('/'));
        String id = address.substring(address.indexOf('/') + 1);
        Map<String, String> elements = new LinkedHashMap<>();
        put(elements, "tag", 3, "red", "blue");
        put(elements, "identifier", 3, id, "shared");
        switch (type) {
            case "Patient" -> {
                put(elements, "name", 5, "王", "李", "Wang");
                put(elements, "gender", 5, "female", "male");
                put(elements, "birthDate", 3, "1960-05-01", "1999-12-31");
                put(elements, "generalPractitioner", 3, reference("Practitioner"));
            }
            case "Practitioner" -> {
                put(elements, "name", 5, "赵", "钱");
                put(elements, "active", 4, "true", "false");
            }
            case "Encounter" -> {
                put(elements, "status", 6, "finished", "in-progress");
                put(elements, "class", 6, "AMB", "IMP");
                put(elements, "subject", 5, reference("Patient"));
                put(elements, "participant", 3, reference("Practitioner"));
                put(elements, "day", 4, "2026-02-01", "2026-07-01");
            }
            case "Condition" -> {
                put(elements, "subject", 6, reference("Patient"));
                put(elements, "code", 5, "a", "b");
                put(elements, "encounter", 3, reference("Encounter"));
                put(elements, "asserter", 2, reference("Practitioner"), reference("Patient"));
            }
            default -> {
                put(elements, "status", 6, "final", "amended");
                put(elements, "code", 6, "a", "b", "c");
                put(elements, "category", 5, "laboratory", "vital-signs");
                put(elements, "subject", 5, reference("Patient"));
                put(elements, "performer", 3, reference("Practitioner"), reference("Patient"));
                put(elements, "encounter", 3, reference("Encounter"));
                put(elements, "hasMember", 2, reference("Observation"));
                put(elements, "effectiveDateTime", 5, "2026-03-01", "2026-03-01T10:00:00Z", "2026-08-15");
                put(elements, "value", 4, "5", "70", "120");
            }
        }
        return new Version(type, id, number, time(place), elements);
    }

    private static Instant time(int place) {
        return START.plusSeconds(place);
    }

    /** Sixths of the resources have the element; it is there always where it must be. */
    private void put(Map<String, String> elements, String name, int sixths, String... values) {
        if (random.nextInt(6) < sixths) {
            elements.put(name, values[random.nextInt(values.length)]);
        }
    }

    private String reference(String type) {
        return type + "/" + id(type, random.nextInt(MOST.get(TYPES.indexOf(type)) + 1));
    }

    private <T> T one(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    @Nullable
    String patient() {
        return random.nextInt(5) < 2 ? id("Patient", random.nextInt(3)) : null;
    }

    /** Scopes whose letters are the same for a type, so that what may be searched is what may be seen. */
    List<Grant> grants() {
        List<Grant> grants = new ArrayList<>();
        if (random.nextInt(6) == 0) {
            grants.add(new Grant(level(), "*", "rs", random.nextBoolean() ? List.of() : List.of(common())));
        }
        String allLetters = grants.isEmpty() ? "" : "rs";
        for (String type : TYPES) {
            String letters = allLetters.isEmpty() && random.nextInt(8) == 0 ? (random.nextBoolean() ? "r" : "s") : "rs";
            int scopes = random.nextInt(8) == 0 ? 0 : 1 + random.nextInt(2);
            for (int scope = 0; scope < scopes; scope++) {
                List<Asked> conditions = new ArrayList<>();
                for (int condition = random.nextInt(7) / 2; condition > 0; condition--) {
                    conditions.add(restriction(type));
                }
                grants.add(new Grant(level(), type, letters, conditions));
            }
        }
        return grants;
    }

    private String level() {
        return one(List.of("patient", "user", "system"));
    }

    private Asked common() {
        return one(List.of(
                has("_tag=urn:t|red", "tag", "red"),
                new Asked("_tag:not=red", version -> !version.element("tag").equals("red")),
                new Asked("_tag:missing=true", version -> version.element("tag").isEmpty()),
                updated()));
    }

    private Asked updated() {
        Instant time = time(random.nextInt(30));
        return new Asked("_lastUpdated=ge" + time, version -> !version.time().isBefore(time));
    }

    private static Asked has(String query, String element, String... values) {
        return new Asked(query, version -> List.of(values).contains(version.element(element)));
    }

    private static Asked asked(String query, Predicate<Version> meaning) {
        return new Asked(query, meaning);
    }

    private Asked refers(String parameter, String element, String type) {
        String target = reference(type);
        return has(parameter + "=" + target, element, target);
    }

    private Asked restriction(String type) {
        if (type.isEmpty() || random.nextInt(5) == 0) {
            return common();
        }
        if (random.nextInt(7) == 0) {
            String id = id(type, random.nextInt(3));
            return one(List.of(
                    asked("_id=" + id, version -> version.id().equals(id)),
                    asked("_id:not=" + id, version -> !version.id().equals(id)),
                    has("identifier=urn:i|" + id, "identifier", id),
                    has("identifier=shared", "identifier", "shared")));
        }
        return switch (type) {
            case "Patient" ->
                one(List.of(
                        has("gender=female", "gender", "female"),
                        has("name=%E7%8E%8B", "name", "王"),
                        has("family:exact=Wang", "name", "Wang"),
                        has("name:contains=an", "name", "Wang"),
                        has("birthdate=lt1990", "birthDate", "1960-05-01"),
                        refers("general-practitioner", "generalPractitioner", "Practitioner")));
            case "Practitioner" ->
                one(List.of(has("active=true", "active", "true"), has("name=%E8%B5%B5", "name", "赵")));
            case "Encounter" ->
                one(List.of(
                        has("status=finished", "status", "finished"),
                        has("class=urn:class|AMB", "class", "AMB"),
                        has("date=ge2026-05", "day", "2026-07-01"),
                        refers("subject", "subject", "Patient"),
                        refers("participant", "participant", "Practitioner")));
            case "Condition" ->
                one(List.of(
                        has("code=urn:c|a", "code", "a"),
                        asked("code:not=a", version -> !version.element("code").equals("a")),
                        refers("patient", "subject", "Patient"),
                        asked(
                                "encounter:missing=true",
                                version -> version.element("encounter").isEmpty())));
            default -> observation();
        };
    }

    private Asked observation() {
        return one(List.of(
                has("category=laboratory", "category", "laboratory"),
                has(
                        "category=http://terminology.hl7.org/CodeSystem/observation-category|vital-signs",
                        "category",
                        "vital-signs"),
                has("code=urn:c|a,urn:c|b", "code", "a", "b"),
                has("status=final", "status", "final"),
                has("date=ge2026-06-01", "effectiveDateTime", "2026-08-15"),
                has("date=2026-03-01", "effectiveDateTime", "2026-03-01", "2026-03-01T10:00:00Z"),
                has("value-quantity=gt60", "value", "70", "120"),
                refers("subject", "subject", "Patient"),
                refers("performer", "performer", "Practitioner"),
                asked(
                        "has-member:missing=false",
                        version -> !version.element("hasMember").isEmpty())));
    }

    Question question() {
        String type = one(TYPES);
        String id = id(type, random.nextInt(MOST.get(TYPES.indexOf(type)) + 1));
        return switch (random.nextInt(18)) {
            case 0 -> new Question.Read(type, id);
            case 1 -> new Question.ReadVersion(type, id, 1 + random.nextInt(3));
            case 2 -> new Question.History(type, id, 1 + random.nextInt(4));
            case 3 -> new Question.History(random.nextInt(3) == 0 ? "" : type, "", 1 + random.nextInt(4));
            case 4 -> everything();
            case 5 -> new Question.Meta(random.nextBoolean() ? type : "");
            case 7 -> write(type, id);
            case 6 -> new Question.Search("", compartment(), new AccessQueries(random, this).parameters(""));
            default -> {
                boolean bounded = random.nextInt(5) == 0 && !type.equals("Practitioner");
                yield new Question.Search(
                        type, bounded ? compartment() : "", new AccessQueries(random, this).parameters(type));
            }
        };
    }

    private Question write(String type, String id) {
        boolean create = random.nextInt(3) == 0;
        Version version = version(type + "/" + (create ? "new" : id), 1, 40);
        boolean delete = !create && random.nextInt(3) == 0;
        return new Question.Write(
                create, delete ? new Version(type, id, version.number(), version.time(), Version.DELETION) : version);
    }

    private String compartment() {
        return random.nextBoolean() ? id("Patient", random.nextInt(3)) : "";
    }

    private Question everything() {
        String type = random.nextInt(3) == 0 ? "Encounter" : "Patient";
        return new Question.Everything(type, id(type, random.nextInt(3)), 1 + random.nextInt(8));
    }

    /** A condition on the resource itself, as a search's parameter. */
    String filter(String type) {
        return restriction(type).query();
    }
}
