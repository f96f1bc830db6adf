package city.haihe.v2fhir;

import org.jspecify.annotations.Nullable;

/** The business keys of orders and of what was done by order. */
final class OrderKeys {

    private static final int RXA_START = 3;
    private static final int RXA_CODE = 5;
    private static final int RXA_SUB_ID = 1;
    private static final int RXD_SUB_ID = 1;
    private static final int RXD_PRESCRIPTION = 7;

    private OrderKeys() {}

    static @Nullable BusinessKey of(String name, Run run, SegmentView segment) {
        return switch (name) {
            case "order" -> order(run, "ServiceRequest", "order");
            case "medication-order" -> order(run, "MedicationRequest", "medication-order");
            case "order-specimen" -> {
                OrderGroup.Number number = run.order().orderNumber();
                yield number == null ? null : key(run, "order-specimen", number.value());
            }
            case "immunization" ->
                given(run, "immunization", Keys.code(segment, RXA_CODE) + '/' + text(segment, RXA_START));
            case "administration" ->
                given(
                        run,
                        "administration",
                        Keys.code(segment, RXA_CODE)
                                + '/'
                                + text(segment, RXA_START)
                                + '/'
                                + text(segment, RXA_SUB_ID));
            case "dispense" ->
                given(run, "dispense", text(segment, RXD_SUB_ID) + '/' + text(segment, RXD_PRESCRIPTION));
            default -> throw new IllegalArgumentException("key: " + name);
        };
    }

    /**
     * A placer's number names one order; a filler's may be an accession number with several panels below it, so the panel's
     * code is part of the key, as it is where a message has the same placer's number again for another service.
     */
    private static @Nullable BusinessKey order(Run run, String type, String what) {
        OrderGroup.Number number = run.order().orderNumber();
        if (number == null) {
            return null;
        }
        String service = run.order().service();
        BusinessKey plain = key(run, what, number.value());
        if (service.isEmpty() || number.placer() && run.find(type, plain) == null) {
            return plain;
        }
        return Keys.unused(run, type, plain.system(), number.value() + '/' + service);
    }

    /** What was given: by the order's number, else by the patient. */
    private static @Nullable BusinessKey given(Run run, String what, String detail) {
        String order = run.order().resultNumber();
        if (!order.isEmpty()) {
            return key(run, what, order + '/' + detail);
        }
        OpenResource patient = run.newest("Patient");
        BusinessKey owner = patient == null ? null : patient.key();
        return owner == null ? null : key(run, what, owner.value() + '/' + detail);
    }

    /** The order that an appointment carries out: SCH-26, else SCH-27. */
    static @Nullable BusinessKey appointmentOrder(Run run, SegmentView schedule) {
        for (int field = 26; field <= 27; field++) {
            Source source = Source.field(schedule, field, 0, 0);
            String value = source.text(1);
            String namespace = source.text(2);
            if (!value.isEmpty()) {
                return key(run, "order", namespace.isEmpty() ? value : value + '@' + namespace);
            }
        }
        return null;
    }

    private static BusinessKey key(Run run, String what, String value) {
        return new BusinessKey("urn:haihe:" + what + ':' + run.context().connection(), value);
    }

    private static String text(SegmentView segment, int field) {
        return Source.field(segment, field, 0, 0).text();
    }
}
