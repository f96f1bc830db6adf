package city.haihe.v2fhir;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A repetition of a field that is being written: components of subcomponents, by their numbers from 1. */
final class FieldValue {

    private final Map<Integer, Map<Integer, String>> components = new TreeMap<>();

    static FieldValue text(String text) {
        return new FieldValue().set(1, 1, text);
    }

    /** Sets a subcomponent; an empty text sets nothing. */
    FieldValue set(int component, int subcomponent, String text) {
        if (!text.isEmpty()) {
            components.computeIfAbsent(component, _ -> new TreeMap<>()).put(subcomponent, text);
        }
        return this;
    }

    /** Sets a component to another value, whose components become subcomponents. */
    FieldValue nest(int component, FieldValue inner) {
        inner.components.forEach((number, parts) -> set(component, number, parts.getOrDefault(1, "")));
        return this;
    }

    /** Sets the components from a number on to those of another value. */
    FieldValue spread(int component, FieldValue inner) {
        inner.components.forEach(
                (number, parts) -> parts.forEach((sub, text) -> set(component + number - 1, sub, text)));
        return this;
    }

    boolean has(int component, int subcomponent) {
        Map<Integer, String> parts = components.get(component);
        return parts != null && (subcomponent == 0 || parts.containsKey(subcomponent));
    }

    String get(int component, int subcomponent) {
        return components.getOrDefault(component, Map.of()).getOrDefault(subcomponent, "");
    }

    boolean isEmpty() {
        return components.isEmpty();
    }

    /** All texts in it. */
    List<String> texts() {
        return components.values().stream()
                .flatMap(parts -> parts.values().stream())
                .toList();
    }

    /** The components, from the first to the last, each with its subcomponents. */
    List<List<String>> parts() {
        List<List<String>> all = new ArrayList<>();
        components.forEach((number, parts) -> {
            while (all.size() < number) {
                all.add(new ArrayList<>());
            }
            parts.forEach((sub, text) -> {
                List<String> texts = all.get(number - 1);
                while (texts.size() < sub) {
                    texts.add("");
                }
                texts.set(sub - 1, text);
            });
        });
        return all;
    }
}
