package city.haihe.app.record.internal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;

/** How Chinese characters are read: their most usual readings in pinyin, without tones, {@code ü} as {@code v}. */
final class Pinyin {

    private static final String DICTIONARY = "/pinyin_dict_char.txt";

    private static final char FIRST = '一';
    private static final char LAST = '鿿';

    private static final String[] NONE = new String[0];

    /** Read once, when the first Chinese name is stored or looked for. */
    private static final class Holder {
        private static final String[][] READINGS = load();
    }

    private Pinyin() {}

    /** Whether there is a Chinese character in the text. */
    static boolean isWritten(String text) {
        for (int index = 0; index < text.length(); index++) {
            if (isHan(text.charAt(index))) {
                return true;
            }
        }
        return false;
    }

    static boolean isHan(char c) {
        return c >= FIRST && c <= LAST;
    }

    /** A character's readings, the most usual first; none where it is no Chinese character or a very rare one. */
    static String[] readings(char c) {
        return isHan(c) ? Holder.READINGS[c - FIRST] : NONE;
    }

    private static String[][] load() {
        String[][] readings = new String[LAST - FIRST + 1][];
        java.util.Arrays.fill(readings, NONE);
        try (InputStream in = Pinyin.class.getResourceAsStream(DICTIONARY)) {
            if (in == null) {
                throw new IllegalStateException("missing: " + DICTIONARY);
            }
            BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                // A line is a character, a colon and its readings; a character outside the basic plane is two chars.
                if (line.length() > 2 && line.charAt(1) == ':' && isHan(line.charAt(0))) {
                    readings[line.charAt(0) - FIRST] = plain(line.substring(2).split(","));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return readings;
    }

    private static String[] plain(String[] toned) {
        List<String> plain = new ArrayList<>(toned.length);
        for (String reading : toned) {
            StringBuilder letters = new StringBuilder(reading.length());
            String apart = Normalizer.normalize(reading, Normalizer.Form.NFD);
            for (int index = 0; index < apart.length(); index++) {
                char c = apart.charAt(index);
                if (c == '\u0308') {
                    letters.setCharAt(letters.length() - 1, 'v');
                } else if (c >= 'a' && c <= 'z') {
                    letters.append(c);
                }
            }
            String text = letters.toString().intern();
            if (!text.isEmpty() && !plain.contains(text)) {
                plain.add(text);
            }
        }
        return plain.toArray(String[]::new);
    }
}
