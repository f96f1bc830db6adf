package city.haihe.app.record.internal;

import city.haihe.app.record.internal.Condition.Prefix;
import city.haihe.app.record.internal.Condition.RangeTest;
import city.haihe.fhir.DateRange;
import city.haihe.fhir.SearchParameter;
import java.math.BigDecimal;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Turns a search parameter's values into conditions (FHIR R4 3.1.1.4). */
final class SearchValues {

    /** Bounds the alternatives of one parameter. */
    private static final int MAX_ALTERNATIVES = 500;

    /** Bounds the codes that a value set or a branch of a code system brings into a search. */
    private static final int MAX_CODES = 20_000;

    /** More digits make no number that was ever measured, and much work. */
    private static final int MAX_NUMBER_LENGTH = 40;

    private final SearchParameters parameters;
    private final RecordSettings settings;
    private final InstantSource clock;
    private final CodeExpansion expansion;

    SearchValues(SearchParameters parameters, RecordSettings settings, InstantSource clock, CodeExpansion expansion) {
        this.parameters = parameters;
        this.settings = settings;
        this.clock = clock;
        this.expansion = expansion;
    }

    Condition ids(String modifier, String value) {
        List<String> ids =
                alternatives("_id", value).stream().map(ValueSplit::unescape).toList();
        return switch (modifier) {
            case "" -> new Condition.AnyId(ids);
            case "not" -> new Condition.NoId(ids);
            default -> throw modifier("_id", modifier, "not");
        };
    }

    Condition updated(String value) {
        return new Condition.Updated(alternatives("_lastUpdated", value).stream()
                .map(part -> date("_lastUpdated", part))
                .toList());
    }

    Condition present(String parameter, String value) {
        return switch (value) {
            case "true" -> new Condition.Present(parameter, false);
            case "false" -> new Condition.Present(parameter, true);
            default -> throw RecordErrors.parameter(parameter + ":missing", value, "true or false");
        };
    }

    Condition condition(TypeTable table, SearchParameter parameter, String modifier, String value) {
        List<String> parts = alternatives(parameter.code(), value);
        return switch (parameter.kind()) {
            case STRING -> text(parameter, modifier, parts);
            case TOKEN -> token(parameter, modifier, parts);
            case URI -> uri(parameter, modifier, parts);
            case REFERENCE -> reference(parameter, modifier, parts);
            case DATE, NUMBER -> range(table, parameter, modifier, parts);
            case QUANTITY -> quantity(table, parameter, modifier, parts);
        };
    }

    /** The start of a point in time. */
    long instant(String name, String value) {
        return dateRange(name, value).low();
    }

    private static List<String> alternatives(String name, String value) {
        List<String> parts = ValueSplit.at(',', value);
        if (parts.size() > MAX_ALTERNATIVES) {
            throw RecordErrors.parameter(name, value, "at most " + MAX_ALTERNATIVES + " alternatives");
        }
        return parts.stream().filter(part -> !part.isEmpty()).toList();
    }

    private static Condition text(SearchParameter parameter, String modifier, List<String> parts) {
        Condition.TextMatch match = switch (modifier) {
            case "" -> Condition.TextMatch.STARTS;
            case "exact" -> Condition.TextMatch.EXACT;
            case "contains" -> Condition.TextMatch.CONTAINS;
            default -> throw modifier(parameter.code(), modifier, "exact, contains or missing");
        };
        List<Condition.TextTest> tests = new ArrayList<>();
        for (String part : parts) {
            String plain = ValueSplit.unescape(part);
            String text = match == Condition.TextMatch.EXACT ? plain : ResourceIndexer.normalise(plain);
            // A combining mark alone normalises to nothing, which everything would begin with.
            tests.add(new Condition.TextTest(
                    text.isEmpty() ? Condition.TextMatch.EXACT : match, text.isEmpty() ? plain : text));
        }
        return new Condition.Text(parameter.code(), tests);
    }

