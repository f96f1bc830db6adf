package city.haihe.app.record.internal;

import city.haihe.app.record.internal.EverythingReader.Item;
import city.haihe.fhir.FhirJson;
import city.haihe.fhir.FhirString;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Writes the Bundle of everything while it is sent. All of it is the operation's result, so every entry is a match.
 *
 * @param self the address that was asked
 * @param next the address of the next page, or an empty string
 * @param whole whether these are all items, so that their number is the total
 */
record EverythingBundle(
        RecordEngine engine, EverythingScope scope, List<Item> items, String self, String next, boolean whole) {

    private static final byte[] AFTER_ID = bytes("\",\"resource\":");
    private static final byte[] END = bytes(",\"search\":{\"mode\":\"match\"}}");

    void writeTo(OutputStream out) throws IOException {
        StringBuilder head = new StringBuilder("{\"resourceType\":\"Bundle\",\"type\":\"searchset\"");
        if (whole) {
            head.append(",\"total\":").append(items.size());
        }
        head.append(",\"link\":[{\"relation\":\"self\",\"url\":").append(quoted(self));
        if (!next.isEmpty()) {
            head.append("},{\"relation\":\"next\",\"url\":").append(quoted(next));
        }
        out.write(bytes(head.append("}]").toString()));
        byte[][] starts = new byte[scope.order().size()][];
        List<String> order = scope.order();
        boolean first = true;
        for (Item item : items) {
            byte[] start = starts[item.place()];
            if (start == null) {
                start = bytes("{\"fullUrl\":\"" + engine.settings().base() + "/" + order.get(item.place()) + "/");
                starts[item.place()] = start;
            }
            out.write(first ? bytes(",\"entry\":[") : bytes(","));
            first = false;
            out.write(start);
            // An id is made of letters, digits, hyphens and dots.
            out.write(item.id().getBytes(StandardCharsets.ISO_8859_1));
            out.write(AFTER_ID);
            out.write(EverythingReader.body(engine.store(), item));
            out.write(END);
        }
        out.write(bytes(first ? "}" : "]}"));
    }

    private static String quoted(String text) {
        return FhirJson.write(new FhirString(text));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
