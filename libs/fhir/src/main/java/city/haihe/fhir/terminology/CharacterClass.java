package city.haihe.fhir.terminology;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** A set of characters, as ranges, or all but these. */
record CharacterClass(boolean isNegated, List<Range> ranges) {

    static final CharacterClass NONE = new CharacterClass(false, List.of());
    static final CharacterClass ANY = NONE.negated();
    static final CharacterClass DIGIT = range('0', '9');
    static final CharacterClass WORD =
            range('a', 'z').or(range('A', 'Z')).or(DIGIT).or(of('_'));
    static final CharacterClass SPACE = of(' ').or(range('\t', '\r'));

    /** From one character to another, both within. */
    record Range(char first, char last) {}

    static CharacterClass of(char c) {
        return range(c, c);
    }

    private static CharacterClass range(char first, char last) {
        return new CharacterClass(false, List.of(new Range(first, last)));
    }

    boolean has(char c) {
        for (Range range : ranges) {
            if (c >= range.first() && c <= range.last()) {
                return !isNegated;
            }
        }
        return isNegated;
    }

    CharacterClass negated() {
        return new CharacterClass(!isNegated, ranges);
    }

    /** What either has. */
    CharacterClass or(CharacterClass other) {
        List<Range> both = new ArrayList<>(plain());
        both.addAll(other.plain());
        return new CharacterClass(false, List.copyOf(both));
    }

    /** The ranges of a class that is not negated any more. */
    private List<Range> plain() {
        if (!isNegated) {
            return ranges;
        }
        List<Range> sorted = new ArrayList<>(ranges);
        sorted.sort(java.util.Comparator.comparing(Range::first));
        List<Range> rest = new ArrayList<>();
        int next = 0;
        for (Range range : sorted) {
            if (range.first() > next) {
                rest.add(new Range((char) next, (char) (range.first() - 1)));
            }
            next = Math.max(next, range.last() + 1);
        }
        if (next <= Character.MAX_VALUE) {
            rest.add(new Range((char) next, Character.MAX_VALUE));
        }
        return rest;
    }

    /** The range from this one character to another one. */
    CharacterClass to(CharacterClass end, Supplier<TerminologyException> refusal) {
        if (isNegated || end.isNegated || !isOne() || !end.isOne()) {
            throw refusal.get();
        }
        char first = ranges.getFirst().first();
        char last = end.ranges.getFirst().last();
        if (last < first) {
            throw refusal.get();
        }
        return range(first, last);
    }

    private boolean isOne() {
        return ranges.size() == 1
                && ranges.getFirst().first() == ranges.getFirst().last();
    }
}
