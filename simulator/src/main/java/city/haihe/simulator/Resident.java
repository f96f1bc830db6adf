package city.haihe.simulator;

import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * A resident who does not exist. Everything follows from the city's seed and the resident's number, and nothing from the day, so
 * that messages of any day find the same person.
 *
 * @param number from 0
 * @param name the name
 * @param sex the sex
 * @param birthDate the date of birth
 * @param identityNumber the identity number of 18 characters
 * @param district where they live
 * @param street their street and house
 * @param phone a number that no telephone has: Chinese mobile numbers begin with 13 to 19
 * @param ill the illnesses that they live with
 */
public record Resident(
        int number,
        PersonName name,
        Sex sex,
        LocalDate birthDate,
        String identityNumber,
        District district,
        String street,
        String phone,
        List<Illness> ill) {

    /** The system of identity numbers (WS/T 500). */
    public static final String IDENTITY_SYSTEM = "urn:oid:2.16.156.10011.1.3";

    /** How many of the first adults can sign in. */
    static final int SIGN_INS = 24;

    private static final LocalDate FIRST_BIRTH_DATE = LocalDate.of(1936, 1, 1);
    /** Days of birth to choose from, a prime: stepping through them by any other number meets each once. */
    private static final int BIRTH_DATES = 30_011;

    private static final int BIRTH_DATE_STEP = 11_003;
    /** Sequences from here on, so that few real numbers are met. */
    private static final int FIRST_SEQUENCE = 900;

    private static final LocalDate ADULT_UNTIL = LocalDate.of(2006, 1, 1);
    private static final LocalDate SIGN_IN_FROM = LocalDate.of(1946, 1, 1);

    public Resident {
        ill = List.copyOf(ill);
    }

    static Resident of(long seed, int number) {
        Random random = Seeds.random(seed, "resident", number);
        Sex sex = random.nextBoolean() ? Sex.FEMALE : Sex.MALE;
        District[] districts = District.values();
        District district = districts[number % districts.length];
        // No two residents of a district share a day of birth, so no two identity numbers are the same.
        int round = number / districts.length;
        long first = Seeds.mixed(seed * districts.length + district.ordinal());
        long day = Math.floorMod(Math.floorMod(first, BIRTH_DATES) + (long) round * BIRTH_DATE_STEP, BIRTH_DATES);
        LocalDate birthDate = FIRST_BIRTH_DATE.plusDays(day);
        int sequence = FIRST_SEQUENCE + random.nextInt(50) * 2 + (sex == Sex.MALE ? 1 : 0);
        return new Resident(
                number,
                PersonName.random(random, sex),
                sex,
                birthDate,
                IdentityNumber.of(district.code(), birthDate, sequence),
                district,
                district.street() + (1 + random.nextInt(300)) + "号" + (1 + random.nextInt(20)) + "号楼"
                        + (1 + random.nextInt(18)) + "0" + (1 + random.nextInt(4)) + "室",
                String.format(Locale.ROOT, "100%08d", number),
                Illness.of(random, birthDate.isBefore(ADULT_UNTIL)));
    }

    /** How many residents a city can have. */
    static int maximum() {
        return BIRTH_DATES * District.values().length;
    }

    /** Whether the resident is of an age at which people sign in themselves. */
    boolean mayHaveSignIn() {
        return birthDate.isAfter(SIGN_IN_FROM) && birthDate.isBefore(ADULT_UNTIL);
    }

    /** The same resident with the illnesses that give a high and a low value in every newest result. */
    Resident withTellingResults() {
        List<Illness> illnesses = new java.util.ArrayList<>(ill);
        for (Illness telling : List.of(Illness.HYPERLIPIDAEMIA, Illness.ANAEMIA)) {
            if (!illnesses.contains(telling)) {
                illnesses.add(telling);
            }
        }
        return new Resident(number, name, sex, birthDate, identityNumber, district, street, phone, illnesses);
    }

    /** The medical record number at a hospital. */
    public String medicalRecordNumber(Hospital hospital) {
        return String.format(Locale.ROOT, "%d%06d", hospital.number(), number + 1);
    }

    /** The address as it is written. */
    public String addressText() {
        return "天津市" + district.chinese() + street;
    }
}
