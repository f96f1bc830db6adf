package city.haihe.fhir;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.fhir.ucum.Decimal;
import org.fhir.ucum.Pair;
import org.fhir.ucum.UcumEssenceService;
import org.fhir.ucum.UcumException;
import org.jspecify.annotations.Nullable;

/** Amounts in the canonical units of UCUM, so that amounts in different units compare (FHIR R4 3.1.1.4.11). */
public final class Ucum {

    /** The system of UCUM's codes. */
    public static final String SYSTEM = "http://unitsofmeasure.org";

    /** A city uses some hundreds of units; what comes behind is converted anew each time. */
    private static final int MAX_KNOWN = 10_000;

    private static final int MAX_CODE = 60;

    /** Digits of a factor; a double has sixteen. */
    private static final String ONE = "1.000000000000000000000000";

    /** Logarithms and the like, which no factor converts. */
    private static final Pattern SPECIAL = Pattern.compile(
            "\\[pH\\]|\\bNp\\b|\\bB\\b|B\\[|bit_s|\\[hp'_|\\[p'diop\\]|%\\[slope\\]|\\[m/s2/Hz|Cel|\\[deg(F|Re)\\]");

    /** Units that a procedure defines: they compare with themselves only. */
    private static final Pattern ARBITRARY = Pattern.compile(
            "\\[[^\\]]*(?i:U|ABS|IR|EID|eq)\\]|\\[(?i:arb|amb|knk|bdsk|mclg|tb|ccid|tcid|pfu|ffu|cfu|bau|au)[^\\]]*\\]");

    private static final BigDecimal KELVIN_OF_ZERO_CELSIUS = new BigDecimal("273.15");

    private static final Map<String, Canonical> TEMPERATURES = Map.of(
            "Cel", new Canonical("K", BigDecimal.ONE, KELVIN_OF_ZERO_CELSIUS),
            "[degF]",
                    new Canonical(
                            "K",
                            new BigDecimal("0.55555555555555555555555556"),
                            new BigDecimal("255.37222222222222222222222222")));

    private static final Set<String> WITHOUT_UNIT = Set.of("", "1");

    /**
     * How amounts of a unit are said in canonical units.
     *
     * @param dimension the canonical unit, the same for all units that compare
     * @param factor what an amount is multiplied by
     * @param offset what is added then
     */
    public record Canonical(String dimension, BigDecimal factor, BigDecimal offset) {

        /** The amount in the canonical unit; null where it is open. */
        public @Nullable BigDecimal of(@Nullable BigDecimal amount) {
            return amount == null ? null : exact(amount);
        }

        /** The amount in the canonical unit. */
        public BigDecimal exact(BigDecimal amount) {
            return amount.multiply(factor).add(offset);
        }
    }

    /** Read once, when the first unit is asked for. */
    private static final class Holder {
        private static final UcumEssenceService SERVICE = load();
        private static final Map<String, Optional<Canonical>> KNOWN = new ConcurrentHashMap<>();
    }

    private Ucum() {}

    /** How amounts of the unit are said in canonical units, or null where it is none of UCUM's or cannot be converted. */
    public static @Nullable Canonical canonical(String code) {
        Optional<Canonical> known = Holder.KNOWN.get(code);
        if (known == null) {
            known = convert(code);
            if (Holder.KNOWN.size() < MAX_KNOWN) {
                Holder.KNOWN.put(code, known);
            }
        }
        return known.orElse(null);
    }

    private static Optional<Canonical> convert(String code) {
        if (WITHOUT_UNIT.contains(code) || code.length() > MAX_CODE) {
            return code.equals("1")
                    ? Optional.of(new Canonical("", BigDecimal.ONE, BigDecimal.ZERO))
                    : Optional.empty();
        }
        Canonical temperature = TEMPERATURES.get(code);
        if (temperature != null) {
            return Optional.of(temperature);
        }
        if (SPECIAL.matcher(code).find()) {
            return Optional.empty();
        }
        StringBuilder dimension = new StringBuilder();
        Matcher arbitrary = ARBITRARY.matcher(code);
        while (arbitrary.find()) {
            dimension.append(arbitrary.group().toLowerCase(java.util.Locale.ROOT));
        }
        try {
            Pair canonical;
            synchronized (Holder.SERVICE) {
                canonical = Holder.SERVICE.getCanonicalForm(new Pair(new Decimal(ONE), code));
            }
            BigDecimal factor = new BigDecimal(canonical.getValue().asDecimal());
            return factor.signum() <= 0
                    ? Optional.empty()
                    : Optional.of(new Canonical(canonical.getCode() + dimension, factor, BigDecimal.ZERO));
        } catch (UcumException | NumberFormatException notAUnit) {
            return Optional.empty();
        }
    }

    private static UcumEssenceService load() {
        try (InputStream essence = UcumEssenceService.class.getResourceAsStream("/ucum-essence.xml")) {
            return new UcumEssenceService(essence);
        } catch (UcumException | IOException e) {
            throw new IllegalStateException("UCUM: not readable (expected: its essence)", e);
        }
    }
}
