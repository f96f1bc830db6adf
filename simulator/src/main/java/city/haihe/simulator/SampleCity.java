package city.haihe.simulator;

import city.haihe.fhir.FhirObject;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The sample city: Tianjin's districts with hospitals, doctors and residents that do not exist. The same seed, day and number of
 * residents give the same bytes. Safe for use by several threads.
 */
public final class SampleCity {

    /** The city that the demo loads and that {@code simulate} sends messages about. */
    public static final long DEFAULT_SEED = 20_260_301;

    /** How many residents the demo has. */
    public static final int DEFAULT_RESIDENTS = 512;

    private static final int CLINICIANS = 5;
    private static final int FEWEST_RESIDENTS = 200;

    private final long seed;
    private final LocalDate today;
    private final int residents;
    private final List<Hospital> hospitals;
    private final Set<Integer> signingIn;

    private SampleCity(long seed, LocalDate today, int residents) {
        this.seed = seed;
        this.today = today;
        this.residents = residents;
        this.hospitals = Hospitals.of(seed);
        this.signingIn = signingIn(seed, residents);
    }

    /**
     * The city of a seed.
     *
     * @param today the day before which its history lies
     * @param residents how many residents, from 200
     */
    public static SampleCity of(long seed, LocalDate today, int residents) {
        if (residents < FEWEST_RESIDENTS || residents > Resident.maximum()) {
            throw new IllegalArgumentException(
                    "residents: " + residents + " (expected: " + FEWEST_RESIDENTS + " to " + Resident.maximum() + ")");
        }
        return new SampleCity(seed, today, residents);
    }

    /** The Bundles of a city; see {@link #cityBundles} and {@link #residentBundle}. */
    public static Stream<FhirObject> generate(long seed, LocalDate today, int residents) {
        SampleCity city = of(seed, today, residents);
        return Stream.concat(city.cityBundles(), IntStream.range(0, residents).mapToObj(city::residentBundle));
    }

    private static Set<Integer> signingIn(long seed, int residents) {
        Set<Integer> numbers = new HashSet<>();
        for (int number = 0; number < residents && numbers.size() < Resident.SIGN_INS; number++) {
            if (Resident.of(seed, number).mayHaveSignIn()) {
                numbers.add(number);
            }
        }
        return numbers;
    }

    /** The seed that everything follows from. */
    public long seed() {
        return seed;
    }

    /** How many residents there are. */
    public int residents() {
        return residents;
    }

    /** The hospitals; those with a connection come first. */
    public List<Hospital> hospitals() {
        return hospitals;
    }

    /** A resident by their number from 0. */
    public Resident resident(int number) {
        Resident resident = Resident.of(seed, number);
        return signingIn.contains(number) ? resident.withTellingResults() : resident;
    }

    /**
     * Transaction Bundles with the hospitals, one a district. They must be stored before those of residents, which refer to
     * them by conditional references. Storing them again changes nothing.
     */
    public Stream<FhirObject> cityBundles() {
        return Stream.of(District.values()).map(district -> DistrictBundle.of(seed, district, hospitals));
    }

    /** A transaction Bundle with a resident and their last twelve months. It must be stored once. */
    public FhirObject residentBundle(int number) {
        return ResidentBundle.of(seed, resident(number), hospitals, today, signingIn.contains(number));
    }

    /** The criteria that find a resident's Patient, such as {@code identifier=system|value}. */
    public String residentCriteria(int number) {
        return ResidentBundle.identityCriteria(resident(number));
    }

    /** Who can sign in: residents, clinicians, an operator and a data-protection officer. */
    public List<SignIn> signIns() {
        List<SignIn> signIns = new ArrayList<>();
        Set<String> usernames = new HashSet<>();
        signingIn.stream().sorted().forEach(number -> signIns.add(resident(resident(number), usernames)));
        Hospital first = hospitals.getFirst();
        Iterator<Doctor> doctors = first.doctors().iterator();
        for (int clinician = 0; clinician < CLINICIANS; clinician++) {
            Doctor doctor = doctors.next();
            signIns.add(new SignIn(
                    unique(doctor.name().username(), usernames),
                    doctor.name().text(),
                    SignIn.Role.CLINICIAN,
                    "Practitioner",
                    List.of(first.staffSystem() + "|" + doctor.staffNumber())));
        }
        signIns.add(new SignIn("operator", "平台运维", SignIn.Role.OPERATOR, null, List.of()));
        signIns.add(new SignIn("dpo", "个人信息保护负责人", SignIn.Role.DATA_PROTECTION_OFFICER, null, List.of()));
        return Collections.unmodifiableList(signIns);
    }

    private SignIn resident(Resident resident, Set<String> usernames) {
        List<String> identifiers = new ArrayList<>();
        identifiers.add(Resident.IDENTITY_SYSTEM + "|" + resident.identityNumber());
        for (Hospital hospital : ResidentBundle.registered(resident, hospitals)) {
            identifiers.add(hospital.medicalRecordSystem() + "|" + resident.medicalRecordNumber(hospital));
        }
        return new SignIn(
                unique(resident.name().username(), usernames),
                resident.name().text(),
                SignIn.Role.RESIDENT,
                "Patient",
                identifiers);
    }

    private static String unique(String username, Set<String> taken) {
        String name = username;
        for (int again = 2; !taken.add(name); again++) {
            name = username + again;
        }
        return name;
    }

    /** The connections of the two hospitals that send messages. */
    public List<DemoConnection> connections() {
        return hospitals.stream()
                .filter(hospital -> hospital.connection() != null)
                .map(DemoConnection::of)
                .toList();
    }
}
