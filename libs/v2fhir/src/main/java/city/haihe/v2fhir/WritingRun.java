package city.haihe.v2fhir;

import city.haihe.v2fhir.WritingRule.Implied;
import city.haihe.v2fhir.WritingRule.Option;
import city.haihe.v2fhir.WritingRule.Rule;
import city.haihe.v2fhir.WritingRule.Source;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One message that is being written: what it is made of, and what of it was said. */
final class WritingRun {

    private final MessageContent content;
    private final WritingContext context;
    private final Set<String> told = new HashSet<>();
    private @Nullable String refusal;

    WritingRun(MessageContent content, WritingContext context) {
        this.content = content;
        this.context = context;
    }

    MessageContent content() {
        return content;
    }

    WritingContext context() {
        return context;
    }

    /** Why there is no message, or null. */
    @Nullable
    String refusal() {
        return refusal;
    }

    /** Gives up; the first reason counts. */
    void refuse(String reason) {
        refusal = refusal == null ? reason : refusal;
    }

    /** Says that the message has this value, and a code's system and display with the code. */
    void tell(@Nullable Element element) {
        if (element == null) {
            return;
        }
        told.add(element.address());
        Element parent = element.parent();
        if (parent != null && element.path().endsWith(".code") && parent.child("system") != null) {
            tell(parent.child("system"));
            tell(parent.child("display"));
        }
    }

    /** Says that the message has everything in the element. */
    void tellAll(@Nullable Element element) {
        if (element != null) {
            element.leaves().forEach(leaf -> told.add(leaf.address()));
        }
    }

    boolean isTold(Element leaf) {
        return told.contains(leaf.address());
    }

    /**
     * The resource that a reference means, or the reference itself where it is not there. A role stands for who has it.
     *
     * @param type the type that is looked for, or an empty text
     */
    @Nullable
    Element resolve(Element reference, String type) {
        String address = reference.text("reference");
        Element target = address.startsWith("#") ? contained(reference, address.substring(1)) : content.named(address);
        if (target != null && target.resourceType().equals("PractitionerRole") && !type.equals("PractitionerRole")) {
            Element inner = target.child(type.equals("Organization") ? "organization" : "practitioner");
            if (inner == null) {
                return null;
            }
            Element resolved = resolve(inner, type);
            if (resolved != null) {
                tellReference(reference);
            }
            return resolved;
        }
        String known = target != null ? target.resourceType() : typeOf(reference, address);
        if (!type.isEmpty() && !known.equals(type)) {
            return null;
        }
        if (target != null) {
            tellReference(reference);
            return target;
        }
        return reference.child("display") == null && reference.child("identifier") == null ? null : reference;
    }

    private void tellReference(Element reference) {
        tell(reference.child("reference"));
        tell(reference.child("type"));
        tell(reference.child("display"));
    }

    private static String typeOf(Element reference, String address) {
        String type = reference.text("type");
        int slash = address.indexOf('/');
        return !type.isEmpty() || slash < 0 ? type : address.substring(0, slash);
    }

    private static @Nullable Element contained(Element reference, String id) {
        Element root = Element.resource(reference.resource(), reference.root());
        return root.children("contained").stream()
                .filter(resource -> resource.text("id").equals(id))
                .findFirst()
                .orElse(null);
    }

    /** The fields of a segment, or of a type as field 0, by their numbers. */
    Map<Integer, List<FieldValue>> fields(List<WritingRule> rules, Element element, int ordinal) {
        Map<Integer, List<FieldValue>> fields = new TreeMap<>();
        for (WritingRule each : rules) {
            switch (each) {
                case Rule rule -> {
                    if (holds(rule.tests(), element)) {
                        apply(rule, element, ordinal, fields);
                    }
                }
                case Implied implied -> {
                    if (holds(implied.tests(), element)) {
                        imply(implied, element, fields);
                    }
                }
            }
        }
        for (WritingRule each : rules) {
            if (each instanceof Rule rule
                    && rule.options().contains(Option.REQUIRED)
                    && !fields.containsKey(rule.field())
                    && holds(rule.tests(), element)) {
                refuse(rule.origin() + ": " + element.path() + " (expected: what the field is made of)");
            }
        }
        return fields;
    }

