package city.haihe.app.record.internal;

import city.haihe.fhir.SearchParameter;
import city.haihe.fhir.SearchParameter.Kind;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Turns a search parameter's values into conditions (FHIR R4 3.1.1.4). */
final class SearchValues {

    /** Searches the narrative of all resources that have one. */
    static final String TEXT = "_text";

    /** Searches all that a resource says. */
    static final String CONTENT = "_content";

    /** A language of expressions (FHIR R4 3.1.1.3.2) that is not understood here. */
    static final String FILTER = "_filter";

    /** Bounds the alternatives of one parameter. */
    private static final int MAX_ALTERNATIVES = 500;

    /** Types that have no narrative (FHIR R4 2.27). */
    private static final Set<String> WITHOUT_NARRATIVE = Set.of("Bundle", "Binary", "Parameters");

    private final SearchParameters parameters;
    private final RangeValues ranges;
    private final TokenValues tokens;
    private final ReferenceValues references;
    private final CompositeValues composites;

    SearchValues(SearchParameters parameters, RecordSettings settings, InstantSource clock, CodeExpansion expansion) {
        this.parameters = parameters;
        this.ranges = new RangeValues(clock);
        this.tokens = new TokenValues(expansion);
        this.references = new ReferenceValues(parameters, settings);
        this.composites = new CompositeValues(ranges, references);
    }

    Condition ids(String modifier, String value) {
        List<String> ids =
                alternatives("_id", value).stream().map(ValueSplit::unescape).toList();
        return switch (modifier) {
            case "" -> new Condition.AnyId(ids);
            case "not" -> new Condition.NoId(ids);
            case "missing" -> always("_id", value);
            default -> throw unsupported("_id", modifier, "not or missing");
        };
    }

    Condition updated(String value) {
        return new Condition.Updated(alternatives("_lastUpdated", value).stream()
                .map(part -> ranges.date("_lastUpdated", part))
                .toList());
    }

    /** What every resource has is missing nowhere. */
    Condition always(String name, String value) {
        return missing(name, value) ? new Condition.AnyId(List.of()) : new Condition.NoId(List.of());
    }

    /** Whether the type's resources can be searched by the parameter's text, which no index of its own has. */
    static boolean isProse(String type, String name) {
        return name.equals(CONTENT) || name.equals(TEXT) && !WITHOUT_NARRATIVE.contains(type);
    }

    /** A condition on the narrative ({@code _text}) or on everything ({@code _content}) (FHIR R4 3.1.1.3.1). */
    Condition prose(String type, String name, String value) {
        boolean content = name.equals(CONTENT);
        List<Long> named = content
                ? parameters.type(type).indexed().stream()
                        .filter(indexed -> indexed.parameter().kind() == Kind.TOKEN)
                        .map(indexed -> TermHash.modified(indexed.parameter().code(), TokenValues.TEXT))
                        .toList()
                : List.of();
        List<Condition> any = new ArrayList<>();
        for (String part : alternatives(name, value)) {
            List<Prose.Word> words = Prose.wordsOf(ResourceIndexer.normalise(ValueSplit.unescape(part)));
            if (words.isEmpty()) {
                throw RecordErrors.parameter(name, value, "a word");
            }
            any.add(new Condition.Written(words, content, named));
        }
        return anyOf(any);
    }

    Condition condition(TypeTable table, SearchParameter parameter, String modifier, String value) {
        TypeParameters type = parameters.type(table.type());
        List<SearchParameter> union = type.union(parameter.code());
        if (!union.isEmpty()) {
            List<Condition> parts = union.stream()
                    .map(part -> condition(table, part, modifier, value))
                    .toList();
            boolean none = modifier.equals("not")
                    || modifier.equals("not-in")
                    || modifier.equals("missing") && missing(parameter.code(), value);
            return none ? new Condition.AllOf(parts) : new Condition.AnyOf(parts);
        }
        if (modifier.equals("missing")) {
            return present(type, parameter, value);
        }
        List<String> parts = alternatives(parameter.code(), value);
        return switch (parameter.kind()) {
            case STRING -> text(parameter, modifier, parts);
            case TOKEN -> tokens.condition(parameter, modifier, parts);
            case URI -> uri(parameter, modifier, parts);
            case REFERENCE -> references.condition(table, parameter, modifier, parts);
            case DATE, NUMBER -> {
                requireNone(parameter, modifier);
                yield ranges.condition(table, parameter, parts);
            }
            case QUANTITY -> {
                requireNone(parameter, modifier);
                yield ranges.quantity(table, type, parameter, parts);
            }
            case COMPOSITE -> {
                requireNone(parameter, modifier);
                yield anyOf(parts.stream()
                        .map(part -> composites.condition(this, table, type, parameter, part))
                        .toList());
            }
            case SPECIAL -> {
                requireNone(parameter, modifier);
                long seed = TermHash.parameter(parameter.code());
                yield anyOf(parts.stream()
                        .map(part -> Places.near(seed, parameter.code(), part))
                        .toList());
            }
        };
    }

