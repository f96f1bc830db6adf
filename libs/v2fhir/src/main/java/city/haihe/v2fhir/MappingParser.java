package city.haihe.v2fhir;

import city.haihe.v2fhir.CodeTable.Row;
import city.haihe.v2fhir.Mapping.SegmentMap;
import city.haihe.v2fhir.Mapping.TypeMap;
import city.haihe.v2fhir.MappingRule.Condition;
import city.haihe.v2fhir.MappingRule.Option;
import city.haihe.v2fhir.MessageRule.Verb;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads mapping files; {@code docs/mapping.md} describes the format. */
final class MappingParser {

    private static final Pattern TOKEN = Pattern.compile("\"[^\"]*\"|\\S+");
    private static final Pattern COMMENT = Pattern.compile("(^|\\s)#.*$");

    private final Map<String, SegmentMap> segments = new HashMap<>();
    private final Map<String, TypeMap> types = new HashMap<>();
    private final Map<String, CodeTable> tables = new HashMap<>();
    private final Map<String, String> systems = new HashMap<>();
    private final Map<String, String> codingSystems = new HashMap<>();
    private final Map<String, List<MessageRule>> messages = new HashMap<>();
    private final Map<String, List<MessageRule>> groups = new HashMap<>();

    /** What an overlay may use of the mapping below it. */
    private final Map<String, String> known = new HashMap<>();

    private final Map<String, List<MessageRule>> knownGroups = new HashMap<>();

    private record Line(int indent, List<String> tokens, String origin, String comment) {

        IllegalArgumentException error(String problem) {
            return new IllegalArgumentException(origin + ": " + problem);
        }
    }

    /** Adds a file. */
    MappingParser add(String file, String text) {
        List<Line> lines = lines(file, text);
        int index = 0;
        while (index < lines.size()) {
            Line header = lines.get(index);
            int end = index + 1;
            while (end < lines.size() && lines.get(end).indent() > 0) {
                end++;
            }
            addSection(header, lines.subList(index + 1, end));
            index = end;
        }
        return this;
    }

    /** Everything that was added. */
    Mapping mapping() {
        return new Mapping(
                Map.copyOf(segments),
                Map.copyOf(types),
                Map.copyOf(tables),
                Map.copyOf(systems),
                Map.copyOf(codingSystems),
                Map.copyOf(messages),
                Map.copyOf(groups));
    }

    /** Reads an overlay of a mapping, whose names it may use. */
    static Mapping overlay(Mapping base, String text) {
        MappingParser parser = new MappingParser();
        parser.known.putAll(base.systems());
        parser.knownGroups.putAll(base.groups());
        return parser.add("overlay", text).mapping();
    }

    private String system(String name) {
        String own = systems.get(name);
        return own == null ? known.getOrDefault(name, name) : own;
    }

    private void addSection(Line header, List<Line> body) {
        List<String> tokens = header.tokens();
        switch (tokens.getFirst()) {
            case "segment" -> addSegment(header, body);
            case "type" -> unique(types, header, tokens.get(1), new TypeMap(tokens.get(1), tokens.get(3), rules(body)));
            case "table" -> addTable(header, body);
            case "system" -> unique(systems, header, tokens.get(1), tokens.get(2));
            case "coding-system" -> unique(codingSystems, header, tokens.get(1), tokens.get(2));
            case "group" -> unique(groups, header, tokens.get(1), messageRules(body));
            case "message" -> {
                List<MessageRule> rules = messageRules(body);
                tokens.subList(1, tokens.size()).forEach(event -> unique(messages, header, event, rules));
            }
            default -> throw header.error("section: " + tokens.getFirst());
        }
    }

    private static <T> void unique(Map<String, T> map, Line line, String name, T value) {
        if (map.put(name, value) != null) {
            throw line.error(name + " is there twice");
        }
    }

    /** {@code segment PID -> Patient [key NAME] [snapshot ELEMENT…]}. */
    private void addSegment(Line header, List<Line> body) {
        List<String> tokens = header.tokens();
        String name = tokens.get(1) + '>' + tokens.get(3);
        int key = tokens.indexOf("key");
        int snapshot = tokens.indexOf("snapshot");
        List<String> elements = snapshot < 0 ? List.of() : tokens.subList(snapshot + 1, tokens.size());
        unique(
                segments,
                header,
                name,
                new SegmentMap(
                        tokens.get(1),
                        tokens.get(3),
                        key < 0 ? "" : tokens.get(key + 1),
                        List.copyOf(elements),
                        rules(body)));
    }

