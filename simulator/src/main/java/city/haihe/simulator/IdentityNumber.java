package city.haihe.simulator;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;

/** Resident identity numbers (GB 11643-1999): district, date of birth, a sequence whose parity tells the sex, a check. */
public final class IdentityNumber {

    private static final int[] WEIGHTS = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    private static final String CHECK_CHARACTERS = "10X98765432";

    private IdentityNumber() {}

    /**
     * The number of 18 characters.
     *
     * @param district six digits
     * @param sequence 0 to 999; odd for men
     */
    public static String of(String district, LocalDate birthDate, int sequence) {
        String digits = district
                + birthDate.format(DateTimeFormatter.BASIC_ISO_DATE)
                + String.format(java.util.Locale.ROOT, "%03d", sequence);
        return digits + checkCharacter(digits);
    }

    /** The check character of 17 digits (ISO 7064 MOD 11-2). */
    static char checkCharacter(String digits) {
        int sum = 0;
        for (int index = 0; index < WEIGHTS.length; index++) {
            sum += (digits.charAt(index) - '0') * WEIGHTS[index];
        }
        return CHECK_CHARACTERS.charAt(sum % 11);
    }
}
