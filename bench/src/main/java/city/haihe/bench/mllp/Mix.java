package city.haihe.bench.mllp;

import java.util.Arrays;

/**
 * Which messages are sent, in hundredths.
 *
 * @param adt admissions, registrations, updates and discharges
 * @param oru laboratory results
 * @param siu appointments
 */
record Mix(int adt, int oru, int siu) {

    private static final int WHOLE = 100;

    /** A city's day. */
    static final Mix USUAL = new Mix(40, 40, 20);

    Mix {
        if (adt < 0 || oru < 0 || siu < 0 || adt + oru + siu != WHOLE) {
            throw new IllegalArgumentException("mix: " + adt + "," + oru + "," + siu + " (expected: a sum of 100)");
        }
    }

    /** Reads {@code 40,40,20}. */
    static Mix parse(String text) {
        int[] parts = Arrays.stream(text.split(",")).mapToInt(Integer::parseInt).toArray();
        if (parts.length != 3) {
            throw new IllegalArgumentException("mix: \"" + text + "\" (expected: ADT,ORU,SIU in hundredths)");
        }
        return new Mix(parts[0], parts[1], parts[2]);
    }

    @Override
    public String toString() {
        return "ADT " + adt + " %, ORU " + oru + " %, SIU " + siu + " %";
    }
}