    /**
     * {@code table 0001 -> SYSTEM [strict] [identity] [of 0074]}, then rows {@code CODE TARGET ["Display"] [SYSTEM]}. In an
     * identity table a code without a row stands for itself.
     */
    private void addTable(Line header, List<Line> body) {
        List<String> tokens = header.tokens();
        String name = tokens.get(1);
        String system = system(tokens.get(3));
        int of = tokens.indexOf("of");
        @Nullable String original = CodeTable.v2System(of < 0 ? name : tokens.get(of + 1));
        Map<String, Row> rows = new HashMap<>();
        for (Line line : body) {
            @Nullable String display = null;
            String rowSystem = system;
            for (String token : line.tokens().subList(2, line.tokens().size())) {
                if (token.startsWith("\"")) {
                    display = unquoted(token);
                } else {
                    rowSystem = system(token);
                }
            }
            unique(rows, line, line.tokens().get(0), new Row(line.tokens().get(1), display, rowSystem));
        }
        unique(
                tables,
                header,
                name,
                new CodeTable(
                        name,
                        original,
                        system,
                        tokens.contains("strict"),
                        tokens.contains("identity"),
                        Map.copyOf(rows)));
    }

    /** The rules of a message or group; {@code use NAME} stands for the rules of a group that was named before. */
    private List<MessageRule> messageRules(List<Line> body) {
        List<MessageRule> rules = new ArrayList<>();
        for (Line line : body) {
            if (!line.tokens().getFirst().equals("use")) {
                rules.add(messageRule(line));
                continue;
            }
            String name = line.tokens().get(1);
            List<MessageRule> group = groups.getOrDefault(name, knownGroups.get(name));
            if (group == null) {
                throw line.error("group: " + name + " (expected: a group above)");
            }
            rules.addAll(group);
        }
        return List.copyOf(rules);
    }

    private MessageRule messageRule(Line line) {
        List<String> tokens = line.tokens();
        Verb verb = Verb.valueOf(tokens.get(1).toUpperCase(Locale.ROOT));
        int condition = tokens.indexOf("if");
        List<String> words = tokens.subList(2, condition < 0 ? tokens.size() : condition);
        String type = "";
        ResourceChange.Mode mode = ResourceChange.Mode.UPSERT;
        boolean asDefault = false;
        boolean required = false;
        @Nullable String with = null;
        @Nullable String also = null;
        boolean aside = false;
        Set<String> forgets = new HashSet<>();
        Set<String> closes = new HashSet<>();
        for (int index = 0; index < words.size(); index++) {
            String word = words.get(index);
            switch (word) {
                case "upsert", "ensure", "create" -> mode = ResourceChange.Mode.valueOf(word.toUpperCase(Locale.ROOT));
                case "default" -> asDefault = true;
                case "required" -> required = true;
                case "aside" -> aside = true;
                case "with" -> with = words.get(++index);
                case "also" -> also = words.get(++index);
                case "forgets" -> forgets.add(words.get(++index));
                case "closes" -> closes.add(words.get(++index));
                default -> {
                    if (verb == Verb.FORGETS) {
                        forgets.add(word);
                    } else {
                        type = word;
                    }
                }
            }
        }
        return new MessageRule(
                tokens.get(0),
                verb,
                type,
                mode,
                asDefault,
                required,
                with,
                also,
                Set.copyOf(forgets),
                aside,
                Set.copyOf(closes),
                conditions(line, condition));
    }

    private List<MappingRule> rules(List<Line> body) {
        List<MappingRule> rules = new ArrayList<>();
        int index = 0;
        while (index < body.size()) {
            Line line = body.get(index);
            int end = index + 1;
            while (end < body.size() && body.get(end).indent() > line.indent()) {
                end++;
            }
            rules.add(rule(line, body.subList(index + 1, end)));
            index = end;
        }
        return List.copyOf(rules);
    }