    private Condition present(TypeParameters type, SearchParameter parameter, String value) {
        boolean missing = missing(parameter.code(), value);
        if (parameter.kind() == Kind.COMPOSITE) {
            return composites.present(type, parameter, !missing);
        }
        return new Condition.Present(parameter.code(), !missing);
    }

    static boolean missing(String name, String value) {
        return switch (value) {
            case "true" -> true;
            case "false" -> false;
            default -> throw RecordErrors.parameter(name + ":missing", value, "true or false");
        };
    }

    /** The start of a point in time. */
    long instant(String name, String value) {
        return RangeValues.dateRange(name, value).low();
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
            default -> throw unsupported(parameter.code(), modifier, "exact, contains or missing");
        };
        List<Condition.TextTest> tests = new ArrayList<>();
        for (String part : parts) {
            String plain = ValueSplit.unescape(part);
            String text = match == Condition.TextMatch.EXACT ? plain : ResourceIndexer.normalise(plain);
            // A combining mark alone normalises to nothing, which everything would begin with.
            tests.add(new Condition.TextTest(
                    text.isEmpty() ? Condition.TextMatch.EXACT : match, text.isEmpty() ? plain : text));
            if (match == Condition.TextMatch.STARTS && PersonNames.isSpelled(parameter.code())) {
                String spelling = PersonNames.asSpelling(text);
                if (!spelling.isEmpty()) {
                    tests.add(new Condition.TextTest(Condition.TextMatch.SPELLED, spelling));
                }
            }
        }
        return new Condition.Text(parameter.code(), tests);
    }

    private static Condition uri(SearchParameter parameter, String modifier, List<String> parts) {
        List<String> uris = parts.stream().map(ValueSplit::unescape).toList();
        long seed = TermHash.parameter(parameter.code());
        return switch (modifier) {
            case "" ->
                new Condition.AnyTerm(
                        uris.stream().map(uri -> TermHash.token(seed, uri)).toList(), true);
            case "below" -> below(parameter, uris);
            case "above" -> {
                List<Long> terms = new ArrayList<>();
                for (String uri : uris) {
                    terms.add(TermHash.token(seed, uri));
                    UriPath.above(uri, path -> {
                        terms.add(TermHash.token(seed, path));
                        terms.add(TermHash.token(seed, path + "/"));
                    });
                }
                yield new Condition.AnyTerm(terms, true);
            }
            default -> throw unsupported(parameter.code(), modifier, "below, above or missing");
        };
    }

    private static Condition below(SearchParameter parameter, List<String> uris) {
        long seed = TermHash.modified(parameter.code(), "below");
        if (!parameter.code().equals(Wordings.PROFILE)) {
            return new Condition.AnyTerm(
                    uris.stream()
                            .map(uri -> TermHash.token(seed, UriPath.trimmed(uri)))
                            .toList(),
                    false);
        }
        long whole = TermHash.parameter(parameter.code());
        List<Long> same = new ArrayList<>();
        List<String> beginnings = new ArrayList<>();
        for (String uri : uris) {
            same.add(TermHash.token(whole, UriPath.trimmed(uri)));
            beginnings.add(UriPath.trimmed(uri) + "/");
        }
        return new Condition.AnyOf(List.of(new Condition.AnyTerm(same, false), new Condition.Worded(seed, beginnings)));
    }

    static Condition anyOf(List<Condition> conditions) {
        // Nothing but commas asks for nothing.
        return conditions.size() == 1
                ? conditions.getFirst()
                : conditions.isEmpty() ? new Condition.AnyId(List.of()) : new Condition.AnyOf(conditions);
    }

    private static void requireNone(SearchParameter parameter, String modifier) {
        if (!modifier.isEmpty()) {
            throw unsupported(parameter.code(), modifier, "missing");
        }
    }

    static RuntimeException unsupported(String parameter, String modifier, String expected) {
        return RecordErrors.unsupportedParameter(
                parameter + ":" + modifier, "no modifier, or " + expected.toLowerCase(Locale.ROOT));
    }
}
