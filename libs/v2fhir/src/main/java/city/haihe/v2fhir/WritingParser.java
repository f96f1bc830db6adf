package city.haihe.v2fhir;

import city.haihe.v2fhir.WritingRule.Implied;
import city.haihe.v2fhir.WritingRule.Line;
import city.haihe.v2fhir.WritingRule.MessageMap;
import city.haihe.v2fhir.WritingRule.Option;
import city.haihe.v2fhir.WritingRule.Rule;
import city.haihe.v2fhir.WritingRule.Source;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the files in {@code write/}; {@code docs/mapping.md} describes the format. */
final class WritingParser {

    private static final Pattern TOKEN = Pattern.compile("\"[^\"]*\"|\\S+");
    private static final Pattern COMMENT = Pattern.compile("(^|\\s)# .*$");
    private static final Pattern TARGET =
            Pattern.compile("(?:[A-Z][A-Z0-9]{2}-(\\d+))?(\\[])?(?:\\.(\\d+)(?:\\.(\\d+))?(\\+)?)?");
    private static final String ARROW = "<-";

    private final WritingTables tables;
    private final WritingConverters converters;
    private final Map<String, List<WritingRule>> segments = new HashMap<>();
    private final Map<String, MessageMap> messages = new HashMap<>();

    private record Text(int indent, List<String> tokens, String origin) {

        IllegalArgumentException error(String problem) {
            return new IllegalArgumentException(origin + ": " + problem);
        }
    }

    WritingParser(WritingTables tables) {
        this.tables = tables;
        this.converters = new WritingConverters(tables);
    }

    /** Adds a file. */
    void add(String file, String content) {
        List<Text> lines = lines(file, content);
        int index = 0;
        while (index < lines.size()) {
            int end = index + 1;
            while (end < lines.size() && lines.get(end).indent() > 0) {
                end++;
            }
            addSection(lines.get(index), lines.subList(index + 1, end));
            index = end;
        }
    }

    WritingMaps maps() {
        converters.check();
        messages.values().forEach(message -> check(message.lines()));
        return new WritingMaps(Map.copyOf(segments), Map.copyOf(messages));
    }

    private void check(List<Line> lines) {
        for (Line line : lines) {
            String map = line.map();
            if (map != null && !segments.containsKey(line.segment() + '<' + map)) {
                throw new IllegalArgumentException(
                        "segment map: " + line.segment() + " <- " + map + " (expected: a map in write/)");
            }
            check(line.children());
        }
    }

    private static List<Text> lines(String file, String content) {
        List<Text> lines = new ArrayList<>();
        int number = 0;
        for (String raw : content.split("\n")) {
            number++;
            String line = COMMENT.matcher(raw).replaceAll("").stripTrailing();
            List<String> tokens =
                    TOKEN.matcher(line).results().map(match -> match.group()).toList();
            if (!tokens.isEmpty()) {
                lines.add(new Text(line.length() - line.stripLeading().length(), tokens, file + ':' + number));
            }
        }
        return lines;
    }

    private void addSection(Text header, List<Text> body) {
        List<String> tokens = header.tokens();
        switch (tokens.getFirst()) {
            case "segment" -> put(segments, header, tokens.get(1) + '<' + tokens.get(3), rules(body));
            case "type" -> converters.addType(tokens.get(1), rules(body));
            case "message" -> addMessages(header, body);
            case "table", "system" -> {
                // Read with the tables.
            }
            default -> throw header.error("section: " + tokens.getFirst());
        }
    }

    /** {@code message ADT^A28^ADT_A05 … of Patient}. */
    private void addMessages(Text header, List<Text> body) {
        List<String> tokens = header.tokens();
        int of = tokens.indexOf("of");
        List<Line> lines = messageLines(body);
        List<String> focus = List.copyOf(tokens.subList(of + 1, tokens.size()));
        for (String event : tokens.subList(1, of)) {
            int structure = event.lastIndexOf('^');
            put(
                    messages,
                    header,
                    event.substring(0, structure),
                    new MessageMap(event.substring(structure + 1), focus, lines));
        }
    }

    private static <T> void put(Map<String, T> map, Text line, String name, T value) {
        if (map.put(name, value) != null) {
            throw line.error(name + " is there twice");
        }
    }

