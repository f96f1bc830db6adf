package city.haihe.cedar;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The right side of {@code like}: literal pieces with a wildcard between each two (Cedar, like).
 *
 * @param pieces at least one; a pattern without wildcard is one piece
 */
public record LikePattern(List<String> pieces) {

    /** Copies the pieces. */
    public LikePattern {
        pieces = List.copyOf(pieces);
    }

    /** Whether the text has all pieces in order, the first at its begin and the last at its end. */
    public boolean matches(String text) {
        String first = pieces.getFirst();
        if (pieces.size() == 1) {
            return text.equals(first);
        }
        String last = pieces.getLast();
        if (text.length() < first.length() + last.length() || !text.startsWith(first) || !text.endsWith(last)) {
            return false;
        }
        int from = first.length();
        int end = text.length() - last.length();
        for (String piece : pieces.subList(1, pieces.size() - 1)) {
            int found = text.indexOf(piece, from);
            if (found < 0 || found + piece.length() > end) {
                return false;
            }
            from = found + piece.length();
        }
        return true;
    }

    /** The pattern as it is written in a policy. */
    public String text() {
        return pieces.stream()
                .map(piece -> Texts.escape(piece).replace("*", "\\*"))
                .collect(Collectors.joining("*", "\"", "\""));
    }
}
