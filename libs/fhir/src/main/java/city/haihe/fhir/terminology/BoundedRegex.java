package city.haihe.fhir.terminology;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A regular expression that matches a whole value in time that is bounded by the product of both lengths: it is run as a set
 * of states, never by trying and going back. Understood are characters, {@code .}, classes, {@code \d \w \s} and their
 * opposites, groups, {@code |}, {@code * + ?} and {@code {n,m}}; what would need going back, as references do, is refused.
 */
public final class BoundedRegex {

    /** A pattern that a person writes for codes is far shorter. */
    private static final int MAX_PATTERN = 200;

    /** States after counted repetitions are written out. */
    private static final int MAX_STATES = 2_000;

    private static final int MAX_REPEAT = 100;

    private final String pattern;
    private final List<State> states;

    /** A step of the program. */
    private sealed interface State {
        /** Takes a character of the class and goes on with the next state. */
        record Take(CharacterClass taken) implements State {}

        /** Goes on at two places. */
        record Split(int first, int second) implements State {}

        /** Goes on elsewhere. */
        record Jump(int to) implements State {}

        /** Has matched. */
        record End() implements State {}
    }

    private BoundedRegex(String pattern, List<State> states) {
        this.pattern = pattern;
        this.states = states;
    }

    /**
     * Understands a pattern; anchors at its ends change nothing.
     *
     * @throws TerminologyException UNSUPPORTED for a pattern that is malformed, too large, or needs going back
     */
    public static BoundedRegex parse(String pattern) {
        String inner = pattern;
        if (inner.startsWith("^")) {
            inner = inner.substring(1);
        }
        if (inner.endsWith("$") && !inner.endsWith("\\$")) {
            inner = inner.substring(0, inner.length() - 1);
        }
        if (inner.length() > MAX_PATTERN) {
            throw refused(pattern, "at most " + MAX_PATTERN + " characters");
        }
        Parser parser = new Parser(pattern, inner);
        List<State> states = new ArrayList<>();
        emit(parser.whole(), states, pattern);
        states.add(new State.End());
        return new BoundedRegex(inner, List.copyOf(states));
    }

    /** The pattern without anchors, in a syntax that PostgreSQL has as well. */
    public String pattern() {
        return pattern;
    }

    /** Whether the whole value matches. */
    public boolean matches(String value) {
        boolean[] now = new boolean[states.size()];
        boolean[] next = new boolean[states.size()];
        // A state is worked on once and leads to two others at most.
        int[] stack = new int[2 * states.size() + 1];
        follow(0, now, stack);
        for (int index = 0; index < value.length(); index++) {
            for (int state = 0; state < now.length; state++) {
                if (now[state]
                        && states.get(state) instanceof State.Take(CharacterClass taken)
                        && taken.has(value.charAt(index))) {
                    follow(state + 1, next, stack);
                }
            }
            boolean[] done = now;
            now = next;
            next = done;
            Arrays.fill(next, false);
        }
        return now[states.size() - 1];
    }

