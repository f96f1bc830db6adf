package city.haihe.v2fhir;

import city.haihe.hl7v2.Message;
import city.haihe.hl7v2.Segment;
import city.haihe.v2fhir.Mapping.SegmentMap;
import city.haihe.v2fhir.Translation.Kind;
import city.haihe.v2fhir.Translation.Refused;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Translates HL7 v2 messages to FHIR R4 by the mapping files of this library; {@code messages.map} lists the events.
 * Stateless once loaded; may be used by many threads.
 */
public final class Translator {

    private static final int MESSAGE_TYPE = 9;

    /** Who everything is told of: without it there is nothing to tell even where nothing is stored. */
    private static final String SUBJECT = "PID";

    /** Messages that are the same whatever event they answer. */
    private static final Set<String> WITHOUT_EVENT = Set.of("ACK");

    /** Messages that ask and tell nothing (HL7 v2.5.1 5.4). */
    private static final Set<String> QUERIES = Set.of("QBP", "QRY", "QCN", "QSB", "VXQ", "SQM", "OSQ");

    private final Displays displays = new Displays();
    private final Mapping mapping;
    private final Map<String, List<Action>> messages;

    /** What a segment does, compiled. */
    private record Action(
            MessageRule rule,
            Map<String, Block> blocks,
            SegmentMap map,
            @Nullable Block also,
            List<Compiler.Test> tests) {}

    private Translator(Mapping mapping) {
        Compiler compiler = new Compiler(mapping);
        Map<String, Block> blocks = compiler.segments();
        Map<String, List<Action>> compiled = new HashMap<>();
        mapping.messages()
                .forEach((event, rules) -> compiled.put(
                        event,
                        rules.stream()
                                .map(rule -> action(mapping, compiler, blocks, rule))
                                .toList()));
        this.mapping = mapping;
        this.messages = Map.copyOf(compiled);
    }

    /** A translator with the mapping that ships with this library; fails when a file of it is wrong. */
    public static Translator load() {
        return new Translator(MappingFiles.read());
    }

    /**
     * A translator that follows an overlay where it says something, and this one everywhere else: a hospital's own codes,
     * segments and habits. {@code docs/mapping.md} describes it.
     *
     * @param overlay text in the format of the mapping files
     * @throws IllegalArgumentException where the overlay has a mistake; the message names its line
     */
    public Translator with(String overlay) {
        Mapping own = MappingParser.overlay(mapping, overlay);
        Mapping whole = mapping.with(own);
        new OverlayCheck(whole).check(own);
        return new Translator(whole);
    }

    private static Action action(Mapping mapping, Compiler compiler, Map<String, Block> blocks, MessageRule rule) {
        SegmentMap map = mapping.segments().get(rule.segment() + '>' + rule.map());
        if (map == null && !rule.map().isEmpty()) {
            throw new IllegalArgumentException(
                    "segment map: " + rule.segment() + " -> " + rule.map() + " (expected: a map in segments)");
        }
        Map<String, Block> bySegment = new HashMap<>();
        blocks.forEach((name, block) -> {
            if (name.startsWith(rule.segment() + '>')) {
                bySegment.put(name.substring(name.indexOf('>') + 1), block);
            }
        });
        if (map != null) {
            Keys.check(map.key());
        }
        SegmentMap known = map == null ? new SegmentMap(rule.segment(), "", "", List.of(), List.of()) : map;
        Block also = rule.also() == null ? null : blocks.get(rule.also() + '>' + rule.map());
        if (rule.also() != null && also == null) {
            throw new IllegalArgumentException(
                    "segment map: " + rule.also() + " -> " + rule.map() + " (expected: a map in segments)");
        }
        return new Action(rule, bySegment, known, also, compiler.tests(rule.conditions(), ""));
    }

    /**
     * Translates a message.
     *
     * @param message the message, of any type
     * @param context what is known of its sender
     * @return the changes it asks for, or why it cannot be mapped; never an exception for anything that a message holds
     */
    public Translation translate(Message message, TranslationContext context) {
        List<Action> actions = actions(message);
        return actions == null ? unsupported(message) : run(new Run(context, views(message), null), actions);
    }

    /**
     * Translates a message and says how: which rule read which field and what it wrote.
     *
     * @param message the message, of any type
     * @param context what is known of its sender
     */
    public Explanation explain(Message message, TranslationContext context) {
        List<Action> actions = actions(message);
        List<SegmentView> segments = views(message);
        Trace trace = new Trace();
        Translation translation =
                actions == null ? unsupported(message) : run(new Run(context, segments, trace), actions);
        return Explanation.of(translation, segments, trace, mapping);
    }

    private @Nullable List<Action> actions(Message message) {
        List<Action> actions = messages.get(message.messageCode() + '^' + message.triggerEvent());
        return actions == null && WITHOUT_EVENT.contains(message.messageCode())
                ? messages.get(message.messageCode() + '^')
                : actions;
    }

