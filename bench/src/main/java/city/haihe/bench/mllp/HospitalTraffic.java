package city.haihe.bench.mllp;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;

/**
 * One hospital's messages: visits that begin, are corrected and end, results of eight values, appointments that are made, moved
 * and cancelled. Each hospital has its own patients, doctors and wards. The same seed gives the same messages.
 */
final class HospitalTraffic {

    private static final int PATIENTS = 1_000;
    private static final int DOCTORS = 40;
    private static final int WARDS = 20;

    /** Visits and appointments that are still open; the oldest is forgotten. */
    private static final int OPEN = 64;

    private static final String[] FAMILIES = {"王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴"};
    private static final String[] GIVEN = {"伟", "芳", "娜", "秀英", "敏", "静", "强", "磊", "洋", "艳", "明", "杰"};

    private static final String[] ANALYTES = {
        "2345-7^Glucose^LN||%|mmol/L|3.9-6.1",
        "2160-0^Creatinine^LN||%|umol/L|57-111",
        "2823-3^Potassium^LN||%|mmol/L|3.5-5.3",
        "2951-2^Sodium^LN||%|mmol/L|137-147",
        "2075-0^Chloride^LN||%|mmol/L|99-110",
        "3094-0^Urea nitrogen^LN||%|mmol/L|3.1-8.0",
        "1742-6^Alanine aminotransferase^LN||%|U/L|9-50",
        "1920-8^Aspartate aminotransferase^LN||%|U/L|15-40"
    };

    private final Mix mix;
    private final String name;
    private final String run;
    private final Random random;
    private final Deque<String> visits = new ArrayDeque<>();
    private final Deque<String> appointments = new ArrayDeque<>();
    private int number;

    /**
     * @param hospital which hospital
     * @param run tells the control ids of two runs apart
     */
    HospitalTraffic(Mix mix, int hospital, String run) {
        this.mix = mix;
        this.name = "H" + hospital;
        this.run = run + "-" + hospital + "-";
        this.random = new Random(31L * hospital + run.hashCode());
    }

    /** The next message without its frame. */
    byte[] next() {
        int chance = random.nextInt(100);
        StringBuilder message = new StringBuilder(1_600);
        if (chance < mix.adt()) {
            administration(message);
        } else if (chance < mix.adt() + mix.oru()) {
            result(message);
        } else {
            appointment(message);
        }
        return message.toString().getBytes(UTF_8);
    }

    private void administration(StringBuilder message) {
        int chance = random.nextInt(10);
        if (chance < 3) {
            header(message, "ADT^A08^ADT_A01");
            patient(message, random.nextInt(PATIENTS));
        } else if (chance < 5 && !visits.isEmpty()) {
            String visit = visits.removeFirst();
            header(message, "ADT^A03^ADT_A03");
            patient(message, visit.hashCode());
            visit(message, "I", visit);
            message.append("|20261124113000\r");
        } else {
            boolean ward = chance < 7;
            String visit = "V" + run + number;
            header(message, ward ? "ADT^A01^ADT_A01" : "ADT^A04^ADT_A01");
            patient(message, visit.hashCode());
            visit(message, ward ? "I" : "O", visit);
            message.append("\rDG1|1||I10^原发性高血压^I10||20261124|A\r");
            remember(visits, visit);
        }
    }

    private void result(StringBuilder message) {
        int patient = random.nextInt(PATIENTS);
        header(message, "ORU^R01^ORU_R01");
        patient(message, patient);
        String order = run + number;
        message.append("ORC|RE|P").append(order).append("|F").append(order).append("\rOBR|1|P");
        message.append(order).append("|F").append(order);
        message.append("|24323-8^Comprehensive metabolic panel^LN|||20261124080000|||||||||");
        doctor(message, patient).append("||||||20261124093000||LAB|F\r");
        for (int index = 0; index < ANALYTES.length; index++) {
            String analyte = ANALYTES[index];
            int value = analyte.indexOf('%');
            message.append("OBX|").append(index + 1).append("|NM|").append(analyte, 0, value);
            message.append(3 + random.nextInt(90)).append('.').append(random.nextInt(10));
            message.append(analyte, value + 1, analyte.length()).append("|N|||F|||20261124080000\r");
        }
    }

