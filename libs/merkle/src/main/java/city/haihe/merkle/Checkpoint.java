package city.haihe.merkle;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A tree head as a log signs it (C2SP tlog-checkpoint).
 *
 * @param origin which log
 * @param size the tree's size
 * @param root the tree's root hash
 * @param extensions further lines, not empty; seldom any
 */
public record Checkpoint(String origin, long size, Hash root, List<String> extensions) {

    /** Checks the lines. */
    public Checkpoint {
        extensions = List.copyOf(extensions);
        if (size < 0 || !isLine(origin) || !extensions.stream().allMatch(Checkpoint::isLine)) {
            throw new IllegalArgumentException(
                    "checkpoint of size %d (expected: size >= 0, lines that are not empty)".formatted(size));
        }
    }

    /** A checkpoint without extension lines. */
    public Checkpoint(String origin, TreeHead head) {
        this(origin, head.size(), head.root(), List.of());
    }

    private static boolean isLine(String line) {
        return !line.isEmpty() && line.chars().noneMatch(c -> c < ' ');
    }

    /** Reads a note's text. */
    public static Checkpoint of(SignedNote note) throws MalformedException {
        return parse(note.text(), 1);
    }

    /** Reads a text that begins at some line of a larger one. */
    static Checkpoint parse(String text, int firstLine) throws MalformedException {
        Lines lines = new Lines(text, firstLine);
        String origin = notEmpty(lines.next("the origin"), lines, "the origin");
        long size = lines.number(lines.next("the tree size"), "the tree size, decimal without leading zeroes");
        Hash root = lines.hash(lines.next("the root hash"));
        List<String> extensions = new ArrayList<>();
        while (!lines.atEnd()) {
            extensions.add(notEmpty(lines.next("an extension line"), lines, "an extension line"));
        }
        return new Checkpoint(origin, size, root, extensions);
    }

    private static String notEmpty(String line, Lines lines, String expected) throws MalformedException {
        if (!isLine(line)) {
            throw lines.wrong(line, expected);
        }
        return line;
    }

    /** The tree's size and root. */
    public TreeHead head() {
        return new TreeHead(size, root);
    }

    /** The note's text, with the final newline. */
    public String text() {
        StringBuilder text = new StringBuilder()
                .append(origin)
                .append('\n')
                .append(size)
                .append('\n')
                .append(root.base64())
                .append('\n');
        extensions.forEach(line -> text.append(line).append('\n'));
        return text.toString();
    }

    /** Signs it with each of the keys; the time counts for cosignatures. */
    public SignedNote sign(List<SignerKey> keys, Instant time) {
        return SignedNote.sign(text(), keys, time);
    }
}
