package city.haihe.simulator;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A hospital that does not exist.
 *
 * @param number its number in the city, from 1
 * @param code its code, which is also MSH-4 and the namespace of its identifiers
 * @param kind what it is
 * @param chinese its Chinese name
 * @param english its English name
 * @param district where it is
 * @param doctors who works there, by department
 * @param connection the name of its connection, or null where it sends no messages
 */
public record Hospital(
        int number,
        String code,
        Kind kind,
        String chinese,
        String english,
        District district,
        List<Doctor> doctors,
        @Nullable String connection) {

    /**
     * Where the sample's identifiers are: below the arc that is set aside for examples (ITU-T X.660, 2.999), so that they are
     * nobody's.
     */
    private static final String ARC = "2.999.1201.";

    private static final String MEDICAL_RECORD = ".1";
    private static final String STAFF = ".2";
    private static final String VISIT = ".3";

    public Hospital {
        doctors = List.copyOf(doctors);
    }

    /** The kinds of hospital. */
    public enum Kind {
        TERTIARY("tertiary", "三级医院", "Tertiary hospital"),
        COMMUNITY("community", "社区卫生服务中心", "Community health centre");

        private final String code;
        private final String chinese;
        private final String english;

        Kind(String code, String chinese, String english) {
            this.code = code;
            this.chinese = chinese;
            this.english = english;
        }

        String code() {
            return code;
        }

        String chinese() {
            return chinese;
        }

        String english() {
            return english;
        }
    }

    /** The object identifier of its medical record numbers. */
    public String medicalRecordOid() {
        return ARC + number + MEDICAL_RECORD;
    }

    /** The object identifier of its staff numbers. */
    public String staffOid() {
        return ARC + number + STAFF;
    }

    /** The object identifier of its visit numbers. */
    public String visitOid() {
        return ARC + number + VISIT;
    }

    /** The system of its medical record numbers. */
    public String medicalRecordSystem() {
        return "urn:oid:" + medicalRecordOid();
    }

    /** The system of its staff numbers. */
    public String staffSystem() {
        return "urn:oid:" + staffOid();
    }

    /** The system of its visit numbers. */
    public String visitSystem() {
        return "urn:oid:" + visitOid();
    }

    /** The namespace of its staff numbers in HL7 v2 messages. */
    public String staffNamespace() {
        return code + "-STAFF";
    }

    /** The namespace of its visit numbers in HL7 v2 messages. */
    public String visitNamespace() {
        return code + "-VISIT";
    }

    /** The departments that somebody works in. */
    public List<Department> departments() {
        return doctors.stream().map(Doctor::department).distinct().toList();
    }

    /** The doctors of a department; those of the first where it has none. */
    List<Doctor> doctors(Department department) {
        List<Doctor> found = doctors.stream()
                .filter(doctor -> doctor.department() == department)
                .toList();
        return found.isEmpty() ? doctors(doctors.getFirst().department()) : found;
    }

    /** The room of a department, as PL.2 names it. */
    String room(Department department) {
        return Integer.toString(201 + department.ordinal());
    }

    /** What an Organization of this hospital is found by: the identifier that its messages give it, else its code. */
    String organizationSystem() {
        return connection == null ? "urn:haihe:sample:organization" : "urn:haihe:organization:" + connection;
    }

    /** The system of its places, the same that its messages give them. */
    String locationSystem() {
        return "urn:haihe:location:" + (connection == null ? "sample" : connection);
    }

    /** The value that identifies a department's place. */
    String location(Department department) {
        return department.code() + "/" + room(department) + "@" + code;
    }

    /** The criteria that find its Organization. */
    String organizationCriteria() {
        return "identifier=" + organizationSystem() + "|" + code;
    }

    /** The criteria that find a department's Location. */
    String locationCriteria(Department department) {
        return "identifier=" + locationSystem() + "|" + location(department);
    }

    /** The criteria that find a doctor's Practitioner. */
    String practitionerCriteria(Doctor doctor) {
        return "identifier=" + staffSystem() + "|" + doctor.staffNumber();
    }
}
