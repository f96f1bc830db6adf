package city.haihe.simulator;

import city.haihe.hl7v2.MessageBuilder;
import city.haihe.simulator.TrafficMessage.Kind;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * A hospital's messages without end: registrations, admissions, results and appointments of the city's residents, among them
 * duplicates, corrections and malformed ones. The same seed and clock give the same bytes. Used by one thread.
 */
public final class TrafficGenerator {

    /** How many admissions, results and so on are remembered, to be followed up. */
    private static final int REMEMBERED = 64;

    private static final int PERCENT = 100;
    private static final int DUPLICATES_PERCENT = 6;
    private static final int CORRECTIONS_PERCENT = 5;
    private static final int MALFORMED_PERCENT = 5;
    private static final int RESULTS_PERCENT = 55;
    private static final int ADMINISTRATION_PERCENT = 27;

    private static final int APPOINTMENT_MINUTES = 15;
    private static final int APPOINTMENT_DAYS = 30;
    private static final int CORRECTED_ONE_IN = 3;

    private final SampleCity city;
    private final HospitalMessages hospital;
    private final InstantSource clock;
    private final ZoneId zone;
    private final Random random;
    private final String run;
    private final MalformedMessages malformed;
    private final List<TrafficMessage> sent = new ArrayList<>();
    private final List<Admission> admissions = new ArrayList<>();
    private final List<Order> orders = new ArrayList<>();
    private final List<Booking> bookings = new ArrayList<>();
    private final List<Unknown> unknown = new ArrayList<>();
    private int number;

    private record Admission(Resident resident, Doctor doctor, String visit, LocalDateTime start) {}

    private record Order(
            Resident resident,
            Panel panel,
            String order,
            Doctor doctor,
            LocalDateTime drawn,
            Map<Analyte, String> values) {}

    private record Booking(Resident resident, Doctor doctor, String appointment, LocalDateTime start) {}

    private record Unknown(Resident resident, String medicalRecordNumber) {}

    /**
     * The traffic of a connection.
     *
     * @param lane tells the generators of one run apart; their control ids differ by it
     */
    public TrafficGenerator(SampleCity city, DemoConnection connection, long seed, int lane, InstantSource clock) {
        this.city = city;
        this.hospital = new HospitalMessages(connection);
        this.clock = clock;
        this.zone = ZoneId.of(connection.zone());
        this.random = Seeds.random(seed, "traffic", lane);
        this.malformed = new MalformedMessages(hospital);
        // Two runs with one seed at different times are different messages, and so must not share control ids.
        Instant begun = clock.instant();
        long mixed = Math.floorMod(Seeds.mixed(seed + lane), 36L * 36 * 36);
        this.run = Long.toString(begun.toEpochMilli(), 36).toUpperCase(Locale.ROOT)
                + String.format(Locale.ROOT, "%3s", Long.toString(mixed, 36))
                        .replace(' ', '0')
                        .toUpperCase(Locale.ROOT)
                + lane;
    }

    /** The next message. */
    public TrafficMessage next() {
        int chance = random.nextInt(PERCENT);
        if (chance < DUPLICATES_PERCENT && !sent.isEmpty()) {
            return sent.get(random.nextInt(sent.size())).again();
        }
        chance -= DUPLICATES_PERCENT;
        if (chance >= 0 && chance < MALFORMED_PERCENT) {
            return malformed.next(random, city.resident(random.nextInt(city.residents())), control(), now());
        }
        chance -= MALFORMED_PERCENT;
        TrafficMessage message;
        if (chance >= 0 && chance < CORRECTIONS_PERCENT && !orders.isEmpty()) {
            message = correction(take(orders));
        } else if (chance < CORRECTIONS_PERCENT + RESULTS_PERCENT) {
            message = result();
        } else if (chance < CORRECTIONS_PERCENT + RESULTS_PERCENT + ADMINISTRATION_PERCENT) {
            message = administration();
        } else {
            message = scheduling();
        }
        return remember(sent, message);
    }

    private String control() {
        return run + String.format(Locale.ROOT, "%05d", ++number);
    }

    private LocalDateTime now() {
        return LocalDateTime.ofInstant(clock.instant(), zone);
    }

    private Resident anybody() {
        return city.resident(random.nextInt(city.residents()));
    }

    private Doctor doctor() {
        List<Doctor> doctors = hospital.hospital().doctors();
        return doctors.get(random.nextInt(doctors.size()));
    }

    private <T> T take(List<T> remembered) {
        return remembered.remove(random.nextInt(remembered.size()));
    }

    /** Remembers it; what is oldest is forgotten where there is no room. */
    private static <T> T remember(List<T> remembered, T what) {
        if (remembered.size() == REMEMBERED) {
            remembered.removeFirst();
        }
        remembered.add(what);
        return what;
    }

    private TrafficMessage message(Kind kind, String control, MessageBuilder message) {
        return new TrafficMessage(kind, control, hospital.bytes(message), true);
    }

    // --- results ---

    private TrafficMessage result() {
        Resident resident = anybody();
        Panel[] panels = Panel.values();
        Panel panel = panels[random.nextInt(panels.length)];
        Map<Analyte, String> values = new LinkedHashMap<>();
        for (Analyte analyte : panel.analytes()) {
            values.put(analyte, Values.of(resident, analyte, 1, random));
        }
        String control = control();
        return result(
                Kind.RESULT,
                control,
                remember(orders, new Order(resident, panel, control, doctor(), now().minusMinutes(90), values)),
                "F");
    }

