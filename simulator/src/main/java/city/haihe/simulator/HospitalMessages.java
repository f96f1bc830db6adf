package city.haihe.simulator;

import city.haihe.hl7v2.Hl7Charset;
import city.haihe.hl7v2.MessageBuilder;
import city.haihe.hl7v2.MessageBuilder.SegmentBuilder;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;

/** Writes the segments of one hospital's messages (HL7 v2.5.1). */
final class HospitalMessages {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMddHHmmss");
    private static final DateTimeFormatter DAY = DateTimeFormatter.BASIC_ISO_DATE;

    private final DemoConnection connection;
    private final Hospital hospital;
    private final Hl7Charset charset;

    HospitalMessages(DemoConnection connection) {
        this.connection = connection;
        this.hospital = connection.hospital();
        this.charset = Hl7Charset.valueOf(connection.charset());
    }

    Hospital hospital() {
        return hospital;
    }

    byte[] bytes(MessageBuilder message) {
        return message.toBytes(charset);
    }

    /** The header of a message such as {@code ADT^A01^ADT_A01}. */
    void header(MessageBuilder message, String code, String event, String structure, String control, LocalDateTime at) {
        message.segment("MSH")
                .field(3, connection.sendingApplication())
                .field(4, connection.sendingFacility())
                .field(5, "HAIHE")
                .field(6, "TIANJIN")
                .field(7, TIME.format(at))
                .components(9, code, event, structure)
                .field(10, control)
                .field(11, "P")
                .field(12, "2.5.1")
                .field(17, "CHN")
                .field(18, charset.hl7Name());
        if (code.equals("ADT")) {
            message.segment("EVN").field(2, TIME.format(at));
        }
    }

    /** A medical record number with its authority. */
    private String medicalRecord(String number) {
        return number + "^^^" + hospital.code() + "&" + hospital.medicalRecordOid() + "&ISO^MR";
    }

    /** The patient under their medical record number here, with what the hospital knows of them. */
    SegmentBuilder patient(MessageBuilder message, Resident resident) {
        SegmentBuilder patient = patient(message, resident, resident.medicalRecordNumber(hospital));
        return patient.repetition(3, resident.identityNumber(), "", "", "", "NI")
                .field(7, DAY.format(resident.birthDate()))
                .components(
                        11,
                        resident.street(),
                        "",
                        "天津市",
                        "天津市",
                        resident.district().postalCode(),
                        "CHN",
                        "H",
                        "",
                        resident.district().chinese())
                .components(13, resident.phone(), "PRN", "CP");
    }

    /** A patient of whom only name and sex are known, under another number. */
    SegmentBuilder patient(MessageBuilder message, Resident resident, String number) {
        PersonName name = resident.name();
        return message.segment("PID")
                .field(1, "1")
                .raw(3, medicalRecord(number))
                .components(5, name.family(), name.given(), "", "", "", "", "L", "I")
                .repetition(5, name.familyPinyin(), name.givenPinyin(), "", "", "", "", "L", "A")
                .field(8, resident.sex().hl7());
    }

    void merged(MessageBuilder message, String number) {
        message.segment("MRG").raw(1, medicalRecord(number));
    }

    /** A visit: {@code I} to a ward, {@code O} to the outpatients, {@code E} to the emergency department. */
    SegmentBuilder visit(
            MessageBuilder message, String patientClass, Doctor doctor, String number, LocalDateTime start) {
        return message.segment("PV1")
                .field(1, "1")
                .field(2, patientClass)
                .components(3, place(doctor.department()))
                .raw(7, staff(doctor))
                .raw(19, number + "^^^" + hospital.visitNamespace() + "&" + hospital.visitOid() + "&ISO^VN")
                .field(44, TIME.format(start));
    }

    void discharged(SegmentBuilder visit, LocalDateTime end) {
        visit.field(45, TIME.format(end));
    }

    void diagnoses(MessageBuilder message, List<Illness> illnesses, LocalDateTime at) {
        int number = 0;
        for (Illness illness : illnesses) {
            message.segment("DG1")
                    .field(1, Integer.toString(++number))
                    .components(3, illness.icd10(), illness.chinese(), "I10")
                    .field(5, DAY.format(at))
                    .field(6, "A");
        }
    }

    private String[] place(Department department) {
        return new String[] {department.code(), hospital.room(department), "", hospital.code()};
    }

    /** A doctor as XCN with the authority of the staff number. */
    private String staff(Doctor doctor) {
        return doctor.staffNumber() + "^" + doctor.name().family() + "^"
                + doctor.name().given() + "^^^^^^" + hospital.staffNamespace() + "&" + hospital.staffOid() + "&ISO";
    }

    /**
     * An order and its results.
     *
     * @param status {@code F} for final ones, {@code C} for corrected ones
     */
    void results(
            MessageBuilder message,
            Panel panel,
            String order,
            Doctor doctor,
            LocalDateTime drawn,
            LocalDateTime reported,
            String status,
            Sex sex,
            Map<Analyte, String> values) {
        message.segment("ORC").field(1, "RE").field(2, "P" + order).field(3, "F" + order);
        message.segment("OBR")
                .field(1, "1")
                .field(2, "P" + order)
                .field(3, "F" + order)
                .components(4, panel.loinc(), panel.english(), "LN", panel.name(), panel.chinese(), "99LAB")
                .field(7, TIME.format(drawn))
                .raw(16, staff(doctor))
                .field(22, TIME.format(reported))
                .field(24, panel.section())
                .field(25, status);
        int number = 0;
        for (Map.Entry<Analyte, String> value : values.entrySet()) {
            Analyte analyte = value.getKey();
            Analyte.Range range = analyte.range(sex);
            message.segment("OBX")
                    .field(1, Integer.toString(++number))
                    .field(2, "NM")
                    .components(3, analyte.loinc(), analyte.english(), "LN", analyte.name(), analyte.chinese(), "99LAB")
                    .field(5, value.getValue())
                    .components(6, analyte.unit(), analyte.unitText(), "UCUM")
                    .field(7, range.text())
                    .field(8, range.flag(value.getValue()))
                    .field(11, status)
                    .field(14, TIME.format(drawn));
        }
    }

    /** An appointment; {@code status} is of HL7 table 0278. */
    void schedule(MessageBuilder message, String number, LocalDateTime start, int minutes, String status) {
        message.segment("SCH")
                .field(1, "P" + number)
                .field(2, "A" + number)
                .components(6, "ROUTINE", "Routine", "HL70276")
                .components(7, "FOLLOWUP", "复诊", "HL70276")
                .components(8, "Normal", "Routine", "HL70277")
                .field(9, Integer.toString(minutes))
                .field(10, "min")
                .components(11, "", "", "", TIME.format(start), TIME.format(start.plusMinutes(minutes)))
                .components(25, status, status, "HL70278");
    }

    void resources(MessageBuilder message, Doctor doctor, LocalDateTime start) {
        Department department = doctor.department();
        message.segment("RGS").field(1, "1").field(2, "A");
        message.segment("AIS")
                .field(1, "1")
                .field(2, "A")
                .components(
                        3,
                        department.code(),
                        department.english(),
                        "99DEPT",
                        department.code(),
                        department.chinese(),
                        "99DEPT")
                .field(4, TIME.format(start));
        message.segment("AIL").field(1, "1").field(2, "A").components(3, place(department));
        message.segment("AIP").field(1, "1").field(2, "A").raw(3, staff(doctor));
    }
}