    private void appointment(StringBuilder message) {
        int chance = random.nextInt(10);
        boolean made = chance < 6 || appointments.isEmpty();
        String appointment = made ? run + number : appointments.removeFirst();
        boolean cancelled = !made && chance == 9;
        header(message, made ? "SIU^S12^SIU_S12" : cancelled ? "SIU^S15^SIU_S12" : "SIU^S13^SIU_S12");
        String hour = (made ? "09" : "14") + (10 + random.nextInt(45)) + "00";
        message.append("SCH|P").append(appointment).append("|A").append(appointment);
        message.append("||||ROUTINE^Routine^HL70276|FOLLOWUP^复诊^HL70276|Normal^Routine^HL70277|15|min|^^^20261201")
                .append(hour);
        message.append("||||||||||||||").append(cancelled ? "Cancelled^Cancelled" : "Booked^Booked");
        message.append("^HL70278\r");
        patient(message, appointment.hashCode());
        message.append("RGS|1|A\rAIS|1|A|IM^Internal medicine^99DEPT|20261201").append(hour);
        message.append("\rAIL|1|A|IM^")
                .append(Math.floorMod(appointment.hashCode(), WARDS))
                .append("^^");
        message.append(name).append("\rAIP|1|A|");
        doctor(message, appointment.hashCode()).append('\r');
        if (made) {
            remember(appointments, appointment);
        }
    }

    private static void remember(Deque<String> open, String one) {
        if (open.size() == OPEN) {
            open.removeFirst();
        }
        open.addLast(one);
    }

    private void header(StringBuilder message, String type) {
        message.append("MSH|^~\\&|HIS|")
                .append(name)
                .append("|HAIHE|CITY|20261124093000||")
                .append(type);
        message.append('|').append(run).append(++number).append("|P|2.5.1||||||UNICODE UTF-8\r");
    }

    private void patient(StringBuilder message, int of) {
        int patient = Math.floorMod(of, PATIENTS);
        message.append("PID|1||")
                .append(name)
                .append('P')
                .append(patient)
                .append("^^^")
                .append(name)
                .append("^MR||");
        message.append(FAMILIES[patient % FAMILIES.length]).append('^').append(GIVEN[patient % GIVEN.length]);
        message.append("^^^^^L||19")
                .append(40 + patient % 60)
                .append("0")
                .append(1 + patient % 9)
                .append("15|");
        message.append(patient % 2 == 0 ? 'M' : 'F').append("|||南京路 ").append(1 + patient % 200);
        message.append(" 号^^天津市^天津^300040^CHN||022-555")
                .append(10_000 + patient)
                .append('\r');
    }

    private void visit(StringBuilder message, String patientClass, String visit) {
        int ward = Math.floorMod(visit.hashCode(), WARDS);
        message.append("PV1|1|")
                .append(patientClass)
                .append("|IM^")
                .append(ward)
                .append("^1^")
                .append(name);
        message.append("||||");
        doctor(message, visit.hashCode())
                .append("||||||||||||")
                .append(visit)
                .append("^^^")
                .append(name);
        // PV1-44; what follows is PV1-45.
        message.append("&&^VN").append("|".repeat(25)).append("20261124083000");
    }

    private StringBuilder doctor(StringBuilder message, int of) {
        int doctor = Math.floorMod(of, DOCTORS);
        return message.append(name)
                .append('D')
                .append(doctor)
                .append('^')
                .append(FAMILIES[doctor % FAMILIES.length])
                .append('^')
                .append(GIVEN[doctor % GIVEN.length]);
    }
}