    /** One value was wrong: the same order is reported again. */
    private TrafficMessage correction(Order order) {
        Map<Analyte, String> values = new LinkedHashMap<>(order.values());
        values.replaceAll((analyte, value) ->
                random.nextInt(CORRECTED_ONE_IN) == 0 ? Values.of(order.resident(), analyte, 1, random) : value);
        Order corrected =
                new Order(order.resident(), order.panel(), order.order(), order.doctor(), order.drawn(), values);
        return result(Kind.CORRECTION, control(), corrected, "C");
    }

    private TrafficMessage result(Kind kind, String control, Order order, String status) {
        MessageBuilder message = new MessageBuilder();
        hospital.header(message, "ORU", "R01", "ORU_R01", control, now());
        hospital.patient(message, order.resident());
        hospital.results(
                message,
                order.panel(),
                order.order(),
                order.doctor(),
                order.drawn(),
                now(),
                status,
                order.resident().sex(),
                order.values());
        return message(kind, control, message);
    }

    // --- admissions ---

    private TrafficMessage administration() {
        return switch (random.nextInt(8)) {
            case 0, 1 -> admission();
            case 2 -> admissions.isEmpty() ? admission() : discharge(take(admissions));
            case 3 -> update();
            case 4 -> unknown.isEmpty() ? arrivalOfUnknown() : merge(take(unknown));
            default -> registration();
        };
    }

    private TrafficMessage admission() {
        String control = control();
        Resident resident = anybody();
        Admission admission = remember(admissions, new Admission(resident, doctor(), "V" + control, now()));
        MessageBuilder message = new MessageBuilder();
        hospital.header(message, "ADT", "A01", "ADT_A01", control, now());
        hospital.patient(message, resident);
        hospital.visit(message, "I", admission.doctor(), admission.visit(), admission.start());
        hospital.diagnoses(message, resident.ill(), now());
        return message(Kind.ADMISSION, control, message);
    }

    private TrafficMessage discharge(Admission admission) {
        String control = control();
        MessageBuilder message = new MessageBuilder();
        hospital.header(message, "ADT", "A03", "ADT_A03", control, now());
        hospital.patient(message, admission.resident());
        hospital.discharged(
                hospital.visit(message, "I", admission.doctor(), admission.visit(), admission.start()), now());
        return message(Kind.DISCHARGE, control, message);
    }

    private TrafficMessage registration() {
        String control = control();
        MessageBuilder message = new MessageBuilder();
        hospital.header(message, "ADT", "A04", "ADT_A01", control, now());
        hospital.patient(message, anybody());
        hospital.visit(message, "O", doctor(), "V" + control, now());
        return message(Kind.REGISTRATION, control, message);
    }

    private TrafficMessage update() {
        String control = control();
        MessageBuilder message = new MessageBuilder();
        hospital.header(message, "ADT", "A08", "ADT_A01", control, now());
        hospital.patient(message, anybody());
        return message(Kind.UPDATE, control, message);
    }

    /** Somebody without papers in the emergency department gets a number of their own … */
    private TrafficMessage arrivalOfUnknown() {
        String control = control();
        Unknown arrived = remember(unknown, new Unknown(anybody(), "T" + control));
        MessageBuilder message = new MessageBuilder();
        hospital.header(message, "ADT", "A04", "ADT_A01", control, now());
        hospital.patient(message, arrived.resident(), arrived.medicalRecordNumber());
        hospital.visit(message, "E", doctor(), "V" + control, now());
        return message(Kind.REGISTRATION, control, message);
    }

    /** … and turns out to be a resident. */
    private TrafficMessage merge(Unknown identified) {
        String control = control();
        MessageBuilder message = new MessageBuilder();
        hospital.header(message, "ADT", "A40", "ADT_A39", control, now());
        hospital.patient(message, identified.resident());
        hospital.merged(message, identified.medicalRecordNumber());
        return message(Kind.MERGE, control, message);
    }

    // --- appointments ---

    private TrafficMessage scheduling() {
        int chance = bookings.isEmpty() ? 0 : random.nextInt(8);
        if (chance < 5) {
            String control = control();
            Booking booked = remember(bookings, new Booking(anybody(), doctor(), control, time()));
            return scheduled(Kind.BOOKING, "S12", control, booked, "Booked");
        }
        Booking booking = take(bookings);
        if (chance == 5) {
            Booking moved = remember(
                    bookings, new Booking(booking.resident(), booking.doctor(), booking.appointment(), time()));
            return scheduled(Kind.RESCHEDULING, "S13", control(), moved, "Booked");
        }
        if (chance == 6) {
            Booking other = remember(
                    bookings, new Booking(booking.resident(), doctor(), booking.appointment(), booking.start()));
            return scheduled(Kind.CHANGE, "S14", control(), other, "Booked");
        }
        return scheduled(Kind.CANCELLATION, "S15", control(), booking, "Cancelled");
    }

    private LocalDateTime time() {
        LocalDate day = now().toLocalDate().plusDays(1 + random.nextInt(APPOINTMENT_DAYS));
        return Visits.workingTime(day, random);
    }

    private TrafficMessage scheduled(Kind kind, String event, String control, Booking booking, String status) {
        MessageBuilder message = new MessageBuilder();
        hospital.header(message, "SIU", event, "SIU_S12", control, now());
        hospital.schedule(message, booking.appointment(), booking.start(), APPOINTMENT_MINUTES, status);
        hospital.patient(message, booking.resident());
        hospital.resources(message, booking.doctor(), booking.start());
        return message(kind, control, message);
    }
}
