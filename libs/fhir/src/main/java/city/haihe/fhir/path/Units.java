package city.haihe.fhir.path;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Units of the Unified Code for Units of Measure (UCUM 2.1): the base units, the metric prefixes, the derived units that
 * medicine uses, and their products, quotients and powers. Arbitrary units such as {@code [iU]} are units of their own kind.
 * Amount of substance is a dimension here, so that a mole is no bare number. Conversions are exact.
 */
final class Units {

    private static final String RESOURCE = "/city/haihe/fhir/path/units.txt";

    /** The number without a unit. */
    static final Unit ONE = new Unit(BigDecimal.ONE, BigDecimal.ONE, BigDecimal.ZERO, Map.of());

    private static final Map<String, Integer> PREFIXES = Map.ofEntries(
            Map.entry("Y", 24),
            Map.entry("Z", 21),
            Map.entry("E", 18),
            Map.entry("P", 15),
            Map.entry("T", 12),
            Map.entry("G", 9),
            Map.entry("M", 6),
            Map.entry("k", 3),
            Map.entry("h", 2),
            Map.entry("da", 1),
            Map.entry("d", -1),
            Map.entry("c", -2),
            Map.entry("m", -3),
            Map.entry("u", -6),
            Map.entry("n", -9),
            Map.entry("p", -12),
            Map.entry("f", -15),
            Map.entry("a", -18));

    /** Read once, and never changed. */
    private static final class Holder {
        private static final Map<String, Definition> UNITS = load();
    }

    private Units() {}

    /**
     * A unit in terms of the base units.
     *
     * @param numerator with the denominator, how many base units it is
     * @param denominator kept apart, so that thirds stay exact
     * @param offset what is added to a value before it is multiplied, as for degrees Celsius
     * @param dimensions the base units and their exponents, none of them zero
     */
    record Unit(BigDecimal numerator, BigDecimal denominator, BigDecimal offset, Map<String, Integer> dimensions) {

        public Unit {
            dimensions = Map.copyOf(dimensions);
        }

        /** Whether amounts of both can be compared. */
        public boolean isComparable(Unit other) {
            return dimensions.equals(other.dimensions);
        }

        /** The amount in base units, rounded only where it has no end. */
        public BigDecimal toBase(BigDecimal value) {
            return value.add(offset).multiply(numerator).divide(denominator, MathContext.DECIMAL128);
        }

        /** An amount of this unit in another that it is comparable with, rounded only where it has no end. */
        public BigDecimal convert(BigDecimal value, Unit other) {
            return value.add(offset)
                    .multiply(numerator)
                    .multiply(other.denominator)
                    .divide(denominator.multiply(other.numerator), MathContext.DECIMAL128)
                    .subtract(other.offset);
        }

        /** Compares amounts of two comparable units exactly. */
        public int compare(BigDecimal value, Unit other, BigDecimal otherValue) {
            BigDecimal left = value.add(offset).multiply(numerator).multiply(other.denominator);
            BigDecimal right =
                    otherValue.add(other.offset).multiply(other.numerator).multiply(denominator);
            return left.compareTo(right);
        }

        Unit times(Unit other, int sign) {
            Map<String, Integer> sum = new HashMap<>(dimensions);
            other.dimensions.forEach((base, exponent) -> sum.merge(base, sign * exponent, Integer::sum));
            sum.values().removeIf(exponent -> exponent == 0);
            return new Unit(
                    numerator.multiply(sign > 0 ? other.numerator : other.denominator),
                    denominator.multiply(sign > 0 ? other.denominator : other.numerator),
                    BigDecimal.ZERO,
                    sum);
        }

        Unit multiplied(BigDecimal factor) {
            return new Unit(numerator.multiply(factor), denominator, offset, dimensions);
        }

        /** The canonical name of the dimensions, the same for all units that are comparable. */
        public String canonical() {
            StringBuilder out = new StringBuilder();
            new TreeMap<>(dimensions).forEach((base, exponent) -> {
                out.append(out.isEmpty() ? "" : ".").append(base);
                if (exponent != 1) {
                    out.append((int) exponent);
                }
            });
            return out.isEmpty() ? "1" : out.toString();
        }
    }

    /** How a unit is defined; its {@code of} is null where it is of its own kind. */
    private record Definition(
            boolean metric, BigDecimal factor, @Nullable String of) {}

    /** The unit of a code, or null where it is none of UCUM's or one that is not known here. */
    static @Nullable Unit parse(String code) {
        return new UnitReader(code).read();
    }

    /** The unit of a code that stands in the table, or of a prefix and one; null where there is none. */
    static @Nullable Unit atom(String code) {
        Unit whole = defined(code, false);
        if (whole != null) {
            return whole;
        }
        for (int length = 1; length <= 2 && length < code.length(); length++) {
            Integer exponent = PREFIXES.get(code.substring(0, length));
            Unit unit = exponent == null ? null : defined(code.substring(length), true);
            if (exponent != null && unit != null) {
                return unit.multiplied(BigDecimal.ONE.scaleByPowerOfTen(exponent));
            }
        }
        return null;
    }

    private static @Nullable Unit defined(String code, boolean prefixed) {
        if (!prefixed) {
            switch (code) {
                case "Cel" -> {
                    return kelvin(BigDecimal.ONE, BigDecimal.ONE, "273.15");
                }
                case "[degF]" -> {
                    return kelvin(new BigDecimal(5), new BigDecimal(9), "459.67");
                }
                default -> {
                    // All others are multiples.
                }
            }
        }
        Definition definition = Holder.UNITS.get(code);
        if (definition == null || prefixed && !definition.metric) {
            return null;
        }
        if (definition.of == null) {
            return new Unit(BigDecimal.ONE, BigDecimal.ONE, BigDecimal.ZERO, Map.of(code, 1));
        }
        return Objects.requireNonNull(parse(definition.of), definition.of).multiplied(definition.factor);
    }

    private static Unit kelvin(BigDecimal numerator, BigDecimal denominator, String offset) {
        return new Unit(numerator, denominator, new BigDecimal(offset), Map.of("K", 1));
    }

    private static Map<String, Definition> load() {
        Map<String, Definition> units = new HashMap<>();
        try (InputStream in = Units.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("missing: " + RESOURCE);
            }
            BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (line.startsWith("#")) {
                    continue;
                }
                String[] fields = line.split("\t");
                boolean own = fields[2].equals("*");
                units.put(
                        fields[0],
                        new Definition(
                                fields[1].equals("metric"),
                                own ? BigDecimal.ONE : new BigDecimal(fields[2]),
                                own ? null : fields[3]));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return units;
    }
}
