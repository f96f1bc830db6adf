package city.haihe.v2fhir;

import city.haihe.hl7v2.Message;
import city.haihe.hl7v2.MessageBuilder;
import city.haihe.hl7v2.MessageBuilder.SegmentBuilder;
import city.haihe.hl7v2.ParseResult;
import city.haihe.v2fhir.Writing.Kind;
import city.haihe.v2fhir.WritingRule.Line;
import city.haihe.v2fhir.WritingRule.MessageMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Writes HL7 v2.5.1 messages of FHIR R4 resources, by the rules in this library's {@code write/} files: ADT A08, A28 and A31,
 * ORU R01, SIU S12 to S15, ORM O01 and OML O21, RDE O11, DFT P03. Stateless once loaded; may be used by many threads.
 */
public final class MessageWriter {

    private static final String VERSION = "2.5.1";

    /** What a content with such a resource is about, the first that is there. */
    private static final List<Map.Entry<String, String>> EVENTS = List.of(
            Map.entry("DiagnosticReport", "ORU^R01"),
            Map.entry("Appointment", "SIU^S12"),
            Map.entry("MedicationRequest", "RDE^O11"),
            Map.entry("ServiceRequest", "OML^O21"),
            Map.entry("ChargeItem", "DFT^P03"),
            Map.entry("Encounter", "ADT^A08"),
            Map.entry("Patient", "ADT^A31"));

    private static final String CANCELLATION = "SIU^S15";

    private final WritingMaps maps;

    private MessageWriter(WritingMaps maps) {
        this.maps = maps;
    }

    /** A writer with the rules that ship with this library; fails when one of them is wrong. */
    public static MessageWriter load() {
        return new MessageWriter(WritingMaps.read());
    }

    /** The events that can be written, such as {@code ADT^A08}. */
    public Set<String> events() {
        return maps.messages().keySet();
    }

    /** The event that says most of the content, such as {@code ORU^R01}; empty where none says anything of it. */
    public Optional<String> eventOf(MessageContent content) {
        List<String> types = content.types();
        boolean cancelled = content.ofType("Appointment").stream()
                .anyMatch(appointment -> appointment.text("status").equals("cancelled"));
        return EVENTS.stream()
                .filter(event -> types.contains(event.getKey()))
                .map(event -> cancelled && event.getKey().equals("Appointment") ? CANCELLATION : event.getValue())
                .findFirst();
    }

    /**
     * Writes a message.
     *
     * @param event the message's type and trigger event, such as {@code ADT^A08}
     * @param content what it is made of: what it is about, and what that refers to
     * @param context what it says beside the content
     * @return the message and what it does not say, or why there is none; never an exception for anything in the content
     */
    public Writing write(String event, MessageContent content, WritingContext context) {
        MessageMap map = maps.messages().get(event);
        if (map == null) {
            return new Writing.Refused(Kind.UNSUPPORTED_EVENT, "event (expected: one of " + sorted(events()) + ")");
        }
        if (content.types().stream().noneMatch(map.focus()::contains)) {
            return new Writing.Refused(
                    Kind.UNSUITABLE_CONTENT, "resources (expected: a " + String.join(" or a ", map.focus()) + ")");
        }
        if (content.ofType("Patient").size() > 1) {
            return new Writing.Refused(Kind.UNSUITABLE_CONTENT, "resources (expected: one Patient)");
        }
        WritingRun run = new WritingRun(content, context);
        MessageBuilder message = new MessageBuilder();
        header(message, event + '^' + map.structure(), context);
        Map<String, Integer> ordinals = new HashMap<>();
        for (Line line : map.lines()) {
            // What all groups of a message have in common stands before them; the focus stands for the root.
            write(message, run, line, content.all().getFirst(), ordinals, context);
        }
        String refusal = run.refusal();
        return refusal != null
                ? new Writing.Refused(Kind.UNSUITABLE_CONTENT, refusal)
                : finished(message, run, context);
    }

    private static String sorted(Set<String> events) {
        return String.join(", ", events.stream().sorted().toList());
    }

    private static Writing finished(MessageBuilder message, WritingRun run, WritingContext context) {
        if (!context.charset().charset().newEncoder().canEncode(message.toText())) {
            return new Writing.Refused(
                    Kind.UNSUITABLE_CHARSET,
                    "text (expected: characters of " + context.charset().hl7Name() + ")");
        }
        return switch (Message.parse(message.toBytes(context.charset()), context.charset())) {
            case ParseResult.Parsed(Message parsed) -> new Writing.Written(parsed, run.notSaid());
            case ParseResult.Malformed malformed ->
                throw new IllegalStateException("a message of ours is malformed: " + malformed.detail());
        };
    }

    /** MSH (HL7 v2.5.1 2.14.9): original mode, so that each message has one acknowledgement. */
    private static void header(MessageBuilder message, String type, WritingContext context) {
        message.segment("MSH")
                .field(3, context.sendingApplication())
                .field(4, context.sendingFacility())
                .field(5, context.receivingApplication())
                .field(6, context.receivingFacility())
                .field(7, WritingTimes.now(context.time()))
                .components(9, type.split("\\^"))
                .field(10, context.controlId())
                .field(11, "P")
                .field(12, VERSION)
                .field(18, context.charset().hl7Name());
    }

    private void write(
            MessageBuilder message,
            WritingRun run,
            Line line,
            Element scope,
            Map<String, Integer> ordinals,
            WritingContext context) {
        if (line.segment().equals("EVN")) {
            message.segment("EVN").field(2, WritingTimes.now(context.time()));
            return;
        }
        List<Element> found = line.path().from(scope, run);
        for (Element element : line.one() && found.size() > 1 ? found.subList(0, 1) : found) {
            if (!line.segment().isEmpty() && !segment(message, run, line, element, ordinals)) {
                continue;
            }
            for (Line child : line.children()) {
                write(message, run, child, element, ordinals, context);
            }
        }
        if (line.required() && found.isEmpty()) {
            run.refuse(line.segment() + " (expected: a resource that it is made of)");
        }
    }

    /** Writes a segment, unless it would say nothing but its own number and fixed texts. */
    private boolean segment(
            MessageBuilder message, WritingRun run, Line line, Element element, Map<String, Integer> ordinals) {
        String map = line.map() == null ? element.resourceType() : line.map();
        List<WritingRule> rules = maps.segments().get(line.segment() + '<' + map);
        if (rules == null) {
            return false;
        }
        int ordinal = ordinals.getOrDefault(line.segment(), 0) + 1;
        Map<Integer, List<FieldValue>> fields = run.fields(rules, element, ordinal);
        if (!line.required() && !saysMore(rules, fields)) {
            return false;
        }
        ordinals.put(line.segment(), ordinal);
        line.resets().forEach(ordinals::remove);
        SegmentBuilder segment = message.segment(line.segment());
        fields.forEach((number, values) -> {
            for (FieldValue value : values) {
                segment.subcomponents(number, value.parts());
            }
        });
        return true;
    }

    private static boolean saysMore(List<WritingRule> rules, Map<Integer, List<FieldValue>> fields) {
        return rules.stream()
                .anyMatch(each -> each instanceof WritingRule.Rule rule
                        && rule.source() instanceof WritingRule.Source.Path
                        && fields.containsKey(rule.field()));
    }
}
