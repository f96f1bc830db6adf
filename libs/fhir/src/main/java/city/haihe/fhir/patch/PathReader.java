package city.haihe.fhir.patch;

import java.util.ArrayList;
import java.util.List;

/** Reads the text of an {@link ElementPath}. */
final class PathReader {

    /** A path is some dozens of characters long; each step costs a walk. */
    private static final int MAX_LENGTH = 2_000;

    private static final int MAX_INDEX_DIGITS = 6;
    private static final String EXISTS = "exists()";

    private final String place;
    private final String text;
    private int at;

    PathReader(String place, String text) {
        this.place = place;
        this.text = text;
    }

    /** The whole text as a path. */
    List<PathStep> path() {
        if (text.length() > MAX_LENGTH) {
            throw PatchException.malformed(place, "path", text, "at most " + MAX_LENGTH + " characters");
        }
        List<PathStep> steps = steps();
        skip();
        if (at < text.length()) {
            throw malformed();
        }
        return steps;
    }

    private List<PathStep> steps() {
        List<PathStep> steps = new ArrayList<>();
        step(steps);
        while (true) {
            skip();
            if (take('.')) {
                step(steps);
            } else if (take('[')) {
                steps.add(new PathStep.At(number()));
                require(']');
            } else {
                return steps;
            }
        }
    }

    private void step(List<PathStep> steps) {
        String name = name();
        if (!take('(')) {
            steps.add(new PathStep.Member(name));
            return;
        }
        steps.add(
                switch (name) {
                    case "first" -> new PathStep.First();
                    case "last" -> new PathStep.Last();
                    case "single" -> new PathStep.Single();
                    case "ofType", "as" -> new PathStep.OfType(type());
                    case "extension" -> new PathStep.Extension(string());
                    case "where" -> new PathStep.Where(tests());
                    default ->
                        throw PatchException.malformed(
                                place,
                                "path",
                                name + "()",
                                "where, first, last, single, ofType, as or extension, of FHIRPath's functions");
                });
        require(')');
    }

    private String type() {
        String name = name();
        return take('.') ? name + "." + name() : name;
    }

    private List<PathStep.Test> tests() {
        List<PathStep.Test> tests = new ArrayList<>();
        do {
            tests.add(test());
        } while (takeAnd());
        return tests;
    }

    private boolean takeAnd() {
        skip();
        if (text.startsWith("and ", at)) {
            at += "and ".length();
            return true;
        }
        return false;
    }

    /** A path, of which something must exist, or a path and what it must equal. */
    private PathStep.Test test() {
        List<PathStep> path = new ArrayList<>();
        do {
            if (takeExists()) {
                return new PathStep.Test(path, null);
            }
            step(path);
            while (take('[')) {
                path.add(new PathStep.At(number()));
                require(']');
            }
        } while (take('.'));
        return new PathStep.Test(path, take('=') ? literal() : null);
    }

    private boolean takeExists() {
        skip();
        if (text.startsWith(EXISTS, at)) {
            at += EXISTS.length();
            return true;
        }
        return false;
    }

    private String literal() {
        skip();
        if (at < text.length() && text.charAt(at) == '\'') {
            return string();
        }
        int start = at;
        while (at < text.length() && isWord(text.charAt(at))) {
            at++;
        }
        String word = text.substring(start, at);
        boolean plain = word.equals("true") || word.equals("false") || word.matches("-?\\d+(\\.\\d+)?");
        if (!plain) {
            throw malformed();
        }
        return word;
    }

    private static boolean isWord(char c) {
        return Character.isLetterOrDigit(c) || c == '.' || c == '-' || c == '_';
    }

    private String name() {
        skip();
        if (take('`')) {
            int end = text.indexOf('`', at);
            if (end < 0) {
                throw malformed();
            }
            String name = text.substring(at, end);
            at = end + 1;
            return name;
        }
        int start = at;
        if (at < text.length() && (text.charAt(at) == '$' || text.charAt(at) == '%')) {
            at++;
        }
        while (at < text.length() && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '_')) {
            at++;
        }
        if (at == start) {
            throw malformed();
        }
        return text.substring(start, at);
    }

    private int number() {
        skip();
        int start = at;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        if (at == start || at - start > MAX_INDEX_DIGITS) {
            throw malformed();
        }
        return Integer.parseInt(text.substring(start, at));
    }

    private String string() {
        skip();
        require('\'');
        StringBuilder read = new StringBuilder();
        while (at < text.length() && text.charAt(at) != '\'') {
            if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                at++;
            }
            read.append(text.charAt(at++));
        }
        require('\'');
        return read.toString();
    }

    private boolean take(char c) {
        skip();
        if (at < text.length() && text.charAt(at) == c) {
            at++;
            return true;
        }
        return false;
    }

    private void require(char c) {
        if (!take(c)) {
            throw malformed();
        }
    }

    private void skip() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private PatchException malformed() {
        return PatchException.malformed(
                place, "path", text, "a path such as Patient.name[0].given, without anything else at " + at);
    }
}
