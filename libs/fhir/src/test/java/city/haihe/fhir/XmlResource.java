package city.haihe.fhir;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.util.Objects;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/** Turns a resource in XML into the JSON model by the definitions (FHIR R4 2.6.1, 2.6.2). */
final class XmlResource {

    private static final R4 DEFINITIONS = R4.definitions();

    private final Element root;

    XmlResource(byte[] xml) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setNamespaceAware(true);
            root = factory.newDocumentBuilder()
                    .parse(new ByteArrayInputStream(xml))
                    .getDocumentElement();
        } catch (ParserConfigurationException | SAXException | IOException e) {
            throw new IllegalArgumentException("xml", e);
        }
    }

    FhirObject read() {
        return resource(root);
    }

    private static FhirObject resource(Element element) {
        String type = element.getLocalName();
        return fill(FhirObject.resource(type), element, type);
    }

    private static FhirObject fill(FhirObject object, Element element, String shape) {
        addAttribute(object, element, "id");
        addAttribute(object, element, "url");
        for (Node node = element.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element child) {
                add(object, child, shape);
            }
        }
        return object;
    }

    private static void addAttribute(FhirObject object, Element element, String name) {
        if (element.hasAttribute(name)) {
            object.put(name, element.getAttribute(name));
        }
    }

    private static void add(FhirObject object, Element child, String shape) {
        String name = child.getLocalName();
        R4.Member member = Objects.requireNonNull(DEFINITIONS.member(shape, name), shape + "." + name);
        String type = member.type();
        if (!DEFINITIONS.isPrimitive(type)) {
            FhirObject value = type.equals("Resource")
                    ? resource(firstChild(child))
                    : fill(new FhirObject(), child, member.element().shape(type));
            put(object, name, member, value, null);
            return;
        }
        FhirValue value = type.equals("xhtml") ? new FhirString(xhtml(child)) : primitive(child, type);
        FhirObject extra = type.equals("xhtml") ? new FhirObject() : fill(new FhirObject(), child, "Element");
        put(object, name, member, value, extra.isEmpty() ? null : extra);
    }

    private static void put(
            FhirObject object, String name, R4.Member member, @Nullable FhirValue value, @Nullable FhirObject extra) {
        if (!member.element().many()) {
            object.putIfPresent(name, value);
            object.putIfPresent("_" + name, extra);
            return;
        }
        FhirArray before = object.array(name);
        int index = before == null ? 0 : before.size();
        object.append(name, value == null ? FhirNull.NULL : value);
        if (extra != null || object.has("_" + name)) {
            FhirArray extras = object.array("_" + name);
            for (int at = extras == null ? 0 : extras.size(); at < index; at++) {
                object.append("_" + name, FhirNull.NULL);
            }
            object.append("_" + name, extra == null ? FhirNull.NULL : extra);
        }
    }

    private static Element firstChild(Element element) {
        Node node = element.getFirstChild();
        while (!(node instanceof Element child)) {
            node = Objects.requireNonNull(node).getNextSibling();
        }
        return child;
    }

    private static @Nullable FhirValue primitive(Element element, String type) {
        if (!element.hasAttribute("value")) {
            return null;
        }
        String text = element.getAttribute("value");
        if (type.equals("boolean")) {
            return new FhirBoolean(text.equals("true"));
        }
        return Primitives.isNumber(type) ? new FhirNumber(text) : new FhirString(text);
    }

    private static String xhtml(Element div) {
        try {
            Transformer transformer = TransformerFactory.newInstance().newTransformer();
            transformer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
            StringWriter out = new StringWriter();
            transformer.transform(new DOMSource(div), new StreamResult(out));
            return out.toString();
        } catch (TransformerException e) {
            throw new IllegalArgumentException("div", e);
        }
    }
}
