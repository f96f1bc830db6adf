package city.haihe.fhir.build;

import city.haihe.fhir.FhirJsonParser;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.FhirString;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/**
 * Writes the R4 definitions as lines of fields that are separated by tabs:
 * {@code type NAME KIND BASE}, {@code element PATH MIN MAX TYPES CODES SYSTEM SUMMARY}, {@code parameter TYPE CODE KIND
 * EXPRESSION TARGETS COMPONENTS} and {@code compartment OWNER TYPE PARAMETERS}.
 */
public final class DefinitionsGenerator {

    private static final String ROOT = "/org/hl7/fhir/r4/model/";

    /** A longer list of codes, such as all languages, is not checked. */
    private static final int MAX_CODES = 300;

    /** The types that are derived from nothing. */
    private static final Set<String> ROOTS = Set.of("Element", "Resource");

    private final Map<String, Element> valueSets = new HashMap<>();
    private final Map<String, Element> codeSystems = new HashMap<>();
    private final List<String> lines = new ArrayList<>();

    private DefinitionsGenerator() {}

    /** Takes the file to write, and the file that notes what it was written from. */
    public static void main(String[] arguments) throws Exception {
        Path target = Path.of(arguments[0]);
        Path note = Path.of(arguments[1]);
        String source = source();
        if (Files.exists(target) && Files.exists(note) && Files.readString(note).equals(source)) {
            return;
        }
        DefinitionsGenerator generator = new DefinitionsGenerator();
        for (String file : List.of("valueset/valuesets.xml", "valueset/v3-codesystems.xml")) {
            generator.readCodes(file);
        }
        generator.readStructures("profile/profiles-types.xml");
        generator.readStructures("profile/profiles-resources.xml");
        generator.readParameters("sp/search-parameters.json");
        Files.createDirectories(target.toAbsolutePath().getParent());
        Files.write(target, generator.lines);
        Files.writeString(note, source);
    }

    /** What the definitions come from: this generator and the archive that it reads, by their contents and their times. */
    private static String source() throws IOException {
        CRC32 generator = new CRC32();
        try (InputStream in =
                resource(DefinitionsGenerator.class.getSimpleName() + ".class").openStream()) {
            generator.update(in.readAllBytes());
        }
        URL archive = resource(ROOT + "profile/profiles-types.xml");
        URLConnection connection = archive.openConnection();
        connection.setUseCaches(false);
        return String.join(
                "\n",
                archive.toString(),
                Long.toString(connection.getLastModified()),
                Long.toHexString(generator.getValue()));
    }

    private static URL resource(String name) throws IOException {
        URL resource = DefinitionsGenerator.class.getResource(name);
        if (resource == null) {
            throw new IOException("missing: " + name);
        }
        return resource;
    }

    private static List<Element> resources(String file) throws IOException {
        try (InputStream in = open(file)) {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setNamespaceAware(true);
            Element bundle = factory.newDocumentBuilder().parse(in).getDocumentElement();
            List<Element> resources = new ArrayList<>();
            for (Element entry : children(bundle, "entry")) {
                for (Element resource : children(entry, "resource")) {
                    resources.addAll(children(resource, ""));
                }
            }
            return resources;
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException(file, e);
        }
    }

    private static InputStream open(String file) throws IOException {
        return resource(ROOT + file).openStream();
    }

    private void readCodes(String file) throws IOException {
        for (Element resource : resources(file)) {
            String url = value(resource, "url");
            if (resource.getLocalName().equals("ValueSet")) {
                valueSets.put(url, resource);
            } else if (resource.getLocalName().equals("CodeSystem")) {
                codeSystems.put(url, resource);
            }
        }
    }

    private void readStructures(String file) throws IOException {
        for (Element resource : resources(file)) {
            if (resource.getLocalName().equals("CompartmentDefinition")) {
                readCompartment(resource);
            }
            boolean specialization = value(resource, "derivation").equals("specialization");
            String name = value(resource, "type");
            if (!resource.getLocalName().equals("StructureDefinition") || !specialization && !ROOTS.contains(name)) {
                continue;
            }
            boolean isAbstract = value(resource, "abstract").equals("true");
            String parent = value(resource, "baseDefinition");
            lines.add(String.join(
                    "\t",
                    "type",
                    name,
                    isAbstract ? "abstract" : value(resource, "kind"),
                    parent.substring(parent.lastIndexOf('/') + 1)));
            for (Element snapshot : children(resource, "snapshot")) {
                children(snapshot, "element").forEach(this::readElement);
            }
        }
    }

    private void readCompartment(Element definition) {
        for (Element resource : children(definition, "resource")) {
            List<String> parameters = values(resource, "param");
            if (!parameters.isEmpty()) {
                lines.add(String.join(
                        "\t",
                        "compartment",
                        value(definition, "code"),
                        value(resource, "code"),
                        String.join(",", parameters)));
            }
        }
    }