    private Condition token(SearchParameter parameter, String modifier, List<String> parts) {
        long seed = TermHash.parameter(parameter.code());
        switch (modifier) {
            case "in", "not-in", "below", "above" -> {
                List<Long> codes = codes(parameter, seed, modifier, parts);
                return modifier.equals("not-in") ? new Condition.NoTerm(codes) : new Condition.AnyTerm(codes, false);
            }
            default -> {
                // The others compare with the values as they stand.
            }
        }
        List<Long> terms = new ArrayList<>();
        for (String part : parts) {
            String text = String.join(
                    "|",
                    ValueSplit.at('|', part).stream().map(ValueSplit::unescape).toList());
            terms.add(TermHash.token(seed, text));
        }
        return switch (modifier) {
            case "" ->
                parameter.code().equals(SearchParameters.IDENTIFIER)
                        ? identifiers(parts, terms)
                        : new Condition.AnyTerm(terms, false);
            case "not" -> new Condition.NoTerm(terms);
            default -> throw modifier(parameter.code(), modifier, "not, in, not-in, below, above or missing");
        };
    }

    /** The terms of the codes that terminology says are asked for. */
    private List<Long> codes(SearchParameter parameter, long seed, String modifier, List<String> parts) {
        Set<CodeExpansion.Code> codes = new LinkedHashSet<>();
        for (String part : parts) {
            if (modifier.equals("in") || modifier.equals("not-in")) {
                codes.addAll(expansion.expand(ValueSplit.unescape(part), MAX_CODES));
                continue;
            }
            List<String> pieces =
                    ValueSplit.at('|', part).stream().map(ValueSplit::unescape).toList();
            if (pieces.size() > 2 || pieces.getLast().isEmpty()) {
                throw RecordErrors.parameter(parameter.code() + ":" + modifier, part, "system|code");
            }
            String system = pieces.size() == 2 && !pieces.getFirst().isEmpty() ? pieces.getFirst() : null;
            codes.addAll(
                    modifier.equals("below")
                            ? expansion.below(system, pieces.getLast(), MAX_CODES)
                            : expansion.above(system, pieces.getLast(), MAX_CODES));
        }
        // The system of a bare code, such as a status, is implied by its element.
        boolean bare = parameter.paths().stream().allMatch(path -> path.type().equals("code"));
        return codes.stream()
                .map(code -> TermHash.token(
                        seed, code.system() == null || bare ? code.code() : code.system() + "|" + code.code()))
                .toList();
    }

    /** Where each has its system and value, the table of identities knows them. */
    private static Condition identifiers(List<String> parts, List<Long> terms) {
        boolean whole = parts.stream().allMatch(part -> {
            int bar = part.indexOf('|');
            return bar > 0 && bar < part.length() - 1;
        });
        return whole ? new Condition.AnyIdentifier(terms) : new Condition.AnyTerm(terms, true);
    }

    private static Condition uri(SearchParameter parameter, String modifier, List<String> parts) {
        if (!modifier.isEmpty()) {
            throw modifier(parameter.code(), modifier, "missing");
        }
        long seed = TermHash.parameter(parameter.code());
        return new Condition.AnyTerm(
                parts.stream()
                        .map(part -> TermHash.token(seed, ValueSplit.unescape(part)))
                        .toList(),
                true);
    }

    private Condition reference(SearchParameter parameter, String modifier, List<String> parts) {
        long seed = TermHash.parameter(parameter.code());
        List<Long> terms = new ArrayList<>();
        for (String part : parts) {
            String text = ValueSplit.unescape(part);
            if (modifier.equals("identifier")) {
                terms.add(TermHash.token(TermHash.parameter(parameter.code() + ":identifier"), text));
                continue;
            }
            if (!modifier.isEmpty() && !parameter.targets().contains(modifier)) {
                throw modifier(parameter.code(), modifier, "a type it refers to, identifier or missing");
            }
            String local = text.startsWith(settings.base() + "/")
                    ? text.substring(settings.base().length() + 1)
                    : text;
            int slash = local.indexOf('/');
            if (slash < 0) {
                Set<String> targets = modifier.isEmpty() ? parameter.targets() : Set.of(modifier);
                targets.forEach(target -> terms.add(TermHash.reference(seed, TermHash.self(target, local))));
            } else if (parameters.isType(local.substring(0, slash))) {
                String type = local.substring(0, slash);
                if (modifier.isEmpty() || modifier.equals(type)) {
                    terms.add(TermHash.reference(seed, TermHash.self(type, local.substring(slash + 1))));
                }
            } else {
                terms.add(TermHash.token(seed, text));
            }
        }
        return new Condition.AnyTerm(terms, true);
    }

