package city.haihe.app.record.internal;

import city.haihe.fhir.Ucum;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Points on the earth, as {@code Location.near} finds them. A point stands in the column {@code ranges}; terms of the grid
 * cells that it lies in, of several sizes, let an index find what may be near, and its distance decides.
 */
final class Places {

    /** Degrees of a cell's sides, the smallest first: from about a kilometre to a thousand. */
    private static final double[] CELL_DEGREES = {0.01, 0.1, 1, 10};

    /** More cells than this are not worth an index's while: the next larger ones are taken. */
    private static final int MAX_CELLS = 64;

    private static final double PER_DEGREE = 1e7;

    /** The earth's mean radius (IUGG). */
    private static final double EARTH_METRES = 6_371_008.8;

    private static final double METRES_PER_DEGREE = Math.PI * EARTH_METRES / 180;

    /** Where a search names no distance: about a district. */
    private static final BigDecimal DEFAULT_DISTANCE = BigDecimal.TEN;

    private static final String DEFAULT_UNIT = "km";

    private static final int MAX_LATITUDE = 90;
    private static final int MAX_LONGITUDE = 180;

    private Places() {}

    /** Adds a stored point. */
    static void add(long seed, BigDecimal latitude, BigDecimal longitude, LongConsumer terms, List<Long> ranges) {
        double north = latitude.doubleValue();
        double east = longitude.doubleValue();
        if (Math.abs(north) > MAX_LATITUDE || Math.abs(east) > MAX_LONGITUDE) {
            return;
        }
        ranges.add(seed);
        ranges.add(Math.round(north * PER_DEGREE));
        ranges.add(Math.round(east * PER_DEGREE));
        for (double size : CELL_DEGREES) {
            terms.accept(cell(seed, size, Math.floor(north / size), Math.floor(east / size)));
        }
    }

    private static long cell(long seed, double size, double row, double column) {
        return TermHash.token(seed, size + ":" + (long) row + ":" + (long) column);
    }

    /** What {@code latitude|longitude|distance|unit} asks for (FHIR R4 Location, "Positional Searching"). */
    static Condition near(long seed, String name, String value) {
        String expected = "latitude|longitude|distance|unit of length";
        List<String> pieces =
                ValueSplit.at('|', value).stream().map(ValueSplit::unescape).toList();
        if (pieces.size() < 2 || pieces.size() > 4) {
            throw RecordErrors.parameter(name, value, expected);
        }
        String unit = pieces.size() == 4 && !pieces.get(3).isEmpty() ? pieces.get(3) : DEFAULT_UNIT;
        Ucum.Canonical canonical = Ucum.canonical(unit);
        if (canonical == null || !canonical.dimension().equals("m")) {
            throw RecordErrors.parameter(name, value, expected);
        }
        try {
            double north = new BigDecimal(pieces.get(0)).doubleValue();
            double east = new BigDecimal(pieces.get(1)).doubleValue();
            BigDecimal distance =
                    pieces.size() > 2 && !pieces.get(2).isEmpty() ? new BigDecimal(pieces.get(2)) : DEFAULT_DISTANCE;
            if (Math.abs(north) > MAX_LATITUDE || Math.abs(east) > MAX_LONGITUDE || distance.signum() < 0) {
                throw RecordErrors.parameter(name, value, expected);
            }
            double metres = canonical.exact(distance).doubleValue();
            return new Condition.Near(seed, north, east, metres, cells(seed, north, east, metres));
        } catch (NumberFormatException notANumber) {
            throw RecordErrors.parameter(name, value, expected);
        }
    }

    private static List<Long> cells(long seed, double north, double east, double metres) {
        double tall = metres / METRES_PER_DEGREE;
        double low = Math.max(-MAX_LATITUDE, north - tall);
        double high = Math.min(MAX_LATITUDE, north + tall);
        // Where a pole is within reach, every longitude is.
        double narrowest = Math.cos(Math.toRadians(Math.max(Math.abs(low), Math.abs(high))));
        double wide = narrowest < 1e-6 ? MAX_LONGITUDE : Math.min(MAX_LONGITUDE, tall / narrowest);
        for (double size : CELL_DEGREES) {
            double rows = Math.floor(high / size) - Math.floor(low / size) + 1;
            double columns = Math.floor((east + wide) / size) - Math.floor((east - wide) / size) + 1;
            if (rows * columns <= MAX_CELLS || size == CELL_DEGREES[CELL_DEGREES.length - 1]) {
                return cells(seed, size, low, high, east - wide, east + wide);
            }
        }
        throw new IllegalStateException("no cells");
    }

    private static List<Long> cells(long seed, double size, double south, double north, double west, double east) {
        List<Long> cells = new ArrayList<>();
        double around = 2 * MAX_LONGITUDE / size;
        double first = -MAX_LONGITUDE / size;
        for (double row = Math.floor(south / size); row <= Math.floor(north / size); row++) {
            for (double column = Math.floor(west / size); column <= Math.floor(east / size); column++) {
                // The columns go round the earth; the last one is the first again but for the meridian itself.
                double wrapped = column < first ? column + around : column >= first + around ? column - around : column;
                cells.add(cell(seed, size, row, Math.rint(wrapped)));
                if (column == first + around) {
                    cells.add(cell(seed, size, row, column));
                }
            }
        }
        return cells.stream().distinct().toList();
    }

    /** Writes whether a point of the alias's row is within the distance. */
    static void write(SqlText sql, String alias, Condition.Near near) {
        String ranges = alias + ".ranges";
        sql.add(alias)
                .add(".terms && ")
                .mark(near.cells().stream().mapToLong(Long::longValue).toArray());
        sql.add(" AND EXISTS (SELECT FROM generate_series(1,cardinality(")
                .add(ranges)
                .add("),3) i WHERE ");
        sql.add(ranges).add("[i]=").mark(near.parameter());
        sql.add(" AND 2*").mark(EARTH_METRES).add("*asin(sqrt(least(1,power(sin(radians(");
        sql.add(ranges)
                .add("[i+1]/1e7-")
                .mark(near.latitude())
                .add(")/2),2)+cos(radians(")
                .mark(near.latitude());
        sql.add("))*cos(radians(").add(ranges).add("[i+1]/1e7))*power(sin(radians(");
        sql.add(ranges)
                .add("[i+2]/1e7-")
                .mark(near.longitude())
                .add(")/2),2))))<=")
                .mark(near.metres())
                .add(")");
    }
}
