package city.haihe.v2fhir;

import org.jspecify.annotations.Nullable;

/**
 * The order that the segments around belong to: its common part (ORC) and its request (OBR). Keys read it even where the
 * rules of a later segment no longer see the ORC.
 */
final class OrderGroup {

    /** In these messages the ORC follows its OBR (HL7 v2.5.1 7.3.7, OUL). */
    private static final String SPECIMEN_ORIENTED = "OUL";

    private static final int MESSAGE_TYPE = 9;
    private static final int PLACER = 2;
    private static final int FILLER = 3;
    private static final int SERVICE = 4;

    private @Nullable SegmentView common;
    private @Nullable SegmentView request;

    /** A number of the order with its namespace, as keys hold it. */
    record Number(String value, boolean placer) {}

    void visit(SegmentView segment, Run run) {
        switch (segment.name()) {
            case "PID" -> {
                common = null;
                request = null;
            }
            case "ORC" -> {
                if (!isSpecimenOriented(run)) {
                    request = run.ahead("OBR");
                }
                common = segment;
            }
            case "OBR" -> {
                common = segment == request ? common : null;
                request = segment;
            }
            default -> {}
        }
    }

    private static boolean isSpecimenOriented(Run run) {
        SegmentView header = run.nearest("MSH");
        return header != null && Source.field(header, MESSAGE_TYPE, 1, 0).text().equals(SPECIMEN_ORIENTED);
    }

    /** The filler's number, else the placer's: how results are known; empty where there is none. */
    String resultNumber() {
        String filler = number(FILLER);
        return filler.isEmpty() ? number(PLACER) : filler;
    }

    /** The placer's number, else the filler's: how orders are known; null where there is none. */
    @Nullable
    Number orderNumber() {
        String placer = number(PLACER);
        if (!placer.isEmpty()) {
            return new Number(placer, true);
        }
        String filler = number(FILLER);
        return filler.isEmpty() ? null : new Number(filler, false);
    }

    /** The code of the service that is asked for; empty where there is none. */
    String service() {
        if (request == null) {
            return "";
        }
        Source service = Source.field(request, SERVICE, 0, 0);
        String code = service.text(1);
        return code.isEmpty() ? service.text(2) : code;
    }

    private String number(int field) {
        String number = number(request, field);
        return number.isEmpty() ? number(common, field) : number;
    }

    private static String number(@Nullable SegmentView segment, int field) {
        if (segment == null) {
            return "";
        }
        Source source = Source.field(segment, field, 0, 0);
        String value = source.text(1);
        String namespace = source.text(2);
        return value.isEmpty() || namespace.isEmpty() ? value : value + '@' + namespace;
    }
}
