package city.haihe.simulator;

import static java.nio.charset.StandardCharsets.US_ASCII;

import city.haihe.hl7v2.MessageBuilder;
import city.haihe.simulator.TrafficMessage.Kind;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.Random;

/** Messages that hospitals really send and that nobody can take. */
final class MalformedMessages {

    private static final int VARIANTS = 6;
    private static final byte IN_NO_CHARSET = (byte) 0xff;

    private final HospitalMessages hospital;

    MalformedMessages(HospitalMessages hospital) {
        this.hospital = hospital;
    }

    TrafficMessage next(Random random, Resident resident, String control, LocalDateTime now) {
        return switch (random.nextInt(VARIANTS)) {
            case 0 -> impossibleDate(resident, control, now);
            case 1 -> nobody(control, now);
            case 2 -> wordsForANumber(resident, control, now);
            case 3 -> wrongBytes(resident, control, now);
            case 4 -> refused(control, bytes("ADT", "Z99", resident, control, now));
            default -> refused("", "HELLO".getBytes(US_ASCII));
        };
    }

    private static TrafficMessage refused(String control, byte[] bytes) {
        return new TrafficMessage(Kind.MALFORMED, control, bytes, false);
    }

    private byte[] bytes(String code, String event, Resident resident, String control, LocalDateTime now) {
        MessageBuilder message = new MessageBuilder();
        hospital.header(message, code, event, "", control, now);
        hospital.patient(message, resident);
        return hospital.bytes(message);
    }

    private TrafficMessage impossibleDate(Resident resident, String control, LocalDateTime now) {
        MessageBuilder message = new MessageBuilder();
        hospital.header(message, "ADT", "A08", "ADT_A01", control, now);
        hospital.patient(message, resident).field(7, "19861347");
        return refused(control, hospital.bytes(message));
    }

    private TrafficMessage nobody(String control, LocalDateTime now) {
        MessageBuilder message = new MessageBuilder();
        hospital.header(message, "ADT", "A08", "ADT_A01", control, now);
        return refused(control, hospital.bytes(message));
    }

    private TrafficMessage wordsForANumber(Resident resident, String control, LocalDateTime now) {
        MessageBuilder message = new MessageBuilder();
        hospital.header(message, "ORU", "R01", "ORU_R01", control, now);
        hospital.patient(message, resident);
        hospital.results(
                message,
                Panel.GLYCATION,
                control,
                hospital.hospital().doctors().getFirst(),
                now,
                now,
                "F",
                resident.sex(),
                Map.of());
        message.segment("OBX")
                .field(1, "1")
                .field(2, "NM")
                .components(3, Analyte.HBA1C.loinc(), Analyte.HBA1C.english(), "LN")
                .field(5, "溶血")
                .field(11, "F");
        return refused(control, hospital.bytes(message));
    }

    /** The last letter is a byte that begins no character. */
    private TrafficMessage wrongBytes(Resident resident, String control, LocalDateTime now) {
        byte[] bytes = bytes("ADT", "A08", resident, control, now);
        int last = bytes.length - 1;
        bytes[last - 1] = IN_NO_CHARSET;
        return refused(control, bytes);
    }
}
