package city.haihe.fhir;

import java.util.Arrays;

/** Compact JSON in UTF-8 while it is being written: straight to bytes, since a body is stored and sent as such. */
final class JsonBytes {

    private static final int FIRST_BYTES = 1024;

    /** Of one {@code char}; a pair of surrogates takes four together. */
    private static final int MOST_BYTES = 3;

    /** A control character as {@code \}{@code u001f}. */
    private static final int ESCAPED_BYTES = 6;

    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};

    private byte[] bytes = new byte[FIRST_BYTES];
    private int length;

    byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    void add(FhirValue value) {
        switch (value) {
            case FhirObject object -> {
                add('{');
                for (int index = 0; index < object.size(); index++) {
                    if (index > 0) {
                        add(',');
                    }
                    quote(object.nameAt(index));
                    add(':');
                    add(object.valueAt(index));
                }
                add('}');
            }
            case FhirArray array -> {
                add('[');
                for (int index = 0; index < array.size(); index++) {
                    if (index > 0) {
                        add(',');
                    }
                    add(array.get(index));
                }
                add(']');
            }
            case FhirString string -> quote(string.value());
            case FhirNumber number -> plain(number.text());
            case FhirBoolean bool -> plain(bool.value() ? "true" : "false");
            case FhirNull _ -> plain("null");
        }
    }

    private void add(char c) {
        room(1);
        bytes[length++] = (byte) c;
    }

    /** Text of ASCII that nothing in needs to be escaped. */
    private void plain(String text) {
        int size = text.length();
        room(size);
        for (int index = 0; index < size; index++) {
            bytes[length++] = (byte) text.charAt(index);
        }
    }

    private void quote(String text) {
        int size = text.length();
        room(2 + Math.multiplyExact(size, MOST_BYTES));
        byte[] to = bytes;
        int at = length;
        to[at++] = '"';
        for (int index = 0; index < size; index++) {
            char c = text.charAt(index);
            if (c >= 0x80) {
                at = encode(text, index, at);
                index += Character.isHighSurrogate(c) && isPair(text, index) ? 1 : 0;
            } else if (c >= ' ' && c != '"' && c != '\\') {
                to[at++] = (byte) c;
            } else {
                length = at;
                room(ESCAPED_BYTES + 1 + (size - index) * MOST_BYTES);
                escape(c);
                to = bytes;
                at = length;
            }
        }
        to[at++] = '"';
        length = at;
    }

    private static boolean isPair(String text, int index) {
        return index + 1 < text.length() && Character.isLowSurrogate(text.charAt(index + 1));
    }

    /** Writes the character at an index; what is half of a pair becomes a question mark, as Java encodes it. */
    private int encode(String text, int index, int start) {
        char c = text.charAt(index);
        int at = start;
        if (c < 0x800) {
            bytes[at++] = (byte) (0xC0 | c >> 6);
            bytes[at++] = (byte) (0x80 | c & 0x3F);
        } else if (!Character.isSurrogate(c)) {
            bytes[at++] = (byte) (0xE0 | c >> 12);
            bytes[at++] = (byte) (0x80 | c >> 6 & 0x3F);
            bytes[at++] = (byte) (0x80 | c & 0x3F);
        } else if (Character.isHighSurrogate(c) && isPair(text, index)) {
            int point = Character.toCodePoint(c, text.charAt(index + 1));
            bytes[at++] = (byte) (0xF0 | point >> 18);
            bytes[at++] = (byte) (0x80 | point >> 12 & 0x3F);
            bytes[at++] = (byte) (0x80 | point >> 6 & 0x3F);
            bytes[at++] = (byte) (0x80 | point & 0x3F);
        } else {
            bytes[at++] = '?';
        }
        return at;
    }

    private void escape(char c) {
        bytes[length++] = '\\';
        switch (c) {
            case '"', '\\' -> bytes[length++] = (byte) c;
            case '\n' -> bytes[length++] = 'n';
            case '\r' -> bytes[length++] = 'r';
            case '\t' -> bytes[length++] = 't';
            default -> {
                bytes[length++] = 'u';
                bytes[length++] = '0';
                bytes[length++] = '0';
                bytes[length++] = HEX[c >> 4];
                bytes[length++] = HEX[c & 0xf];
            }
        }
    }

    private void room(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, Math.addExact(length, more)));
        }
    }
}
