package city.haihe.fhir.build;

import city.haihe.fhir.FhirBoolean;
import city.haihe.fhir.FhirJson;
import city.haihe.fhir.FhirNumber;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.FhirString;
import city.haihe.fhir.FhirValue;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/**
 * Writes the code systems and value sets of R4 as one file of resources, each compressed by itself, so that one can be read
 * without the others: type, canonical address and version as {@link DataOutputStream#writeUTF} has them, the JSON's length
 * and its deflated bytes. An empty type ends the file.
 */
public final class TerminologyGenerator {

    private static final String ROOT = "/org/hl7/fhir/r4/model/valueset/";
    private static final List<String> FILES = List.of("valuesets.xml", "v2-tables.xml", "v3-codesystems.xml");

    /** What answers are made of; narrative, contacts and publication details are left out. */
    private static final Set<String> ELEMENTS = Set.of(
            ("url version name title status caseSensitive valueSet hierarchyMeaning content property code uri type concept"
                            + " display definition designation language use system value compose include exclude filter op"
                            + " valueCode valueString valueBoolean valueDateTime valueInteger valueDecimal valueCoding"
                            + " inactive lockedDate")
                    .split(" "));

    private static final Set<String> LISTS =
            Set.of("property", "concept", "designation", "include", "exclude", "filter");

    private static final Set<String> NUMBERS = Set.of("valueInteger", "valueDecimal");

    private static final Set<String> BOOLEANS = Set.of("caseSensitive", "valueBoolean", "inactive");

    private TerminologyGenerator() {}

    /** Takes the file to write, and the file that notes what it was written from. */
    public static void main(String[] arguments) throws Exception {
        Path target = Path.of(arguments[0]);
        Path note = Path.of(arguments[1]);
        String source = source();
        if (Files.exists(target) && Files.exists(note) && Files.readString(note).equals(source)) {
            return;
        }
        Files.createDirectories(target.toAbsolutePath().getParent());
        try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(target)))) {
            for (String file : FILES) {
                write(file, out);
            }
            out.writeUTF("");
        }
        Files.writeString(note, source);
    }

    /** What the file comes from: this generator and the archive that it reads, by their contents and their times. */
    private static String source() throws IOException {
        CRC32 generator = new CRC32();
        try (InputStream in =
                resource(TerminologyGenerator.class.getSimpleName() + ".class").openStream()) {
            generator.update(in.readAllBytes());
        }
        URL archive = resource(ROOT + FILES.getFirst());
        URLConnection connection = archive.openConnection();
        connection.setUseCaches(false);
        return String.join(
                "\n",
                archive.toString(),
                Long.toString(connection.getLastModified()),
                Long.toHexString(generator.getValue()));
    }

    private static URL resource(String name) throws IOException {
        URL resource = TerminologyGenerator.class.getResource(name);
        if (resource == null) {
            throw new IOException("missing: " + name);
        }
        return resource;
    }

    private static void write(String file, DataOutputStream out) throws IOException {
        try (InputStream in = resource(ROOT + file).openStream()) {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setNamespaceAware(true);
            Element bundle = factory.newDocumentBuilder().parse(in).getDocumentElement();
            for (Node entry = bundle.getFirstChild(); entry != null; entry = entry.getNextSibling()) {
                for (Node holder = entry.getFirstChild(); holder != null; holder = holder.getNextSibling()) {
                    if ("resource".equals(holder.getLocalName())) {
                        writeResource(holder, out);
                    }
                }
            }
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException(file, e);
        }
    }

    private static void writeResource(Node holder, DataOutputStream out) throws IOException {
        for (Node node = holder.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element
                    && Set.of("CodeSystem", "ValueSet").contains(element.getLocalName())) {
                FhirObject resource = FhirObject.resource(element.getLocalName());
                addChildren(element, resource);
                byte[] json = FhirJson.toBytes(resource);
                byte[] deflated = deflate(json);
                out.writeUTF(resource.resourceType());
                out.writeUTF(String.valueOf(resource.string("url")));
                out.writeUTF(resource.string("version") == null ? "" : String.valueOf(resource.string("version")));
                out.writeInt(json.length);
                out.writeInt(deflated.length);
                out.write(deflated);
            }
        }
    }

    private static byte[] deflate(byte[] json) throws IOException {
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DeflaterOutputStream out = new DeflaterOutputStream(bytes, deflater)) {
            out.write(json);
        }
        deflater.end();
        return bytes.toByteArray();
    }

    private static void addChildren(Element from, FhirObject to) {
        for (Node node = from.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (!(node instanceof Element element) || !ELEMENTS.contains(element.getLocalName())) {
                continue;
            }
            String name = element.getLocalName();
            FhirValue value = value(element, name);
            // The one name that is a list in one place, of what a value set imports, and an address in the other.
            boolean imported = name.equals("valueSet") && !from.getLocalName().equals("CodeSystem");
            if (LISTS.contains(name) && value instanceof FhirObject || imported) {
                to.append(name, value);
            } else {
                to.put(name, value);
            }
        }
    }

    private static FhirValue value(Element element, String name) {
        if (element.hasAttribute("value")) {
            String text = element.getAttribute("value");
            if (NUMBERS.contains(name)) {
                return new FhirNumber(text);
            }
            return BOOLEANS.contains(name) ? new FhirBoolean(text.equals("true")) : new FhirString(text);
        }
        FhirObject object = new FhirObject();
        addChildren(element, object);
        return object;
    }
}
