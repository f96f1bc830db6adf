package city.haihe.app.record.internal;

import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.HaiheException;
import city.haihe.fhir.SearchParameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Understands the name of a search parameter: plain, a chain, or a reverse chain, each as deep as {@link #MAX_STEPS} and in
 * any mixture, with modifiers on every step (FHIR R4 3.1.1.5.4, 3.1.1.5.5).
 */
final class ChainParser {

    /** References that one parameter may follow; the longest way through a hospital's record that anybody asks has four. */
    static final int MAX_STEPS = 8;

    /** Ends that one parameter may look at: a reference to any type, once, or several of a few types each. */
    private static final int MAX_ENDS = 200;

    private static final String HAS = "_has:";
    private static final String LIST = "_list";

    private final SearchParameters parameters;
    private final ResourceTables tables;
    private final SearchValues values;

    ChainParser(SearchParameters parameters, ResourceTables tables, SearchValues values) {
        this.parameters = parameters;
        this.tables = tables;
        this.values = values;
    }

    /** The condition of a parameter, or null where the type has none of that name. */
    @Nullable
    Condition parse(String type, String name, String value, Visibility visibility) {
        Walk walk = new Walk(name, value, visibility);
        Condition condition = walk.parse(type, name, 0);
        if (condition != null) {
            return condition;
        }
        if (walk.refused != null) {
            throw walk.refused;
        }
        if (walk.outOfScope) {
            throw new HaiheException(
                    ErrorCode.INSUFFICIENT_SCOPE,
                    "parameter: no scope for what it looks at (expected: a scope to search that type)");
        }
        if (walk.followed) {
            throw RecordErrors.unsupportedParameter(name, "a search parameter of what is referred to");
        }
        return null;
    }

    private static boolean isReference(@Nullable SearchParameter parameter) {
        return parameter != null && parameter.kind() == SearchParameter.Kind.REFERENCE;
    }

    /** One parameter's way along its references. */
    private final class Walk {

        private final String whole;
        private final String value;
        private final Visibility visibility;
        private int ends;
        private boolean followed;
        private boolean outOfScope;
        private @Nullable HaiheException refused;

        Walk(String whole, String value, Visibility visibility) {
            this.whole = whole;
            this.value = value;
            this.visibility = visibility;
        }

        @Nullable
        Condition parse(String type, String name, int steps) {
            if (name.startsWith(HAS)) {
                return reverse(type, name.substring(HAS.length()), steps);
            }
            int dot = name.indexOf('.');
            String first = dot < 0 ? name : name.substring(0, dot);
            int colon = first.indexOf(':');
            String code = colon < 0 ? first : first.substring(0, colon);
            String modifier = colon < 0 ? "" : first.substring(colon + 1);
            return dot < 0 ? plain(type, code, modifier) : chain(type, code, modifier, name.substring(dot + 1), steps);
        }

        private @Nullable Condition plain(String type, String code, String modifier) {
            if (code.equals("_id")) {
                return values.ids(modifier, value);
            }
            if (code.equals("_lastUpdated")) {
                if (!modifier.isEmpty()) {
                    throw RecordErrors.unsupportedParameter(code + ":" + modifier, "no modifier");
                }
                return values.updated(value);
            }
            if (SearchValues.isProse(type, code)) {
                if (!modifier.isEmpty()) {
                    throw RecordErrors.unsupportedParameter(code + ":" + modifier, "no modifier");
                }
                return values.prose(type, code, value);
            }
            if (code.equals(SearchValues.FILTER)) {
                // To ignore it would answer far more than was asked for.
                throw RecordErrors.unsupportedParameter(code, "search parameters instead of an expression");
            }
            if (code.equals(LIST)) {
                return list(modifier);
            }
            SearchParameter parameter = parameters.find(type, code).orElse(null);
            if (parameter == null) {
                return null;
            }
            return values.condition(tables.of(type), parameter, modifier, value);
        }

        /** What a List names (FHIR R4 3.1.1.4.6), as a reverse chain from it. */
        private @Nullable Condition list(String modifier) {
            if (!modifier.isEmpty() || value.startsWith("$")) {
                throw RecordErrors.unsupportedParameter(LIST, "ids of List resources");
            }
            if (!visibility.reaches("List")) {
                outOfScope = true;
                return null;
            }
            Condition.End lists = new Condition.End("List", List.of(values.ids("", value)));
            return new Condition.Link(true, TermHash.parameter("item"), List.of(lists));
        }

        private @Nullable Condition chain(String type, String code, String target, String rest, int steps) {
            SearchParameter parameter = parameters.find(type, code).orElse(null);
            if (parameter == null) {
                return null;
            }
            if (!isReference(parameter)) {
                throw RecordErrors.unsupportedParameter(whole, "a chain through a reference parameter");
            }
            if (!target.isEmpty() && !parameter.targets().contains(target)) {
                throw RecordErrors.unsupportedParameter(whole, "a type that " + code + " refers to");
            }
            follow(steps);
            List<Condition.End> found = new ArrayList<>();
            for (String end : target.isEmpty() ? parameter.targets() : Set.of(target)) {
                Condition condition = end(end, rest, steps, target.isEmpty());
                if (condition != null) {
                    found.add(new Condition.End(end, List.of(condition)));
                }
            }
            return found.isEmpty() ? null : new Condition.Link(false, TermHash.parameter(code), found);
        }

        /** What of {@code _has} follows its first colon: {@code Type:reference:parameter}. */
        private @Nullable Condition reverse(String type, String rest, int steps) {
            int first = rest.indexOf(':');
            int second = first < 0 ? -1 : rest.indexOf(':', first + 1);
            if (second < 0 || second == rest.length() - 1) {
                throw RecordErrors.unsupportedParameter(whole, "_has:Type:reference:parameter");
            }
            String source = rest.substring(0, first);
            String code = rest.substring(first + 1, second);
            SearchParameter parameter = parameters.find(source, code).orElse(null);
            if (!isReference(parameter) || parameter == null) {
                throw RecordErrors.unsupportedParameter(whole, "_has, a type, and a reference parameter of it");
            }
            if (!parameter.targets().contains(type)) {
                if (steps == 0) {
                    throw RecordErrors.unsupportedParameter(whole, "a reference parameter that leads to " + type);
                }
                return null;
            }
            follow(steps);
            Condition condition = end(source, rest.substring(second + 1), steps, false);
            return condition == null
                    ? null
                    : new Condition.Link(
                            true, TermHash.parameter(code), List.of(new Condition.End(source, List.of(condition))));
        }

        private void follow(int steps) {
            followed = true;
            if (steps == MAX_STEPS) {
                throw RecordErrors.unsupportedParameter(whole, "at most " + MAX_STEPS + " references to follow");
            }
        }

        /** The condition at an end, or null where this is none; of several possible ends not all need to know the parameter. */
        private @Nullable Condition end(String type, String rest, int steps, boolean oneOfSeveral) {
            ends++;
            if (ends > MAX_ENDS) {
                throw RecordErrors.unsupportedParameter(
                        whole, "at most " + MAX_ENDS + " types to look at; name them, as in subject:Patient.name");
            }
            if (!visibility.reaches(type)) {
                outOfScope = true;
                return null;
            }
            try {
                return parse(type, rest, steps + 1);
            } catch (HaiheException malformed) {
                if (!oneOfSeveral || ends > MAX_ENDS || steps + 1 >= MAX_STEPS) {
                    throw malformed;
                }
                refused = malformed;
                return null;
            }
        }
    }
}
