package city.haihe.app.record.internal;

import city.haihe.fhir.SearchParameter;
import city.haihe.fhir.SearchParameter.ValuePath;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns the values of token parameters into conditions (FHIR R4 3.1.1.4.10). */
final class TokenValues {

    /** The modifier that asks for what codes are called. */
    static final String TEXT = "text";

    /** Bounds the codes that a value set or a branch of a code system brings into a search. */
    private static final int MAX_CODES = 20_000;

    private final CodeExpansion expansion;

    TokenValues(CodeExpansion expansion) {
        this.expansion = expansion;
    }

    Condition condition(SearchParameter parameter, String modifier, List<String> parts) {
        return switch (modifier) {
            case "" -> {
                List<Long> terms = terms(parameter, parts);
                Condition any = parameter.code().equals(SearchParameters.IDENTIFIER)
                        ? identifiers(parts, terms)
                        : new Condition.AnyTerm(terms, false);
                yield asksForImplied(parameter, parts)
                        ? new Condition.AnyOf(List.of(any, new Condition.Present(parameter.code(), true)))
                        : any;
            }
            case "not" -> {
                Condition none = new Condition.NoTerm(terms(parameter, parts));
                yield asksForImplied(parameter, parts)
                        ? new Condition.AllOf(List.of(none, new Condition.Present(parameter.code(), false)))
                        : none;
            }
            case "in", "below", "above" -> new Condition.AnyTerm(codes(parameter, modifier, parts), false);
            case "not-in" -> new Condition.NoTerm(codes(parameter, modifier, parts));
            case TEXT -> text(parameter, parts);
            case "of-type" -> ofType(parameter, parts);
            default ->
                throw SearchValues.unsupported(
                        parameter.code(), modifier, "not, text, in, not-in, below, above, of-type or missing");
        };
    }

    /** The terms of codes in the forms that resources leave. */
    private static List<Long> terms(SearchParameter parameter, List<String> parts) {
        long seed = TermHash.parameter(parameter.code());
        return parts.stream()
                .map(part -> TermHash.token(seed, form(parameter, part)))
                .toList();
    }

    /** A code's textual form without escapes, and without the system where the element implies just that (FHIR R4 3.1.1.4.10). */
    static String form(SearchParameter parameter, String part) {
        List<String> pieces = ValueSplit.at('|', part);
        if (pieces.size() == 1) {
            return TermHash.bare(ValueSplit.unescape(part));
        }
        if (pieces.size() > 2) {
            throw RecordErrors.parameter(parameter.code(), part, "system|code, with other bars escaped");
        }
        String system = ValueSplit.unescape(pieces.getFirst());
        String code = ValueSplit.unescape(pieces.getLast());
        if (!code.isEmpty()) {
            for (ValuePath path : parameter.paths()) {
                if (system.equals(path.impliedSystem())) {
                    return TermHash.bare(code);
                }
            }
        }
        return system + "|" + code;
    }

    /** Whether any code is asked for of the system that the elements themselves imply, which no code leaves as a term. */
    private static boolean asksForImplied(SearchParameter parameter, List<String> parts) {
        return parts.stream().anyMatch(part -> {
            List<String> pieces = ValueSplit.at('|', part);
            String system = ValueSplit.unescape(pieces.getFirst());
            return pieces.size() == 2
                    && pieces.getLast().isEmpty()
                    && parameter.paths().stream().allMatch(path -> system.equals(path.impliedSystem()));
        });
    }

    private static Condition text(SearchParameter parameter, List<String> parts) {
        List<String> beginnings = parts.stream()
                .map(part -> Wordings.shorten(ResourceIndexer.normalise(ValueSplit.unescape(part))))
                .filter(part -> !part.isEmpty())
                .toList();
        return beginnings.isEmpty()
                ? new Condition.AnyId(List.of())
                : new Condition.Worded(TermHash.modified(parameter.code(), TEXT), beginnings);
    }

    private static Condition ofType(SearchParameter parameter, List<String> parts) {
        if (parameter.paths().stream().noneMatch(path -> path.type().equals("Identifier"))) {
            throw SearchValues.unsupported(parameter.code(), "of-type", "not, text or missing; it has no identifiers");
        }
        long seed = TermHash.modified(parameter.code(), "of-type");
        List<Long> terms = new ArrayList<>();
        for (String part : parts) {
            List<String> pieces =
                    ValueSplit.at('|', part).stream().map(ValueSplit::unescape).toList();
            if (pieces.size() != 3 || pieces.get(1).isEmpty() || pieces.get(2).isEmpty()) {
                throw RecordErrors.parameter(parameter.code() + ":of-type", part, "system|code|value");
            }
            terms.add(TermHash.token(seed, String.join("|", pieces)));
        }
        return new Condition.AnyTerm(terms, true);
    }

    /** The terms of the codes that terminology says are asked for. */
    private List<Long> codes(SearchParameter parameter, String modifier, List<String> parts) {
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
        long seed = TermHash.parameter(parameter.code());
        return codes.stream()
                .filter(code -> !bare || mayBeImplied(parameter, code.system()))
                .map(code -> TermHash.token(
                        seed,
                        code.system() == null || bare ? TermHash.bare(code.code()) : code.system() + "|" + code.code()))
                .toList();
    }

    private static boolean mayBeImplied(SearchParameter parameter, @Nullable String system) {
        return system == null
                || parameter.paths().stream()
                        .anyMatch(path -> path.impliedSystem() == null || system.equals(path.impliedSystem()));
    }

    /** Where each has its system and value, the table of identities knows them. */
    private static Condition identifiers(List<String> parts, List<Long> terms) {
        boolean whole = parts.stream().allMatch(part -> {
            List<String> pieces = ValueSplit.at('|', part);
            return pieces.size() == 2
                    && !pieces.getFirst().isEmpty()
                    && !pieces.getLast().isEmpty();
        });
        return whole ? new Condition.AnyIdentifier(terms) : new Condition.AnyTerm(terms, true);
    }
}