    private Condition range(TypeTable table, SearchParameter parameter, String modifier, List<String> parts) {
        if (!modifier.isEmpty()) {
            throw modifier(parameter.code(), modifier, "missing");
        }
        List<RangeTest> tests = parts.stream()
                .map(part -> parameter.kind() == SearchParameter.Kind.DATE
                        ? date(parameter.code(), part)
                        : number(parameter.code(), part))
                .toList();
        return new Condition.Range(table.range(parameter.code()), parameter.several(), tests);
    }

    private static Condition quantity(TypeTable table, SearchParameter parameter, String modifier, List<String> parts) {
        if (!modifier.isEmpty()) {
            throw modifier(parameter.code(), modifier, "missing");
        }
        List<Condition> alternatives = new ArrayList<>();
        for (String part : parts) {
            List<String> pieces =
                    ValueSplit.at('|', part).stream().map(ValueSplit::unescape).toList();
            if (pieces.size() != 1 && pieces.size() != 3) {
                throw RecordErrors.parameter(parameter.code(), part, "number or number|system|code");
            }
            Condition value = new Condition.Range(
                    table.range(parameter.code()),
                    parameter.several(),
                    List.of(number(parameter.code(), pieces.getFirst())));
            if (pieces.size() == 1 || pieces.get(2).isEmpty()) {
                alternatives.add(value);
            } else {
                String unit = pieces.get(1).isEmpty() ? pieces.get(2) : pieces.get(1) + "|" + pieces.get(2);
                long term = TermHash.token(TermHash.parameter(parameter.code()), unit);
                alternatives.add(new Condition.AllOf(List.of(new Condition.AnyTerm(List.of(term), false), value)));
            }
        }
        return alternatives.size() == 1 ? alternatives.getFirst() : new Condition.AnyOf(alternatives);
    }

    private static RangeTest number(String name, String text) {
        Prefix prefix = prefix(name, text);
        String digits = text.substring(prefixLength(text));
        try {
            if (digits.length() > MAX_NUMBER_LENGTH) {
                throw new NumberFormatException();
            }
            BigDecimal value = new BigDecimal(digits);
            if (Math.abs(value.scale()) > MAX_NUMBER_LENGTH) {
                throw new NumberFormatException();
            }
            return Numbers.test(prefix, value);
        } catch (NumberFormatException notANumber) {
            throw RecordErrors.parameter(name, text, "a number, or one with a prefix such as ge");
        }
    }

    private RangeTest date(String name, String text) {
        Prefix prefix = prefix(name, text);
        DateRange range = dateRange(name, text.substring(prefixLength(text)));
        if (prefix != Prefix.AP) {
            return new RangeTest(prefix, range.low(), range.high());
        }
        // A tenth of the distance to now, as the specification suggests.
        long slack = Math.abs(clock.millis() - range.low()) / 10;
        return new RangeTest(prefix, range.low() - slack, range.high() + slack);
    }

    private static int prefixLength(String text) {
        int length = 0;
        while (length < text.length() && Character.isLetter(text.charAt(length))) {
            length++;
        }
        return length;
    }

    private static Prefix prefix(String name, String text) {
        String letters = text.substring(0, prefixLength(text));
        return switch (letters) {
            case "", "eq" -> Prefix.EQ;
            case "ne" -> Prefix.NE;
            case "gt" -> Prefix.GT;
            case "lt" -> Prefix.LT;
            case "ge" -> Prefix.GE;
            case "le" -> Prefix.LE;
            case "sa" -> Prefix.SA;
            case "eb" -> Prefix.EB;
            case "ap" -> Prefix.AP;
            default -> throw RecordErrors.parameter(name, text, "eq, ne, gt, lt, ge, le, sa, eb or ap, and a value");
        };
    }

    private static DateRange dateRange(String name, String text) {
        // A plus sign that was not escaped arrives as a space.
        return DateRange.parse(text.replace(' ', '+'))
                .orElseThrow(() -> RecordErrors.parameter(name, text, "a date YYYY-MM-DD, or a time with its zone"));
    }

    private static RuntimeException modifier(String parameter, String modifier, String expected) {
        return RecordErrors.unsupportedParameter(
                parameter + ":" + modifier, "no modifier, or " + expected.toLowerCase(Locale.ROOT));
    }
}
