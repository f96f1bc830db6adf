package city.haihe.app.platform.internal;

import city.haihe.app.platform.Examination.Difference;
import city.haihe.app.platform.Examination.Part;
import city.haihe.fhir.FhirArray;
import city.haihe.fhir.FhirJson;
import city.haihe.fhir.FhirObject;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * What a deep check has found, for people and for machines.
 *
 * @param place which database was looked through
 * @param parts what was found in each part
 * @param took how long all took
 */
record DoctorReport(String place, List<Part> parts, Duration took) {

    private static final String LINE = "%-28s %12s %12s %10s %10s %9s%n";

    /** Whether nothing differs. What waits for a reindex differs neither. */
    boolean agrees() {
        return parts.stream().allMatch(part -> part.differing() == 0);
    }

    /** A table with a line for each part, the differences, and the outcome. */
    String text() {
        StringBuilder text = new StringBuilder("deep check of " + place + "\n\n");
        text.append(line(LINE, "part", "rows", "agree", "waiting", "differ", "rows/s"));
        for (Part part : parts) {
            text.append(line(
                    LINE,
                    part.name(),
                    number(part.rows()),
                    number(part.agreeing()),
                    number(part.waiting()),
                    number(part.differing()),
                    number(perSecond(part.rows(), part.took()))));
        }
        text.append('\n');
        for (Part part : parts) {
            for (Difference difference : part.named()) {
                text.append(line("differs: %s: %s%n", difference.place(), difference.problem()));
            }
            long more = part.differing() - part.named().size();
            if (more > 0) {
                text.append(line("differs: %s: %s more%n", part.name(), number(more)));
            }
        }
        long rows = sum(parts.stream().mapToLong(Part::rows));
        text.append(line(
                "%s: %s rows in %.1f s (%s rows/s)%s%n",
                agrees() ? "agrees" : number(sum(parts.stream().mapToLong(Part::differing))) + " differ",
                number(rows),
                took.toMillis() / 1000.0,
                number(perSecond(rows, took)),
                waiting()));
        return text.toString();
    }

    private String waiting() {
        long waiting = sum(parts.stream().mapToLong(Part::waiting));
        return waiting == 0 ? "" : "; " + number(waiting) + " wait for a reindex that is under way";
    }

    /** One JSON object in one line. */
    String json() {
        FhirArray array = new FhirArray();
        for (Part part : parts) {
            FhirArray differences = new FhirArray();
            part.named()
                    .forEach(difference -> differences.add(
                            new FhirObject().put("place", difference.place()).put("problem", difference.problem())));
            array.add(new FhirObject()
                    .put("name", part.name())
                    .put("rows", part.rows())
                    .put("agreeing", part.agreeing())
                    .put("waiting", part.waiting())
                    .put("differing", part.differing())
                    .put("millis", part.took().toMillis())
                    .put("differences", differences));
        }
        return FhirJson.write(new FhirObject()
                .put("agrees", agrees())
                .put("database", place)
                .put("rows", sum(parts.stream().mapToLong(Part::rows)))
                .put("waiting", sum(parts.stream().mapToLong(Part::waiting)))
                .put("differing", sum(parts.stream().mapToLong(Part::differing)))
                .put("millis", took.toMillis())
                .put("parts", array));
    }

    /** How far a part has come, in a line. */
    static String progress(Part part) {
        return line(
                "%-28s %12s rows %9s rows/s",
                part.name(), number(part.rows()), number(perSecond(part.rows(), part.took())));
    }

    private static long sum(java.util.stream.LongStream numbers) {
        return numbers.sum();
    }

    private static long perSecond(long rows, Duration took) {
        return Math.round(rows * 1e9 / Math.max(1, took.toNanos()));
    }

    private static String number(long number) {
        return line("%,d", number);
    }

    private static String line(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