    private void readElement(Element element) {
        String path = value(element, "path");
        if (path.indexOf('.') < 0) {
            return;
        }
        Set<String> types = new LinkedHashSet<>();
        String reference = value(element, "contentReference");
        if (!reference.isEmpty()) {
            types.add(reference);
        }
        for (Element type : children(element, "type")) {
            String code = value(type, "code");
            for (Element extension : children(type, "extension")) {
                if (extension.getAttribute("url").endsWith("structuredefinition-fhir-type")) {
                    String url = value(extension, "valueUrl");
                    code = url.isEmpty() ? value(extension, "valueUri") : url;
                }
            }
            types.add(code.startsWith("http://hl7.org/fhirpath/System.") ? "string" : code);
        }
        String codes = types.equals(Set.of("code")) ? String.join(",", codes(element)) : "";
        lines.add(String.join(
                "\t",
                "element",
                path,
                value(element, "min"),
                value(element, "max"),
                String.join(",", types),
                codes,
                types.equals(Set.of("code")) ? system(element) : "",
                value(element, "isSummary")));
    }

    private List<String> codes(Element element) {
        for (Element binding : children(element, "binding")) {
            String valueSet = value(binding, "valueSet");
            int version = valueSet.indexOf('|');
            Element definition = valueSets.get(version < 0 ? valueSet : valueSet.substring(0, version));
            if (value(binding, "strength").equals("required") && definition != null) {
                List<String> codes = expand(definition);
                return codes == null || codes.size() > MAX_CODES ? List.of() : codes;
            }
        }
        return List.of();
    }

    /** The one system that the codes of an element are of, or empty. */
    private String system(Element element) {
        Set<String> systems = new LinkedHashSet<>();
        for (Element binding : children(element, "binding")) {
            String valueSet = value(binding, "valueSet");
            int version = valueSet.indexOf('|');
            Element definition = valueSets.get(version < 0 ? valueSet : valueSet.substring(0, version));
            if (value(binding, "strength").equals("required") && definition != null) {
                for (Element compose : children(definition, "compose")) {
                    children(compose, "include").forEach(include -> systems.add(value(include, "system")));
                }
            }
        }
        return systems.size() == 1 ? systems.iterator().next() : "";
    }

    /** All codes of a value set, or null where they are not listed here. */
    private @Nullable List<String> expand(Element valueSet) {
        List<String> codes = new ArrayList<>();
        for (Element compose : children(valueSet, "compose")) {
            if (!children(compose, "exclude").isEmpty()) {
                return null;
            }
            for (Element include : children(compose, "include")) {
                if (!children(include, "filter").isEmpty()
                        || !children(include, "valueSet").isEmpty()) {
                    return null;
                }
                List<Element> concepts = children(include, "concept");
                if (!concepts.isEmpty()) {
                    concepts.forEach(concept -> codes.add(value(concept, "code")));
                    continue;
                }
                Element system = codeSystems.get(value(include, "system"));
                if (system == null || !value(system, "content").equals("complete")) {
                    return null;
                }
                addConcepts(system, codes);
            }
        }
        return codes;
    }

    private static void addConcepts(Element parent, List<String> codes) {
        for (Element concept : children(parent, "concept")) {
            codes.add(value(concept, "code"));
            addConcepts(concept, codes);
        }
    }

    private void readParameters(String file) throws IOException {
        FhirObject bundle;
        try (InputStream in = open(file)) {
            bundle = FhirJsonParser.parseTrusted(in.readAllBytes());
        }
        Map<String, String> names = new HashMap<>();
        bundle.objects("entry").forEach(entry -> {
            FhirObject parameter = entry.object("resource");
            if (parameter != null) {
                names.put(String.valueOf(parameter.string("url")), String.valueOf(parameter.string("code")));
            }
        });
        bundle.objects("entry").forEach(entry -> {
            FhirObject parameter = entry.object("resource");
            String expression = parameter == null ? null : parameter.string("expression");
            if (parameter == null || expression == null) {
                return;
            }
            for (String base : strings(parameter, "base")) {
                lines.add(String.join(
                        "\t",
                        "parameter",
                        base,
                        String.valueOf(parameter.string("code")),
                        String.valueOf(parameter.string("type")),
                        expression.replaceAll("\\s+", " "),
                        String.join(",", strings(parameter, "target")),
                        components(parameter, names)));
            }
        });
    }

    private static String components(FhirObject parameter, Map<String, String> names) {
        List<String> components = new ArrayList<>();
        parameter
                .objects("component")
                .forEach(component -> components.add(
                        names.get(component.string("definition")) + "=" + component.string("expression")));
        return String.join(";", components);
    }

    private static List<String> strings(FhirObject object, String name) {
        List<String> strings = new ArrayList<>();
        if (object.array(name) instanceof city.haihe.fhir.FhirArray array) {
            array.forEach(item -> {
                if (item instanceof FhirString(String text)) {
                    strings.add(text);
                }
            });
        }
        return strings;
    }

    private static List<Element> children(Element parent, String name) {
        List<Element> children = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element
                    && (name.isEmpty() || element.getLocalName().equals(name))) {
                children.add(element);
            }
        }
        return children;
    }

    private static List<String> values(Element parent, String name) {
        return children(parent, name).stream()
                .map(child -> child.getAttribute("value"))
                .toList();
    }

    private static String value(Element parent, String name) {
        List<String> values = values(parent, name);
        return values.isEmpty() ? "" : values.getFirst();
    }
}