    private List<Line> messageLines(List<Text> body) {
        List<Line> lines = new ArrayList<>();
        int index = 0;
        while (index < body.size()) {
            Text line = body.get(index);
            int end = index + 1;
            while (end < body.size() && body.get(end).indent() > line.indent()) {
                end++;
            }
            lines.add(messageLine(line, messageLines(body.subList(index + 1, end))));
            index = end;
        }
        return List.copyOf(lines);
    }

    /** {@code SEGMENT <- PATH [as MAP] [one] [required] [resets SEGMENT…]}, or {@code each PATH}. */
    private Line messageLine(Text line, List<Line> children) {
        List<String> tokens = line.tokens();
        boolean group = tokens.getFirst().equals("each");
        if (!group && (tokens.size() < 3 || !tokens.get(1).equals(ARROW))) {
            throw line.error("expected: SEGMENT <- PATH, or each PATH");
        }
        List<String> words = tokens.subList(group ? 2 : 3, tokens.size());
        int as = words.indexOf("as");
        int resets = words.indexOf("resets");
        return new Line(
                group ? "" : tokens.getFirst(),
                WritingPath.parse(tokens.get(group ? 1 : 2), tables),
                as < 0 ? null : words.get(as + 1),
                words.contains("one"),
                words.contains("required"),
                resets < 0 ? List.of() : List.copyOf(words.subList(resets + 1, words.size())),
                children);
    }

    private List<WritingRule> rules(List<Text> body) {
        List<WritingRule> rules = new ArrayList<>();
        for (Text line : body) {
            try {
                rules.add(rule(line));
            } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
                throw line.error(String.join(" ", line.tokens()) + " (" + e.getMessage() + ")");
            }
        }
        return List.copyOf(rules);
    }

    private WritingRule rule(Text line) {
        List<String> tokens = line.tokens();
        int condition = tokens.indexOf("if");
        int end = condition < 0 ? tokens.size() : condition;
        List<WritingPath.Test> tests = tests(tokens, condition);
        if (tokens.getFirst().equals("implied")) {
            return new Implied(
                    WritingPath.parse(tokens.get(1), tables),
                    tokens.subList(2, end).contains("composed"),
                    tests);
        }
        if (!tokens.get(1).equals(ARROW)) {
            throw line.error("expected: FIELD <- PATH CONVERSION");
        }
        Source source = source(tokens.get(2));
        int next = 3;
        String conversion = "string";
        if (next < end && !isOption(tokens.get(next))) {
            conversion = tokens.get(next++);
        }
        Set<Option> options = EnumSet.noneOf(Option.class);
        for (String word : tokens.subList(next, end)) {
            options.add(Option.valueOf(word.toUpperCase(Locale.ROOT)));
        }
        Matcher target = TARGET.matcher(tokens.getFirst());
        if (!target.matches()) {
            throw line.error("field: " + tokens.getFirst() + " (expected: PID-3[], PV1-3.1, .1 or .4+)");
        }
        return new Rule(
                number(target.group(1)),
                number(target.group(3)),
                number(target.group(4)),
                target.group(5) != null,
                target.group(2) != null,
                source,
                converters.of(conversion),
                Set.copyOf(options),
                tests,
                line.origin());
    }

    private static int number(@Nullable String digits) {
        return digits == null ? 0 : Integer.parseInt(digits);
    }

    private static boolean isOption(String word) {
        for (Option option : Option.values()) {
            if (option.name().toLowerCase(Locale.ROOT).equals(word)) {
                return true;
            }
        }
        return false;
    }

    private Source source(String text) {
        if (text.equals("#")) {
            return new Source.Ordinal();
        }
        if (text.startsWith("\"")) {
            return new Source.Constant(text.substring(1, text.length() - 1));
        }
        return new Source.Path(WritingPath.parse(text, tables));
    }

    /** {@code if TEST [and TEST …]}. */
    private List<WritingPath.Test> tests(List<String> tokens, int start) {
        List<WritingPath.Test> tests = new ArrayList<>();
        for (int index = start < 0 ? tokens.size() : start + 1; index < tokens.size(); index += 2) {
            tests.add(WritingPath.test(tokens.get(index), tables));
        }
        return List.copyOf(tests);
    }
}