    private static Refused unsupported(Message message) {
        return new Refused(
                Kind.UNSUPPORTED_EVENT,
                "MSH",
                1,
                MESSAGE_TYPE,
                0,
                QUERIES.contains(message.messageCode())
                        ? "expected: a message that tells something; a query is not for the record"
                        : "expected: an event that is mapped, such as ADT A01, ORU R01 or SIU S12");
    }

    private Translation run(Run run, List<Action> actions) {
        for (SegmentView segment : run.segments()) {
            run.visit(segment);
            for (Action action : actions) {
                if (action.rule().segment().equals(segment.name())) {
                    apply(run, segment, action);
                }
            }
            if (run.refusal() != null) {
                return run.outcome();
            }
        }
        requireSegments(run, actions);
        run.complete();
        Translation outcome = run.outcome();
        if (run.context().complete() && outcome instanceof Translation.Translated translated) {
            translated.changes().forEach(change -> displays.complete(change.content()));
        }
        return outcome;
    }

    private static List<SegmentView> views(Message message) {
        List<Segment> segments = message.segments();
        List<SegmentView> views = new ArrayList<>(segments.size());
        Map<String, Integer> occurrences = new HashMap<>();
        for (Segment segment : segments) {
            int occurrence = occurrences.merge(segment.name(), 1, Integer::sum);
            views.add(new SegmentView(segment, occurrence, message.delimiters()));
        }
        return views;
    }

    private static void apply(Run run, SegmentView segment, Action action) {
        MessageRule rule = action.rule();
        Source scope = Source.segment(segment);
        for (Compiler.Test test : action.tests()) {
            if (!test.holds(run, scope)) {
                return;
            }
        }
        rule.closes().forEach(run::close);
        switch (rule.verb()) {
            case OPENS -> open(run, segment, action);
            case ADDS -> add(run, segment, action);
            case FORGETS -> {}
            case CONTINUES -> continueOrOpen(run, segment, action);
            case MERGES -> merge(run, segment, action);
        }
        if (rule.with() != null) {
            run.forget(rule.with());
        }
        rule.forgets().forEach(run::forget);
    }

    private static @Nullable OpenResource open(Run run, SegmentView segment, Action action) {
        MessageRule rule = action.rule();
        BusinessKey key = Keys.of(action.map().key(), run, segment);
        if (key == null && rule.mode() == ResourceChange.Mode.ENSURE) {
            Block block = action.blocks().get(rule.map());
            if (block != null) {
                block.ignore(run, segment);
            }
            return null;
        }
        OpenResource resource = run.open(rule.resourceType(), key, rule.mode());
        if (!rule.aside()) {
            run.last(resource);
        }
        resource.snapshot(action.map().snapshot());
        SegmentView also = rule.also() == null ? null : run.nearest(rule.also());
        if (also != null && action.also() != null) {
            action.also().fill(run, also, resource, rule.asDefault());
        }
        fill(run, segment, action, resource);
        return resource;
    }

    private static void add(Run run, SegmentView segment, Action action) {
        String type = action.rule().resourceType();
        OpenResource resource = type.isEmpty() ? run.last() : run.newest(type);
        if (resource != null) {
            fill(run, segment, action, resource);
        }
    }

    private static void continueOrOpen(Run run, SegmentView segment, Action action) {
        MessageRule rule = action.rule();
        OpenResource resource = run.newest(rule.resourceType());
        if (resource == null || resource.isContinuedBy(segment.name())) {
            resource = open(run, segment, action);
        } else {
            fill(run, segment, action, resource);
        }
        if (resource != null) {
            resource.continuedBy(segment.name());
            if (!rule.aside()) {
                run.last(resource);
            }
        }
    }

    private static void merge(Run run, SegmentView segment, Action action) {
        OpenResource survivor = run.newest("Patient");
        if (survivor == null) {
            run.refuse(new Refused(Kind.MISSING_SEGMENT, "PID", 1, 0, 0, "expected: before MRG"));
            return;
        }
        BusinessKey key = Keys.of(action.map().key(), run, segment);
        if (key != null && key.equals(survivor.key())) {
            run.refuse(new Refused(
                    Kind.INVALID_VALUE,
                    segment.name(),
                    segment.occurrence(),
                    1,
                    0,
                    "expected: another patient than that of PID-3"));
            return;
        }
        OpenResource merged = open(run, segment, action);
        if (merged != null) {
            run.merge(survivor, merged);
        }
    }

    private static void fill(Run run, SegmentView segment, Action action, OpenResource resource) {
        String map = action.rule().map();
        Block block = action.blocks().get(map.isEmpty() ? resource.type() : map);
        if (block != null) {
            block.fill(run, segment, resource, action.rule().asDefault());
        }
    }

    private static void requireSegments(Run run, List<Action> actions) {
        for (Action action : actions) {
            String name = action.rule().segment();
            boolean needed = !run.context().complete() || name.equals(SUBJECT);
            if (action.rule().required()
                    && needed
                    && run.segments().stream()
                            .noneMatch(segment -> segment.name().equals(name))) {
                run.refuse(new Refused(Kind.MISSING_SEGMENT, name, 1, 0, 0, "expected: this segment"));
            }
        }
    }
}
