package city.haihe.fhir;

import java.io.StringReader;
import java.util.Locale;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * What the text of a resource may be written in: the elements and attributes of the invariant txt-1 (FHIR R4 2.4.0.1), so that
 * it can be shown without running anything.
 */
public final class Narrative {

    private static final String XHTML = "http://www.w3.org/1999/xhtml";

    private static final Set<String> ELEMENTS = Set.of(
            "a b i p q h1 h2 h3 h4 h5 h6 abbr acronym big blockquote br caption cite code col colgroup dd dfn div dl dt em"
                    .concat(
                            " hr img li ol ul pre samp small span strong sub sup table tbody td tfoot th thead tr tt var")
                    .split(" "));

    private static final Set<String> ATTRIBUTES = Set.of(
            "abbr accesskey align alt axis bgcolor border cellhalign cellpadding cellspacing cellvalign char charoff charset"
                    .concat(" cite class colspan compact coords dir frame headers height href hreflang hspace id lang")
                    .concat(
                            " longdesc name nowrap rel rev rowspan rules scope shape span src start style summary tabindex")
                    .concat(" title type valign value vspace width")
                    .split(" "));

    private static final Set<String> ADDRESSES = Set.of("href", "src", "cite", "longdesc");
    private static final Set<String> SCHEMES = Set.of("http", "https", "mailto", "tel", "urn");

    private Narrative() {}

    /** Whether the text is a {@code div} that holds nothing but what may stand in a narrative. */
    public static boolean allows(String div) {
        return violation(div) == null;
    }

    /** What was expected of a text that is no narrative, or null. */
    static @Nullable String violation(String div) {
        if (!div.startsWith("<div")) {
            return "xhtml that begins with <div";
        }
        // Browsers end comments and sections elsewhere than XML does, so that what XML hides they might run.
        if (div.contains("<!") || div.contains("<?")) {
            return "xhtml without comments, sections and instructions";
        }
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        try {
            XMLStreamReader reader = factory.createXMLStreamReader(new StringReader(div));
            while (reader.hasNext()) {
                String expected = reader.next() == XMLStreamReader.START_ELEMENT ? element(reader) : null;
                if (expected != null) {
                    return expected;
                }
            }
            return null;
        } catch (XMLStreamException malformed) {
            return "one well-formed xhtml div";
        }
    }

    private static @Nullable String element(XMLStreamReader reader) {
        String namespace = reader.getNamespaceURI();
        boolean plain = reader.getPrefix().isEmpty() && (namespace == null || namespace.equals(XHTML));
        if (!plain || !ELEMENTS.contains(reader.getLocalName())) {
            return "xhtml with elements for text only, without scripts, frames, forms and objects";
        }
        for (int index = 0; index < reader.getAttributeCount(); index++) {
            String name = reader.getAttributeLocalName(index);
            String value = reader.getAttributeValue(index);
            boolean xml = "xml".equals(reader.getAttributePrefix(index));
            if (!xml && !ATTRIBUTES.contains(name)) {
                return "xhtml with attributes for text only, without event handlers";
            }
            if (ADDRESSES.contains(name) && !isHarmless(value, name.equals("src"))) {
                return "xhtml with addresses that run nothing";
            }
            if (name.equals("style") && !isHarmlessStyle(value)) {
                return "xhtml with styles that load and run nothing";
            }
        }
        return null;
    }

    private static boolean isHarmless(String address, boolean image) {
        // Browsers read over white space and control characters in a scheme.
        String text = address.replaceAll("[\\s\\p{Cntrl}]", "").toLowerCase(Locale.ROOT);
        int colon = text.indexOf(':');
        int path = text.length() - text.replaceFirst("^[^/?#]*", "").length();
        if (colon < 0 || colon > path) {
            return true;
        }
        String scheme = text.substring(0, colon);
        return SCHEMES.contains(scheme) || image && text.startsWith("data:image/");
    }

    private static boolean isHarmlessStyle(String style) {
        String text = style.toLowerCase(Locale.ROOT);
        // A backslash could spell any of the others.
        return !text.contains("url(")
                && !text.contains("expression(")
                && !text.contains("@import")
                && !text.contains("\\");
    }
}
