package city.haihe.v2fhir;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Codes as HL7 v2 has them (HL7 v2.5.1 2.A.13, CWE): what {@link CodedValues} makes, read backwards. */
final class WritingCodes {

    private static final int ORIGINAL_TEXT = 9;

    /** Where the three codes of a CWE stand: code, display, system, version. */
    private static final int[][] TRIPLETS = {{1, 2, 3, 7}, {4, 5, 6, 8}, {10, 11, 12, 13}};

    private final WritingTables tables;

    WritingCodes(WritingTables tables) {
        this.tables = tables;
    }

    /** A coding as it is written. */
    private record Written(Element coding, String code, String display, String system) {}

    /** A FHIR code as the table's HL7 v2 code; null where the table has none. */
    WritingConverter code(String table) {
        return (run, element) -> {
            String code = tables.code(table, element.text());
            if (code == null) {
                return null;
            }
            run.tell(element);
            return FieldValue.text(code);
        };
    }

    /** The code alone of a CodeableConcept or Coding, of a component that holds no more: the HL7 v2 code where there is one. */
    WritingConverter code1(String table) {
        return (run, element) -> {
            List<Written> codings = codings(run, element, table);
            if (codings.isEmpty()) {
                return null;
            }
            Written first = codings.getFirst();
            tell(run, first);
            return FieldValue.text(first.code());
        };
    }

    /** The same with its text and system where they say more than the field's own table: for fields that later versions made a CWE. */
    WritingConverter v2code(String table) {
        String own = tables.originalSystem(table);
        String ownName = own == null ? "" : tables.codingSystemName(own);
        return (run, element) -> {
            List<Written> codings = codings(run, element, table);
            if (codings.isEmpty()) {
                return null;
            }
            Written first = codings.getFirst();
            tell(run, first);
            String text = element.text("text");
            if (text.equals(first.display()) || text.equals(first.code())) {
                run.tell(element.child("text"));
            }
            boolean isOwn = first.system().equals(ownName);
            // What FHIR's own code is called is not what the HL7 v2 code is.
            boolean isMapped = isOwn && !first.coding().text("system").equals(own);
            String display = isMapped ? "" : first.display();
            return FieldValue.text(first.code())
                    .set(2, 1, display)
                    .set(3, 1, isOwn && display.isEmpty() ? "" : first.system());
        };
    }

    /** The code that an extension keeps since the element's own cannot say it. */
    static @Nullable FieldValue original(WritingRun run, Element element) {
        Element coding = element.child("coding");
        Element code = coding == null ? null : coding.child("code");
        if (code == null) {
            return null;
        }
        run.tell(code);
        return FieldValue.text(code.text());
    }

    /** A CodeableConcept or a Coding. */
    WritingConverter concept(String table) {
        return (run, element) -> {
            FieldValue value = new FieldValue();
            List<Written> codings = codings(run, element, table);
            for (int index = 0; index < Math.min(TRIPLETS.length, codings.size()); index++) {
                Written coding = codings.get(index);
                int[] place = TRIPLETS[index];
                value.set(place[0], 1, coding.code());
                value.set(place[1], 1, coding.display());
                value.set(place[2], 1, coding.system());
                value.set(place[3], 1, coding.coding().text("version"));
                tell(run, coding);
                run.tell(coding.coding().child("version"));
            }
            addText(run, element, value);
            return value;
        };
    }

    private static void addText(WritingRun run, Element element, FieldValue value) {
        String text = element.text("text");
        if (text.isEmpty()) {
            return;
        }
        run.tell(element.child("text"));
        if (value.isEmpty()) {
            value.set(2, 1, text);
        } else if (!text.equals(value.get(2, 1)) && !(value.get(2, 1).isEmpty() && text.equals(value.get(5, 1)))) {
            value.set(ORIGINAL_TEXT, 1, text);
        }
    }

    /** The codings to write; one that only maps another of them is said with it. */
    private List<Written> codings(WritingRun run, Element element, String table) {
        List<Element> all = element.children("coding");
        List<Element> codings = all.isEmpty() && element.child("code") != null ? List.of(element) : all;
        String original = table.isEmpty() ? null : tables.originalSystem(table);
        boolean hasOriginal =
                codings.stream().anyMatch(coding -> coding.text("system").equals(original));
        List<Written> written = new ArrayList<>();
        for (Element coding : codings) {
            String system = coding.text("system");
            String code = coding.text("code");
            String mapped = table.isEmpty() ? null : tables.code(table, system, code);
            if (mapped != null && original != null && !system.equals(original)) {
                if (hasOriginal) {
                    run.tell(coding.child("code"));
                } else {
                    written.add(new Written(coding, mapped, coding.text("display"), tables.codingSystemName(original)));
                }
            } else if (!code.isEmpty()) {
                String name = system.isEmpty() ? "" : tables.codingSystemName(system);
                written.add(new Written(coding, code, coding.text("display"), name));
            }
        }
        return written;
    }

    private static void tell(WritingRun run, Written coding) {
        run.tell(coding.coding().child("code"));
        run.tell(coding.coding().child("system"));
        run.tell(coding.coding().child("display"));
    }
}
