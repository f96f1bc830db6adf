package city.haihe.fhir.build;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** Writes the invariants of R4's types as lines of fields that tabs separate: {@code PATH KEY SEVERITY EXPRESSION HUMAN}. */
public final class InvariantsGenerator {

    private static final String ROOT = "/org/hl7/fhir/r4/model/profile/";

    /** Said of every element and every extension; what they ask is part of the structure, or asked once at the type. */
    private static final String OF_EVERY_ELEMENT = "ele-1";

    private static final String OF_EVERY_EXTENSION = "ext-1";

    private final Set<String> lines = new LinkedHashSet<>();

    private boolean specialization;
    private boolean inSnapshot;
    private String path = "";
    private List<String> constraint = new ArrayList<>();

    private InvariantsGenerator() {}

    /** Takes the file to write, and the file that notes what it was written from. */
    public static void main(String[] arguments) throws Exception {
        Path target = Path.of(arguments[0]);
        Path note = Path.of(arguments[1]);
        String source = source();
        if (Files.exists(target) && Files.exists(note) && Files.readString(note).equals(source)) {
            return;
        }
        InvariantsGenerator generator = new InvariantsGenerator();
        generator.read("profiles-types.xml");
        generator.read("profiles-resources.xml");
        Files.createDirectories(target.toAbsolutePath().getParent());
        Files.write(target, generator.lines);
        Files.writeString(note, source);
    }

    /** What the invariants come from: this generator and the archive that it reads. */
    private static String source() throws IOException {
        CRC32 generator = new CRC32();
        try (InputStream in =
                resource(InvariantsGenerator.class.getSimpleName() + ".class").openStream()) {
            generator.update(in.readAllBytes());
        }
        URL archive = resource(ROOT + "profiles-types.xml");
        URLConnection connection = archive.openConnection();
        connection.setUseCaches(false);
        return String.join(
                "\n",
                archive.toString(),
                Long.toString(connection.getLastModified()),
                Long.toHexString(generator.getValue()));
    }

    private static URL resource(String name) throws IOException {
        URL resource = InvariantsGenerator.class.getResource(name);
        if (resource == null) {
            throw new IOException("missing: " + name);
        }
        return resource;
    }

    private void read(String file) throws IOException {
        try (InputStream in = resource(ROOT + file).openStream()) {
            XMLStreamReader reader = XMLInputFactory.newDefaultFactory().createXMLStreamReader(in);
            List<String> open = new ArrayList<>();
            while (reader.hasNext()) {
                int event = reader.next();
                if (event == XMLStreamConstants.START_ELEMENT) {
                    begin(reader, open);
                    open.add(reader.getLocalName());
                } else if (event == XMLStreamConstants.END_ELEMENT) {
                    open.removeLast();
                    end(reader.getLocalName());
                }
            }
        } catch (XMLStreamException malformed) {
            throw new IOException(file, malformed);
        }
    }

    private void begin(XMLStreamReader reader, List<String> open) {
        String name = reader.getLocalName();
        String parent = open.isEmpty() ? "" : open.getLast();
        String value = reader.getAttributeValue(null, "value");
        switch (name) {
            case "StructureDefinition" -> specialization = false;
            case "derivation" ->
                specialization |= parent.equals("StructureDefinition") && "specialization".equals(value);
            case "snapshot" -> inSnapshot = true;
            case "path" -> path = parent.equals("element") && inSnapshot ? value : path;
            case "constraint" -> constraint = new ArrayList<>(List.of("", "", "", ""));
            case "key", "severity", "expression", "human" -> {
                if (parent.equals("constraint")) {
                    constraint.set(
                            List.of("key", "severity", "expression", "human").indexOf(name), value);
                }
            }
            default -> {
                // Nothing else is kept.
            }
        }
    }

    private void end(String name) {
        if (name.equals("snapshot")) {
            inSnapshot = false;
        } else if (name.equals("constraint") && inSnapshot && specialization) {
            String key = constraint.getFirst();
            boolean everywhere =
                    key.equals(OF_EVERY_ELEMENT) || key.equals(OF_EVERY_EXTENSION) && !path.equals("Extension");
            if (!everywhere && !constraint.get(2).isEmpty()) {
                StringBuilder line = new StringBuilder(path);
                constraint.forEach(field -> line.append('\t').append(field.replaceAll("\\s+", " ")));
                lines.add(line.toString());
            }
        }
    }
}
