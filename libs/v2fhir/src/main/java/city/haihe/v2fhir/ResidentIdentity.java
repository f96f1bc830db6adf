package city.haihe.v2fhir;

/** The identity number of residents of China (GB 11643-1999): 17 digits and a check character. */
final class ResidentIdentity {

    /** The system of resident identity numbers: the object identifier that the health information standards (WS/T 500) give them. */
    static final String SYSTEM = "urn:oid:2.16.156.10011.1.3";

    private static final int LENGTH = 18;
    private static final int[] WEIGHTS = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    private static final String CHECK_CHARACTERS = "10X98765432";

    private ResidentIdentity() {}

    /** Whether the text has the form, a day of birth that exists, and the right check character (ISO 7064 MOD 11-2). */
    static boolean isValid(String text) {
        if (text.length() != LENGTH) {
            return false;
        }
        int sum = 0;
        for (int index = 0; index < LENGTH - 1; index++) {
            int digit = text.charAt(index) - '0';
            if (digit < 0 || digit > 9) {
                return false;
            }
            sum += digit * WEIGHTS[index];
        }
        char check = Character.toUpperCase(text.charAt(LENGTH - 1));
        return CHECK_CHARACTERS.charAt(sum % 11) == check && PointInTime.parse(text.substring(6, 14)) != null;
    }
}
