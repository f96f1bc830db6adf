package city.haihe.v2fhir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import city.haihe.fhir.FhirArray;
import city.haihe.fhir.FhirJsonParser;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.FhirString;
import city.haihe.fhir.FhirValue;
import city.haihe.v2fhir.Translation.Translated;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * Where others have published what becomes of a message, {@code docs/hl7v2/differences.md} explains, by element, each fact of
 * theirs that is none of ours. What is published is no part of this repository.
 */
class DifferencesTests {

    private static final Path PAGE = Path.of("..", "..", "docs", "hl7v2", "differences.md");
    private static final String BUNDLES = "HL7+v2-to-fhir/samples/fhir-bundles";

    /** What a server gave a resource, and what points at it. */
    private static final Set<String> BY_THE_SERVER = Set.of("id", "meta", "reference", "fullUrl");

    private final Translator translator = Translator.load();
    private final TranslationContext context =
            TranslationContext.of("published", Instant.EPOCH).completely();

    @ParameterizedTest
    @CsvSource({
        "ADT_A01, corpus, HL7+v2-to-fhir/ADT_A01__b735c5a532.hl7",
        "MDM_T02, expected, HL7+v2-to-fhir/samples/messages/Message.hl7_MDM_T02.txt"
    })
    void areExplainedByElement(String structure, String folder, String file) throws IOException {
        Path published = Corpus.folder("expected").resolve(BUNDLES).resolve("FHIR_bundle.hl7_" + structure + ".json");
        assumeTrue(Files.exists(published));
        Set<String> ours = new HashSet<>();
        Translated translated = (Translated) translator.translate(
                Messages.parse(segments(Files.readString(Corpus.folder(folder).resolve(file)))), context);
        translated.changes().forEach(change -> add(change.type(), change.content(), ours));
        Set<String> theirs = published(Files.readAllBytes(published));
        TreeMap<String, TreeSet<String>> missing = new TreeMap<>();
        theirs.stream()
                .filter(fact -> !ours.contains(fact))
                .forEach(fact -> missing.computeIfAbsent(fact.substring(0, fact.indexOf('=')), _ -> new TreeSet<>())
                        .add(fact.substring(fact.indexOf('=') + 1)));
        System.out.println(structure + ": "
                + (theirs.size() - missing.values().stream().mapToInt(Set::size).sum()) + " of " + theirs.size()
                + " published facts found; others: " + missing);
        assertThat(explained(structure)).isEqualTo(missing.keySet());
    }

    /** The facts of a bundle in JSON, or in XML, as one of them is. */
    private static Set<String> published(byte[] bundle) {
        Set<String> facts = new HashSet<>();
        if (bundle[0] != '<') {
            FhirJsonParser.parseUnchecked(bundle).objects("entry").forEach(entry -> {
                FhirObject resource = entry.object("resource");
                if (resource != null) {
                    add(resource.resourceType(), resource, facts);
                }
            });
            return facts;
        }
        try {
            NodeList resources = DocumentBuilderFactory.newDefaultInstance()
                    .newDocumentBuilder()
                    .parse(new ByteArrayInputStream(bundle))
                    .getElementsByTagName("resource");
            for (int index = 0; index < resources.getLength(); index++) {
                elements(resources.item(index)).forEach(resource -> addXml(resource.getTagName(), resource, facts));
            }
            return facts;
        } catch (ParserConfigurationException | SAXException | IOException e) {
            throw new AssertionError(e);
        }
    }

    private static List<Element> elements(Node parent) {
        List<Element> elements = new ArrayList<>();
        for (Node child = parent.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element element) {
                elements.add(element);
            }
        }
        return elements;
    }

    private static void addXml(String path, Element element, Set<String> facts) {
        if (element.hasAttribute("value")) {
            facts.add(path + '=' + element.getAttribute("value").strip());
        }
        if (element.hasAttribute("url")) {
            facts.add(path + ".url=" + element.getAttribute("url"));
        }
        for (Element child : elements(element)) {
            String name = child.getTagName();
            if (!BY_THE_SERVER.contains(name) && !name.equals("div")) {
                addXml(path + '.' + name, child, facts);
            }
        }
    }

    /** Lines that are no segments, such as blank ones, are left out. */
    private static String segments(String text) {
        StringBuilder segments = new StringBuilder();
        for (String line : text.split("[\r\n]+")) {
            if (line.matches("[A-Z][A-Z0-9]{2}\\|.*")) {
                segments.append(line).append('\r');
            }
        }
        return segments.toString();
    }

    private static void add(String path, FhirValue value, Set<String> facts) {
        switch (value) {
            case FhirObject object ->
                object.forEach((name, member) -> {
                    if (!BY_THE_SERVER.contains(name) && !name.equals("resourceType")) {
                        add(path + '.' + name, member, facts);
                    }
                });
            case FhirArray array -> array.forEach(item -> add(path, item, facts));
            case FhirString(String text) -> facts.add(path + '=' + text.strip());
            default -> facts.add(path + '=' + value);
        }
    }

    private static Set<String> explained(String structure) throws IOException {
        Set<String> elements = new TreeSet<>();
        Matcher row =
                Pattern.compile("(?m)^\\| " + structure + " \\| ([^|]+) \\|").matcher(Files.readString(PAGE));
        while (row.find()) {
            elements.add(row.group(1).strip());
        }
        return elements;
    }
}
