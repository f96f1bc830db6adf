package city.haihe.app.record.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import city.haihe.fhir.FhirArray;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.terminology.BoundedRegex;
import city.haihe.fhir.terminology.CodeSystem;
import city.haihe.fhir.terminology.Concept;
import city.haihe.fhir.terminology.ConceptText;
import city.haihe.fhir.terminology.ListedCodeSystem;
import city.haihe.fhir.terminology.Selection;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Random selections of random code systems: SQL over an upload finds what is found in memory, one by one and in pages. */
class SelectionSqlIT {

    private static final int SYSTEMS = 4;
    private static final int SELECTIONS = 50;
    private static final int CONCEPTS = 40;
    private static final int MAX_DEPTH = 3;
    private static final List<String> WORDS = List.of("alpha", "be", "病", "糖尿", "2型", "c1", "x");

    @Test
    void selectsWhatMemorySelects() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        try (TestRecord city = new TestRecord()) {
            for (int round = 0; round < SYSTEMS; round++) {
                compare(city, random, round % 2 == 0, "seed " + seed + " system " + round);
            }
        }
    }

    private static void compare(TestRecord city, Random random, boolean tree, String place) throws IOException {
        String url = "urn:random:" + place.hashCode();
        FhirArray concepts = new FhirArray();
        StringBuilder lines = new StringBuilder("code,display,parent,inactive,property:kind,property:notSelectable\n");
        for (int number = 0; number < CONCEPTS; number++) {
            add(random, number, tree, concepts, lines);
        }
        ListedCodeSystem memory =
                ListedCodeSystem.of(new FhirObject().put("url", url).put("concept", concepts));
        new CodeSystemLoader(city.engine().database(), city.engine().clock())
                .load(
                        new CodeSystemLoader.Upload(url, "", "", true, UTF_8, ',', List.of()),
                        new ByteArrayInputStream(lines.toString().getBytes(UTF_8)));
        city.engine()
                .database()
                .read(connection -> city.engine()
                        .terminology()
                        .ask(connection, city.engine().visibility(TestRecord.SYSTEM), known -> {
                            CodeSystem uploaded = known.codeSystem(url, "").orElseThrow();
                            for (int round = 0; round < SELECTIONS; round++) {
                                compare(memory, uploaded, selection(random, 0), place);
                            }
                            return true;
                        }));
    }

    private static void compare(CodeSystem memory, CodeSystem uploaded, Selection selection, String place) {
        String shown = place + " " + selection;
        List<String> expected = codes(memory.select(selection, 0, CONCEPTS));
        List<Concept> found = uploaded.select(selection, 0, CONCEPTS);
        assertThat(codes(found)).as(shown).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(uploaded.count(selection)).as(shown).isEqualTo(expected.size());
        assertThat(memory.count(selection)).as(shown).isEqualTo(expected.size());
        List<String> paged = new ArrayList<>();
        for (int offset = 0; offset < CONCEPTS; offset += 7) {
            paged.addAll(codes(uploaded.select(selection, offset, 7)));
        }
        assertThat(paged).as(shown).isEqualTo(codes(found));
        for (int number = 0; number < CONCEPTS; number += 5) {
            Concept concept = uploaded.find("c" + number).orElseThrow();
            assertThat(uploaded.matches(selection, concept))
                    .as(shown + " of c" + number)
                    .isEqualTo(expected.contains(concept.code()));
        }
    }

    private static List<String> codes(List<Concept> concepts) {
        return concepts.stream().map(Concept::code).toList();
    }

    private static void add(Random random, int number, boolean tree, FhirArray concepts, StringBuilder lines) {
        FhirObject concept = new FhirObject().put("code", "c" + number);
        List<String> parents = new ArrayList<>();
        for (int parent = 0; number > 0 && parent < random.nextInt(tree ? 2 : 4); parent++) {
            parents.add("c" + random.nextInt(number));
        }
        String display = random.nextInt(5) == 0 ? "" : word(random) + " " + word(random);
        boolean inactive = random.nextInt(4) == 0;
        String kind = random.nextBoolean() ? "k" + random.nextInt(3) : "";
        boolean grouping = random.nextInt(4) == 0;
        if (!display.isEmpty()) {
            concept.put("display", display);
        }
        parents.forEach(parent -> concept.append(
                "property", new FhirObject().put("code", "parent").put("valueCode", parent)));
        if (inactive) {
            concept.append("property", new FhirObject().put("code", "inactive").put("valueBoolean", true));
        }
        if (!kind.isEmpty()) {
            concept.append("property", new FhirObject().put("code", "kind").put("valueString", kind));
        }
        if (grouping) {
            concept.append(
                    "property", new FhirObject().put("code", "notSelectable").put("valueBoolean", true));
        }
        concepts.add(concept);
        lines.append('c').append(number).append(',').append(display).append(',');
        lines.append(String.join("|", parents))
                .append(',')
                .append(inactive ? "true" : "")
                .append(',');
        lines.append(kind).append(',').append(grouping ? "true" : "").append('\n');
    }

    private static String word(Random random) {
        return WORDS.get(random.nextInt(WORDS.size()));
    }

    private static Selection selection(Random random, int depth) {
        String code = "c" + random.nextInt(CONCEPTS + 2);
        return switch (random.nextInt(depth < MAX_DEPTH ? 15 : 12)) {
            case 0 -> Selection.ALL;
            case 1 -> new Selection.Codes(new TreeSet<>(List.of(code, "c" + random.nextInt(CONCEPTS))));
            case 2 -> new Selection.Below(code, true);
            case 3 -> new Selection.Below(code, false);
            case 4 -> new Selection.Above(code);
            case 5 -> new Selection.PropertyIs("kind", new TreeSet<>(List.of("k0", "k" + random.nextInt(3))));
            case 6 -> new Selection.PropertyIs(random.nextBoolean() ? "parent" : "child", Set.of(code));
            case 7 ->
                new Selection.PropertyIs(
                        random.nextBoolean() ? "inactive" : "notSelectable",
                        Set.of(Boolean.toString(random.nextBoolean())));
            case 8 ->
                new Selection.PropertyMatches(
                        List.of("code", "display", "kind").get(random.nextInt(3)),
                        BoundedRegex.parse(List.of("c\\d", "[ck][0-2].*", ".*病", "(al|be).*")
                                .get(random.nextInt(4))));
            case 9 ->
                new Selection.PropertyExists(
                        List.of("kind", "display", "parent", "child", "none").get(random.nextInt(5)));
            case 10 -> new Selection.Text(ConceptText.words(word(random) + " " + word(random)));
            case 11 -> new Selection.Active();
            case 12 -> Selection.and(selection(random, depth + 1), selection(random, depth + 1));
            case 13 -> Selection.or(selection(random, depth + 1), selection(random, depth + 1));
            default -> new Selection.Not(selection(random, depth + 1));
        };
    }
}
