package city.haihe.v2fhir;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A path from an element to others, as {@code docs/mapping.md} describes it: {@code name[0].given[1+]},
 * {@code participant{type.coding.code=ATND}.individual->Practitioner}, {@code extension(religion).valueCodeableConcept}.
 *
 * @param steps its steps; none for {@code .}, the element itself
 */
record WritingPath(List<Step> steps) {

    private static final Pattern STEP = Pattern.compile(
            "(\\^|[A-Za-z_][A-Za-z_0-9]*)(?:\\(([^)]+)\\))?((?:\\{.+})?)(?:\\[(-?\\d+)(\\+?)])?(->(\\w*))?");

    /**
     * One step.
     *
     * @param name the member's name; {@code ^} is the resource that the element stands in; a type's name, as the first step,
     *     means all resources of the type
     * @param extension the URL of the extension that is meant, or null
     * @param from the index of the first element that is taken; -1 for the last
     * @param to the index behind the last that is taken
     * @param tests what the elements must fulfil
     * @param follows whether the reference is followed
     * @param type the type of resource that is followed to, or an empty text for any
     */
    record Step(
            String name,
            @Nullable String extension,
            int from,
            int to,
            List<Test> tests,
            boolean follows,
            String type) {}

    /** How a test compares. */
    enum Comparison {
        EXISTS,
        EQUALS,
        STARTS,
        ENDS
    }

    /**
     * One test, such as {@code system=email}, {@code !type} or {@code system^=urn:haihe:}.
     *
     * @param negated whether it must not hold
     * @param path what is looked at
     * @param comparison how
     * @param values what it is compared with; it holds for any of them
     */
    record Test(boolean negated, WritingPath path, Comparison comparison, Set<String> values) {}

    /** Parses a path; the aliases of extensions become their URLs. */
    static WritingPath parse(String text, WritingTables tables) {
        if (text.equals(".")) {
            return new WritingPath(List.of());
        }
        List<Step> steps = new ArrayList<>();
        for (String part : split(text, '.')) {
            steps.add(step(part, tables));
        }
        return new WritingPath(List.copyOf(steps));
    }

    private static Step step(String text, WritingTables tables) {
        Matcher matcher = STEP.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("step: " + text + " (expected: NAME{TEST}[INDEX]->TYPE)");
        }
        int from = matcher.group(4) == null ? 0 : Integer.parseInt(matcher.group(4));
        boolean open = matcher.group(4) == null || !matcher.group(5).isEmpty();
        List<Test> tests = new ArrayList<>();
        String braces = matcher.group(3);
        if (!braces.isEmpty()) {
            for (String test : braces.substring(1, braces.length() - 1).split("}\\{")) {
                tests.add(test(test, tables));
            }
        }
        return new Step(
                matcher.group(1),
                matcher.group(2) == null ? null : tables.system(matcher.group(2)),
                from,
                open ? Integer.MAX_VALUE : from + 1,
                List.copyOf(tests),
                matcher.group(6) != null,
                matcher.group(7) == null ? "" : matcher.group(7));
    }

    /** Parses a test. */
    static Test test(String text, WritingTables tables) {
        boolean negated = text.startsWith("!");
        String rest = negated ? text.substring(1) : text;
        int equal = rest.indexOf('=');
        if (equal < 0) {
            return new Test(negated, parse(rest, tables), Comparison.EXISTS, Set.of());
        }
        char before = rest.charAt(equal - 1);
        Comparison comparison = before == '^' ? Comparison.STARTS : before == '$' ? Comparison.ENDS : Comparison.EQUALS;
        String path = rest.substring(0, comparison == Comparison.EQUALS ? equal : equal - 1);
        return new Test(
                negated,
                parse(path, tables),
                comparison,
                Set.of(rest.substring(equal + 1).split("\\|")));
    }

    /** Splits at a character that stands in no bracket. */
    private static List<String> split(String text, char separator) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        int start = 0;
        for (int index = 0; index < text.length(); index++) {
            char c = text.charAt(index);
            if (c == '{' || c == '(' || c == '[') {
                depth++;
            } else if (c == '}' || c == ')' || c == ']') {
                depth--;
            } else if (c == separator && depth == 0) {
                parts.add(text.substring(start, index));
                start = index + 1;
            }
        }
        parts.add(text.substring(start));
        return parts;
    }

    /** The elements that it leads to, in order. */
    List<Element> from(Element start, WritingRun run) {
        List<Element> found = List.of(start);
        boolean first = true;
        for (Step step : steps) {
            List<Element> next = new ArrayList<>();
            for (Element element : found) {
                follow(step, candidates(step, element, first, run), run, next);
            }
            found = next;
            first = false;
        }
        return found;
    }

    private static List<Element> candidates(Step step, Element element, boolean first, WritingRun run) {
        if (step.name().equals("^")) {
            return List.of(Element.resource(element.resource(), element.root()));
        }
        if (first && Character.isUpperCase(step.name().charAt(0))) {
            return run.content().ofType(step.name());
        }
        List<Element> children = element.children(step.name());
        String url = step.extension();
        return url == null
                ? children
                : children.stream()
                        .filter(extension -> extension.text("url").equals(url))
                        .toList();
    }

    private static void follow(Step step, List<Element> candidates, WritingRun run, List<Element> next) {
        List<Element> passed = new ArrayList<>();
        for (Element candidate : candidates) {
            if (step.tests().stream().allMatch(test -> holds(test, candidate, run))) {
                passed.add(candidate);
            }
        }
        int from = step.from() < 0 ? Math.max(0, passed.size() + step.from()) : step.from();
        int to = step.from() < 0 ? passed.size() : Math.min(step.to(), passed.size());
        for (int index = from; index < to; index++) {
            Element element = passed.get(index);
            if (step.extension() != null) {
                run.tell(element.child("url"));
            }
            if (!step.follows()) {
                next.add(element);
                continue;
            }
            Element target = run.resolve(element, step.type());
            if (target != null) {
                next.add(target);
            }
        }
    }

    /** Whether a test holds; what it was found to equal is said by where the value is written. */
    static boolean holds(Test test, Element element, WritingRun run) {
        boolean any = false;
        for (Element found : test.path().from(element, run)) {
            String text = found.text();
            boolean equal = switch (test.comparison()) {
                case EXISTS -> true;
                case EQUALS -> test.values().contains(text);
                case STARTS -> test.values().stream().anyMatch(text::startsWith);
                case ENDS -> test.values().stream().anyMatch(text::endsWith);
            };
            if (equal) {
                any = true;
                if (test.comparison() == Comparison.EQUALS && !test.negated()) {
                    run.tell(found);
                }
            }
        }
        return any != test.negated();
    }
}