    private MappingRule rule(Line line, List<Line> block) {
        List<String> tokens = line.tokens();
        try {
            RuleSource source = RuleSource.parse(tokens.getFirst());
            if (tokens.get(1).equals("ignored") || tokens.get(1).equals(MappingRule.UNMAPPED)) {
                List<MappingRule.Condition> conditions = conditions(line, tokens.indexOf("if"));
                return new MappingRule(
                        source, "", tokens.get(1), "", Set.of(), conditions, List.of(), line.origin(), line.comment());
            }
            if (tokens.get(1).equals(MappingRule.CLEARS)) {
                List<MappingRule.Condition> conditions = conditions(line, tokens.indexOf("if"));
                return new MappingRule(
                        source,
                        tokens.get(2),
                        MappingRule.CLEARS,
                        "",
                        Set.of(),
                        conditions,
                        List.of(),
                        line.origin(),
                        line.comment());
            }
            if (!tokens.get(1).equals("->")) {
                throw line.error("expected: SOURCE -> ELEMENT TYPE");
            }
            int condition = tokens.indexOf("if");
            int end = condition < 0 ? tokens.size() : condition;
            String target = tokens.get(2);
            if (target.endsWith(":") == block.isEmpty()) {
                throw line.error("expected: ELEMENT: with indented rules below it, or ELEMENT TYPE");
            }
            String type = block.isEmpty() ? tokens.get(3) : "";
            int open = type.indexOf('(');
            return new MappingRule(
                    source,
                    block.isEmpty() ? target : target.substring(0, target.length() - 1),
                    open < 0 ? type : type.substring(0, open),
                    open < 0 ? "" : type.substring(open + 1, type.length() - 1),
                    options(line, tokens.subList(block.isEmpty() ? 4 : 3, end)),
                    conditions(line, condition),
                    rules(block),
                    line.origin(),
                    line.comment());
        } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
            throw line.error(String.join(" ", tokens) + " (" + e.getMessage() + ")");
        }
    }

    private static Set<Option> options(Line line, List<String> words) {
        Set<Option> options = EnumSet.noneOf(Option.class);
        for (String word : words) {
            options.add(Option.valueOf(word.toUpperCase(Locale.ROOT)));
        }
        return options;
    }

    /** {@code if [no] SOURCE[|SOURCE…] [= A|B | != A|B] [and …]}. */
    private static List<Condition> conditions(Line line, int start) {
        if (start < 0) {
            return List.of();
        }
        List<Condition> conditions = new ArrayList<>();
        List<String> tokens = line.tokens();
        int index = start + 1;
        while (index < tokens.size()) {
            boolean negated = tokens.get(index).equals("no");
            List<RuleSource> sources = Stream.of(
                            tokens.get(negated ? index + 1 : index).split("\\|"))
                    .map(RuleSource::parse)
                    .toList();
            index += negated ? 2 : 1;
            Set<String> values = Set.of();
            if (index < tokens.size() && tokens.get(index).endsWith("=")) {
                negated = tokens.get(index).equals("!=");
                values = Set.of(tokens.get(index + 1).split("\\|"));
                index += 2;
            }
            conditions.add(new Condition(sources, negated, values));
            if (index < tokens.size() && !tokens.get(index++).equals("and")) {
                throw line.error("condition: expected \"and\"");
            }
        }
        return List.copyOf(conditions);
    }

    private static List<Line> lines(String file, String text) {
        List<Line> lines = new ArrayList<>();
        int number = 0;
        for (String raw : text.split("\n")) {
            number++;
            String code = COMMENT.matcher(raw).replaceFirst("").stripTrailing();
            if (!code.isBlank()) {
                int indent = code.length() - code.stripLeading().length();
                List<String> tokens = TOKEN.matcher(code)
                        .results()
                        .map(match -> match.group())
                        .toList();
                String comment =
                        raw.substring(Math.min(code.length(), raw.length())).strip();
                lines.add(new Line(
                        indent,
                        tokens,
                        file + ':' + number,
                        comment.isEmpty() ? "" : comment.substring(1).strip()));
            }
        }
        return lines;
    }

    private static String unquoted(String token) {
        return token.substring(1, token.length() - 1);
    }
}
