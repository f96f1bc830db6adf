package city.haihe.fhir.path;

import city.haihe.fhir.FhirString;
import city.haihe.fhir.path.Function.Call;
import city.haihe.fhir.path.SystemValue.IntegerValue;
import city.haihe.fhir.path.SystemValue.StringValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** Functions on texts (FHIRPath 2.0 5.6). */
final class StringFunctions {

    private StringFunctions() {}

    /** What a function makes of a text. */
    private interface OnText {
        List<Item> apply(String text);
    }

    /** What a function makes of a text and another. */
    private interface OnTexts {
        List<Item> apply(String text, String other);
    }

    static List<Function> all() {
        return List.of(
                new Function("length", 0, 0, call -> one(call, text -> List.of(new IntegerValue(text.length())))),
                new Function("upper", 0, 0, call -> one(call, text -> Evaluation.text(text.toUpperCase(Locale.ROOT)))),
                new Function("lower", 0, 0, call -> one(call, text -> Evaluation.text(text.toLowerCase(Locale.ROOT)))),
                new Function("trim", 0, 0, call -> one(call, text -> Evaluation.text(text.strip()))),
                new Function("toChars", 0, 0, call -> one(call, text -> toChars(call, text))),
                new Function(
                        "indexOf",
                        1,
                        1,
                        call -> two(call, (text, part) -> List.of(new IntegerValue(text.indexOf(part))))),
                new Function(
                        "lastIndexOf",
                        1,
                        1,
                        call -> two(call, (text, part) -> List.of(new IntegerValue(text.lastIndexOf(part))))),
                new Function(
                        "startsWith", 1, 1, call -> two(call, (text, part) -> Evaluation.truth(text.startsWith(part)))),
                new Function(
                        "endsWith", 1, 1, call -> two(call, (text, part) -> Evaluation.truth(text.endsWith(part)))),
                new Function(
                        "contains", 1, 1, call -> two(call, (text, part) -> Evaluation.truth(text.contains(part)))),
                new Function("substring", 1, 2, call -> one(call, text -> substring(call, text))),
                new Function("replace", 2, 2, call -> two(call, (text, part) -> replace(call, text, part))),
                new Function("matches", 1, 1, call -> two(call, (text, regex) -> matches(call, text, regex, false))),
                new Function("matchesFull", 1, 1, call -> two(call, (text, regex) -> matches(call, text, regex, true))),
                new Function(
                        "replaceMatches", 2, 2, call -> two(call, (text, regex) -> replaceMatches(call, text, regex))),
                new Function("split", 1, 1, call -> two(call, (text, separator) -> split(call, text, separator))),
                new Function("join", 0, 1, StringFunctions::join));
    }

    /** The text of the only item of the input, or null; what is no text is an error. */
    static @Nullable String text(Call call, List<Item> items) {
        Item item = Evaluation.single(items, call.name() + "()");
        if (item == null) {
            return null;
        }
        if (item instanceof StringValue(String text)) {
            return text;
        }
        // Dates and times of FHIR are texts to these functions, as its own invariants have it.
        if (item instanceof Element element && element.value() instanceof FhirString(String text)) {
            return text;
        }
        if (item instanceof Element element && element.isPrimitive() && element.value() == null) {
            return null;
        }
        throw call.error(item.type(), "a String");
    }

    private static List<Item> one(Call call, OnText function) {
        String text = text(call, call.input());
        if (text == null) {
            return List.of();
        }
        call.evaluation().budget().length(text.length());
        return function.apply(text);
    }

    private static List<Item> two(Call call, OnTexts function) {
        String text = text(call, call.input());
        String other = text(call, call.argument(0));
        if (text == null || other == null) {
            return List.of();
        }
        call.evaluation().budget().length(text.length());
        return function.apply(text, other);
    }

    private static List<Item> toChars(Call call, String text) {
        call.evaluation().budget().size(text.length());
        return text.chars()
                .<Item>mapToObj(c -> new StringValue(String.valueOf((char) c)))
                .toList();
    }

