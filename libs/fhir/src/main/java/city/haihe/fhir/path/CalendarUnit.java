package city.haihe.fhir.path;

import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** The calendar durations (FHIRPath 2.0 4.1.7.1) and the UCUM codes that mean the same. */
enum CalendarUnit {
    YEAR("year", null, ChronoUnit.YEARS),
    MONTH("month", null, ChronoUnit.MONTHS),
    WEEK("week", "wk", ChronoUnit.WEEKS),
    DAY("day", "d", ChronoUnit.DAYS),
    HOUR("hour", "h", ChronoUnit.HOURS),
    MINUTE("minute", "min", ChronoUnit.MINUTES),
    SECOND("second", "s", ChronoUnit.SECONDS),
    MILLISECOND("millisecond", "ms", ChronoUnit.MILLIS);

    private final String word;
    private final @Nullable String code;
    private final ChronoUnit chrono;

    CalendarUnit(String word, @Nullable String code, ChronoUnit chrono) {
        this.word = word;
        this.code = code;
        this.chrono = chrono;
    }

    /** The unit that a word such as {@code week} or {@code weeks} names, or null. */
    static @Nullable CalendarUnit of(String word) {
        for (CalendarUnit unit : values()) {
            if (word.startsWith(unit.word)
                    && (word.length() == unit.word.length()
                            || word.length() == unit.word.length() + 1 && word.endsWith("s"))) {
                return unit;
            }
        }
        return null;
    }

    /** The unit that can be added to a date: a word, or a UCUM code of definite length that equals one. */
    static @Nullable CalendarUnit addable(String unit) {
        CalendarUnit named = of(unit);
        if (named != null) {
            return named;
        }
        for (CalendarUnit candidate : values()) {
            if (unit.equals(candidate.code)) {
                return candidate;
            }
        }
        return null;
    }

    /** The equal UCUM code; null for years and months, which UCUM has of mean length only. */
    @Nullable
    String code() {
        return code;
    }

    ChronoUnit chrono() {
        return chrono;
    }
}