    private boolean holds(List<WritingPath.Test> tests, Element element) {
        return tests.stream().allMatch(test -> WritingPath.holds(test, element, this));
    }

    private void apply(Rule rule, Element element, int ordinal, Map<Integer, List<FieldValue>> fields) {
        if (rule.options().contains(Option.ONCE) && isWritten(rule, fields)) {
            return;
        }
        switch (rule.source()) {
            case Source.Constant(String text) -> write(rule, FieldValue.text(text), fields);
            case Source.Ordinal() -> write(rule, FieldValue.text(Integer.toString(ordinal)), fields);
            case Source.Path(WritingPath path) -> {
                List<Element> found = path.from(element, this);
                if (rule.options().contains(Option.JOINED)) {
                    writeJoined(rule, found, fields);
                    return;
                }
                for (Element each : found) {
                    if (rule.options().contains(Option.REST)
                            && each.leaves().stream().anyMatch(this::isTold)) {
                        continue;
                    }
                    FieldValue value = rule.converter().convert(this, each);
                    if (value != null && !value.isEmpty()) {
                        write(rule, value, fields);
                        if (!rule.repeats()) {
                            return;
                        }
                    }
                }
            }
        }
    }

    private static boolean isWritten(Rule rule, Map<Integer, List<FieldValue>> fields) {
        List<FieldValue> values = fields.get(rule.field());
        return values != null
                && (rule.component() == 0 || values.getFirst().has(rule.component(), rule.subcomponent()));
    }

    private void writeJoined(Rule rule, List<Element> found, Map<Integer, List<FieldValue>> fields) {
        List<String> texts = new ArrayList<>();
        for (Element each : found) {
            FieldValue value = rule.converter().convert(this, each);
            if (value != null && !value.isEmpty()) {
                texts.add(value.get(1, 1));
            }
        }
        if (!texts.isEmpty()) {
            write(rule, FieldValue.text(String.join(" ", texts)), fields);
        }
    }

    private static void write(Rule rule, FieldValue value, Map<Integer, List<FieldValue>> fields) {
        List<FieldValue> values = fields.computeIfAbsent(rule.field(), _ -> new ArrayList<>());
        if (rule.component() == 0) {
            if (!rule.repeats()) {
                values.clear();
            }
            values.add(value);
            return;
        }
        if (values.isEmpty()) {
            values.add(new FieldValue());
        }
        FieldValue whole = values.getFirst();
        if (rule.spread()) {
            whole.spread(rule.component(), value);
        } else if (rule.subcomponent() > 0) {
            whole.set(rule.component(), rule.subcomponent(), value.get(1, 1));
        } else {
            whole.nest(rule.component(), value);
        }
    }

    private void imply(Implied implied, Element element, Map<Integer, List<FieldValue>> fields) {
        for (Element found : implied.path().from(element, this)) {
            if (!implied.composed() || isComposed(found.text(), fields)) {
                tellAll(found);
            }
        }
    }

    /** Whether a text says nothing but what the fields say, in whatever order and with whatever between. */
    private static boolean isComposed(String text, Map<Integer, List<FieldValue>> fields) {
        List<String> parts = new ArrayList<>();
        fields.values().forEach(values -> values.forEach(value -> parts.addAll(value.texts())));
        parts.sort((one, other) -> other.length() - one.length());
        String rest = text;
        for (String part : parts) {
            int at = rest.indexOf(part);
            if (at >= 0) {
                rest = rest.substring(0, at) + ' ' + rest.substring(at + part.length());
            }
        }
        return rest.chars().noneMatch(Character::isLetterOrDigit);
    }

    /** What of the content no rule said. */
    List<NotSaid> notSaid() {
        List<NotSaid> notSaid = new ArrayList<>();
        for (Element resource : content.all()) {
            for (Element leaf : resource.leaves()) {
                if (!isTold(leaf) && !WritingDefaults.saysNothing(leaf)) {
                    notSaid.add(new NotSaid(leaf.resource(), leaf.path()));
                }
            }
        }
        return notSaid;
    }
}
