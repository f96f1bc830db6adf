package city.haihe.merkle;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes strings, numbers, lists and maps as JSON, each element of the outer lists on a line of its own. */
final class Json {

    private Json() {}

    /** A document of named lists. */
    static String document(Map<String, List<Map<String, Object>>> lists) {
        return lists.entrySet().stream()
                .map(list -> list.getValue().stream()
                        .map(Json::write)
                        .collect(Collectors.joining(",\n    ", "  " + write(list.getKey()) + ": [\n    ", "\n  ]")))
                .collect(Collectors.joining(",\n", "{\n", "\n}\n"));
    }

    static String write(Object value) {
        return switch (value) {
            case Map<?, ?> map ->
                map.entrySet().stream()
                        .map(member -> write(member.getKey()) + ": " + write(member.getValue()))
                        .collect(Collectors.joining(", ", "{", "}"));
            case List<?> list -> list.stream().map(Json::write).collect(Collectors.joining(", ", "[", "]"));
            case Boolean truth -> truth.toString();
            case Integer number -> number.toString();
            default -> string(value.toString());
        };
    }

    private static String string(String text) {
        StringBuilder json = new StringBuilder("\"");
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            switch (c) {
                case '"' -> json.append("\\\"");
                case '\\' -> json.append("\\\\");
                case '\n' -> json.append("\\n");
                default -> {
                    if (c < ' ') {
                        json.append("\\u%04x".formatted((int) c));
                    } else {
                        json.append(c);
                    }
                }
            }
        }
        return json.append('"').toString();
    }
}
