package city.haihe.v2fhir;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/** The elements of FHIR R4 as its own structure definitions have them. */
final class FhirElements {

    private record Element(String path, String type, boolean repeats) {}

    private final Map<String, Element> elements = new HashMap<>();

    private FhirElements() {}

    static FhirElements read() {
        FhirElements all = new FhirElements();
        try {
            all.add("profiles-types.xml");
            all.add("profiles-resources.xml");
        } catch (XMLStreamException | IOException e) {
            throw new UncheckedIOException(new IOException(e));
        }
        return all;
    }

    /** The type of the element at a path, itself a path for an element that is defined where it stands; null for none. */
    @Nullable
    String resolve(String type, List<String> names) {
        Element element = find(type, names);
        return element == null ? null : element.type();
    }

    boolean repeats(String type, List<String> names) {
        Element element = find(type, names);
        return element != null && element.repeats();
    }

    private @Nullable Element find(String type, List<String> names) {
        String current = type;
        Element element = null;
        for (String name : names) {
            element = child(current, name);
            if (element == null) {
                return null;
            }
            current = element.type();
        }
        return element;
    }

    private @Nullable Element child(String type, String written) {
        String name = written.startsWith("_") ? written.substring(1) : written;
        Element element = elements.get(type + '.' + name);
        if (element != null) {
            return element;
        }
        for (int index = 1; index < name.length(); index++) {
            if (Character.isUpperCase(name.charAt(index))) {
                Element choice = elements.get(type + '.' + name.substring(0, index) + "[x]");
                if (choice != null) {
                    String chosen = name.substring(index);
                    String primitive = chosen.substring(0, 1).toLowerCase(Locale.ROOT) + chosen.substring(1);
                    boolean complex = elements.containsKey(chosen + ".id");
                    return new Element(choice.path(), complex ? chosen : primitive, choice.repeats());
                }
            }
        }
        return null;
    }

    private void add(String file) throws XMLStreamException, IOException {
        try (InputStream in = Objects.requireNonNull(
                FhirElements.class.getResourceAsStream("/org/hl7/fhir/r4/model/profile/" + file))) {
            XMLStreamReader reader = XMLInputFactory.newFactory().createXMLStreamReader(in);
            String path = "";
            String type = "";
            String maximum = "";
            boolean snapshot = false;
            boolean inType = false;
            while (reader.hasNext()) {
                int event = reader.next();
                if (event == XMLStreamConstants.START_ELEMENT) {
                    String value = Objects.requireNonNullElse(reader.getAttributeValue(null, "value"), "");
                    switch (reader.getLocalName()) {
                        case "snapshot" -> snapshot = true;
                        case "path" -> path = path.isEmpty() ? value : path;
                        case "type" -> inType = true;
                        case "code" -> type = inType && type.isEmpty() ? value : type;
                        case "max" -> maximum = maximum.isEmpty() ? value : maximum;
                        default -> {}
                    }
                } else if (event == XMLStreamConstants.END_ELEMENT) {
                    switch (reader.getLocalName()) {
                        case "snapshot" -> snapshot = false;
                        case "type" -> inType = false;
                        case "element" -> {
                            if (snapshot && !path.isEmpty()) {
                                boolean inline = type.equals("BackboneElement") || type.equals("Element");
                                elements.putIfAbsent(
                                        path,
                                        new Element(
                                                path,
                                                inline ? path : type,
                                                !maximum.equals("1") && !maximum.equals("0")));
                            }
                            path = "";
                            type = "";
                            maximum = "";
                        }
                        default -> {}
                    }
                }
            }
        }
    }
}