    private void follow(int first, boolean[] reached, int[] stack) {
        int size = 0;
        stack[size++] = first;
        while (size > 0) {
            int state = stack[--size];
            if (reached[state]) {
                continue;
            }
            reached[state] = true;
            switch (states.get(state)) {
                case State.Split(int one, int other) -> {
                    stack[size++] = other;
                    stack[size++] = one;
                }
                case State.Jump(int to) -> stack[size++] = to;
                case State.Take _, State.End _ -> {
                    // Waits for a character.
                }
            }
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BoundedRegex regex && regex.pattern.equals(pattern);
    }

    @Override
    public int hashCode() {
        return pattern.hashCode();
    }

    @Override
    public String toString() {
        return pattern;
    }

    private static TerminologyException refused(String pattern, String expected) {
        return new TerminologyException(
                TerminologyException.Kind.UNSUPPORTED, "regex: \"" + pattern + "\" (expected: " + expected + ")");
    }

    /** A part of a pattern. */
    private sealed interface Node {
        /** One character. */
        record One(CharacterClass taken) implements Node {}

        /** One behind the other. */
        record Sequence(List<Node> parts) implements Node {}

        /** Either. */
        record Choice(List<Node> options) implements Node {}

        /** Several times; without end where {@code most} is below 0. */
        record Repeat(Node part, int least, int most) implements Node {}
    }

    private static void emit(Node node, List<State> states, String pattern) {
        if (states.size() > MAX_STATES) {
            throw refused(pattern, "a smaller one: at most " + MAX_STATES + " states");
        }
        switch (node) {
            case Node.One(CharacterClass taken) -> states.add(new State.Take(taken));
            case Node.Sequence(List<Node> parts) -> parts.forEach(part -> emit(part, states, pattern));
            case Node.Choice(List<Node> options) -> emitChoice(options, states, pattern);
            case Node.Repeat(Node part, int least, int most) -> {
                for (int time = 0; time < least; time++) {
                    emit(part, states, pattern);
                }
                if (most < 0) {
                    int split = reserve(states);
                    emit(part, states, pattern);
                    states.add(new State.Jump(split));
                    states.set(split, new State.Split(split + 1, states.size()));
                }
                for (int time = least; time < most; time++) {
                    int split = reserve(states);
                    emit(part, states, pattern);
                    states.set(split, new State.Split(split + 1, states.size()));
                }
            }
        }
    }

    private static void emitChoice(List<Node> options, List<State> states, String pattern) {
        List<Integer> ends = new ArrayList<>();
        for (int option = 0; option < options.size() - 1; option++) {
            int split = reserve(states);
            emit(options.get(option), states, pattern);
            ends.add(reserve(states));
            states.set(split, new State.Split(split + 1, states.size()));
        }
        emit(options.getLast(), states, pattern);
        ends.forEach(end -> states.set(end, new State.Jump(states.size())));
    }

    private static int reserve(List<State> states) {
        states.add(new State.End());
        return states.size() - 1;
    }

    /** Reads a pattern from left to right. */
    private static final class Parser {

        /** Characters that mean themselves only behind a backslash. */
        private static final String SPECIAL = "\\.[]{}()*+?^$|/-";

        private final String shown;
        private final String text;
        private int at;

        Parser(String shown, String text) {
            this.shown = shown;
            this.text = text;
        }

        Node whole() {
            Node node = choice();
            if (at < text.length()) {
                throw refused(shown, "balanced parentheses");
            }
            return node;
        }

        private Node choice() {
            List<Node> options = new ArrayList<>();
            options.add(sequence());
            while (at < text.length() && text.charAt(at) == '|') {
                at++;
                options.add(sequence());
            }
            return options.size() == 1 ? options.getFirst() : new Node.Choice(options);
        }

        private Node sequence() {
            List<Node> parts = new ArrayList<>();
            while (at < text.length() && text.charAt(at) != '|' && text.charAt(at) != ')') {
                parts.add(repeated());
            }
            return new Node.Sequence(parts);
        }

        private Node repeated() {
            Node atom = atom();
            if (at == text.length()) {
                return atom;
            }
            Node repeated = switch (text.charAt(at)) {
                case '*' -> times(atom, 0, -1);
                case '+' -> times(atom, 1, -1);
                case '?' -> times(atom, 0, 1);
                case '{' -> counted(atom);
                default -> atom;
            };
            if (repeated != atom && at < text.length() && "*+?{".indexOf(text.charAt(at)) >= 0) {
                throw refused(shown, "one of * + ? {n,m} behind a part");
            }
            return repeated;
        }

        private Node times(Node atom, int least, int most) {
            at++;
            return new Node.Repeat(atom, least, most);
        }

        private Node counted(Node atom) {
            int end = text.indexOf('}', at);
            String inside = end < 0 ? "" : text.substring(at + 1, end);
            if (!inside.matches("\\d{1,3}(,\\d{0,3})?")) {
                throw refused(shown, "{n}, {n,} or {n,m}");
            }
            at = end + 1;
            int comma = inside.indexOf(',');
            int least = Integer.parseInt(comma < 0 ? inside : inside.substring(0, comma));
            String upper = comma < 0 ? inside : inside.substring(comma + 1);
            int most = upper.isEmpty() ? -1 : Integer.parseInt(upper);
            if (least > MAX_REPEAT || most > MAX_REPEAT || most >= 0 && most < least) {
                throw refused(shown, "a repetition of at most " + MAX_REPEAT);
            }
            return new Node.Repeat(atom, least, most);
        }

        private Node atom() {
            char c = text.charAt(at++);
            return switch (c) {
                case '.' -> new Node.One(CharacterClass.ANY);
                case '(' -> group();
                case '[' -> new Node.One(bracket());
                case '\\' -> new Node.One(escape());
                case '*', '+', '?', '{', '}', ']', '^', '$' -> throw refused(shown, "a backslash before " + c);
                default -> new Node.One(CharacterClass.of(c));
            };
        }

        private Node group() {
            if (at < text.length() && text.charAt(at) == '?') {
                if (!text.startsWith("?:", at)) {
                    throw refused(shown, "groups as ( ) or (?: )");
                }
                at += 2;
            }
            Node inside = choice();
            if (at == text.length()) {
                throw refused(shown, "balanced parentheses");
            }
            at++;
            return inside;
        }

        private CharacterClass escape() {
            if (at == text.length()) {
                throw refused(shown, "a character behind the backslash");
            }
            char c = text.charAt(at++);
            return switch (c) {
                case 'd' -> CharacterClass.DIGIT;
                case 'D' -> CharacterClass.DIGIT.negated();
                case 'w' -> CharacterClass.WORD;
                case 'W' -> CharacterClass.WORD.negated();
                case 's' -> CharacterClass.SPACE;
                case 'S' -> CharacterClass.SPACE.negated();
                default -> {
                    if (SPECIAL.indexOf(c) < 0) {
                        throw refused(
                                shown, "one of \\d \\D \\w \\W \\s \\S, or a special character behind a backslash");
                    }
                    yield CharacterClass.of(c);
                }
            };
        }

        private CharacterClass bracket() {
            boolean negated = at < text.length() && text.charAt(at) == '^';
            if (negated) {
                at++;
            }
            CharacterClass all = CharacterClass.NONE;
            int start = at;
            while (at < text.length() && text.charAt(at) != ']') {
                CharacterClass from = member();
                if (at + 1 < text.length() && text.charAt(at) == '-' && text.charAt(at + 1) != ']') {
                    at++;
                    from = from.to(member(), () -> refused(shown, "a range from a lower to a higher character"));
                }
                all = all.or(from);
            }
            if (at == text.length() || at == start) {
                throw refused(shown, "a class such as [A-Z]");
            }
            at++;
            return negated ? all.negated() : all;
        }

        private CharacterClass member() {
            char c = text.charAt(at++);
            if (c == '\\') {
                return escape();
            }
            // PostgreSQL gives [ a meaning of its own inside of a class.
            if (c == '[') {
                throw refused(shown, "a backslash before [");
            }
            return CharacterClass.of(c);
        }
    }
}
