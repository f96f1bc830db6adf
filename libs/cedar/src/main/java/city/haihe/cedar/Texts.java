package city.haihe.cedar;

/** String literals: written with the escapes of the grammar (Cedar, STR). */
final class Texts {

    private Texts() {}

    static String quote(String text) {
        return '"' + escape(text) + '"';
    }

    static String escape(String text) {
        StringBuilder out = new StringBuilder(text.length() + 8);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\0' -> out.append("\\0");
                default -> {
                    if (c < ' ' || c == 0x7f) {
                        out.append("\\u{%x}".formatted((int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        return out.toString();
    }
}