    private static List<Item> substring(Call call, String text) {
        Integer start = integer(call, 0);
        Integer length = call.size() == 2 ? integer(call, 1) : Integer.valueOf(Integer.MAX_VALUE);
        if (start == null || start < 0 || start >= text.length()) {
            return List.of();
        }
        int rest = text.length() - start;
        int taken = length == null ? rest : Math.clamp(length, 0, rest);
        return Evaluation.text(text.substring(start, start + taken));
    }

    private static @Nullable Integer integer(Call call, int argument) {
        Item item = Evaluation.single(call.argument(argument), call.name() + "()");
        if (item == null) {
            return null;
        }
        if (Conversions.system(item) instanceof IntegerValue(int number)) {
            return number;
        }
        throw call.error(item.type(), "an Integer");
    }

    private static List<Item> replace(Call call, String text, String part) {
        String substitute = text(call, call.argument(1));
        if (substitute == null) {
            return List.of();
        }
        int places = part.isEmpty() ? text.length() + 1 : occurrences(text, part);
        call.evaluation()
                .budget()
                .length(text.length() + (long) places * Math.max(0, substitute.length() - part.length()));
        return Evaluation.text(text.replace(part, substitute));
    }

    private static int occurrences(String text, String part) {
        int count = 0;
        for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length())) {
            count++;
        }
        return count;
    }

    /** A matcher over a text that counts each look at it, so that no pattern can run for long. */
    private static Matcher matcher(Call call, String text, String regex) {
        try {
            return Pattern.compile(regex, Pattern.DOTALL)
                    .matcher(new CountedText(text, call.evaluation().budget()));
        } catch (PatternSyntaxException malformed) {
            throw call.error("a malformed pattern", "a regular expression");
        } catch (StackOverflowError tooDeep) {
            throw tooDeep(call);
        }
    }

    /** The JDK's patterns recurse: what overflows the stack is given up, and nothing else is harmed. */
    private static FhirPathException tooDeep(Call call) {
        return FhirPathException.limit(call.name() + "(): pattern too deep (expected: fewer groups and repetitions)");
    }

    private static List<Item> matches(Call call, String text, String regex, boolean full) {
        Matcher matcher = matcher(call, text, regex);
        try {
            return Evaluation.truth(full ? matcher.matches() : matcher.find());
        } catch (StackOverflowError tooDeep) {
            throw tooDeep(call);
        }
    }

    private static List<Item> replaceMatches(Call call, String text, String regex) {
        String substitute = text(call, call.argument(1));
        if (substitute == null) {
            return List.of();
        }
        if (regex.isEmpty()) {
            return Evaluation.text(text);
        }
        Matcher matcher = matcher(call, text, regex);
        StringBuilder out = new StringBuilder();
        try {
            while (matcher.find()) {
                matcher.appendReplacement(out, substitute);
                call.evaluation().budget().length(out.length());
            }
        } catch (StackOverflowError tooDeep) {
            throw tooDeep(call);
        } catch (IllegalArgumentException | IndexOutOfBoundsException malformed) {
            throw call.error("a malformed substitution", "text with $1 for groups");
        }
        matcher.appendTail(out);
        return Evaluation.text(call.evaluation().budget().bounded(out.toString()));
    }

    private static List<Item> split(Call call, String text, String separator) {
        List<Item> parts = new ArrayList<>();
        int start = 0;
        for (int at = separator.isEmpty() ? -1 : text.indexOf(separator);
                at >= 0;
                at = text.indexOf(separator, start)) {
            parts.add(new StringValue(text.substring(start, at)));
            call.evaluation().budget().size(parts.size());
            start = at + separator.length();
        }
        parts.add(new StringValue(text.substring(start)));
        return parts;
    }

    private static List<Item> join(Call call) {
        String separator = call.size() == 0 ? "" : text(call, call.argument(0));
        StringBuilder out = new StringBuilder();
        boolean first = true;
        for (Item item : call.input()) {
            String text = text(call, List.of(item));
            if (text != null) {
                out.append(first || separator == null ? "" : separator).append(text);
                call.evaluation().budget().length(out.length());
                first = false;
            }
        }
        return call.input().isEmpty() ? List.of() : Evaluation.text(out.toString());
    }

    /** A text each look at which counts as a step. */
    private record CountedText(String text, Budget budget) implements CharSequence {
        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            budget.step();
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.substring(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
