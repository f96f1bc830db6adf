package city.haihe.simulator;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A demo hospital's HL7 v2 connection.
 *
 * @param name its name
 * @param hospital whose it is
 * @param sendingApplication MSH-3
 * @param charset the charset of its messages, as {@code Hl7Charset} names it
 * @param zone the zone of its times
 */
public record DemoConnection(String name, Hospital hospital, String sendingApplication, String charset, String zone) {

    private static final String FIRST = "first-demonstration-hospital";
    private static final String SECOND = "second-demonstration-hospital";
    private static final String APPLICATION = "HIS";
    private static final String ZONE = "+08:00";

    /** The connection of a hospital by its number, or null where it has none. */
    static @Nullable String nameOf(int hospital) {
        return switch (hospital) {
            case 1 -> FIRST;
            case 2 -> SECOND;
            default -> null;
        };
    }

    static DemoConnection of(Hospital hospital) {
        String name = nameOf(hospital.number());
        if (name == null) {
            throw new IllegalArgumentException("hospital: " + hospital.number() + " (expected: 1 or 2)");
        }
        return new DemoConnection(name, hospital, APPLICATION, name.equals(FIRST) ? "UTF_8" : "GB18030", ZONE);
    }

    /** MSH-4. */
    public String sendingFacility() {
        return hospital.code();
    }

    /** The identifier systems of the namespaces that its messages name. */
    public Map<String, String> authoritySystems() {
        return Map.of(
                hospital.code(), hospital.medicalRecordSystem(),
                hospital.staffNamespace(), hospital.staffSystem(),
                hospital.visitNamespace(), hospital.visitSystem());
    }
}
