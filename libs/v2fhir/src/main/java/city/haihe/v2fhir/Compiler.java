package city.haihe.v2fhir;

import city.haihe.v2fhir.MappingRule.Condition;
import city.haihe.v2fhir.MappingRule.Option;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Turns the mapping's rules into closures, once, when it is loaded. */
final class Compiler {

    private static final Source YES = Source.constant("true");

    private final Mapping mapping;
    private final Converters converters;
    private final Map<String, Block> types = new HashMap<>();

    Compiler(Mapping mapping) {
        this.mapping = mapping;
        this.converters = new Converters(mapping, this);
    }

    /** A place to read, seen from the place that a type or block maps. */
    @FunctionalInterface
    interface SourceFunction {
        Source at(Run run, Source scope);
    }

    /** A condition, seen from the place that a type or block maps. */
    @FunctionalInterface
    interface Test {
        boolean holds(Run run, Source scope);
    }

    /** The rules of a segment's map, compiled. */
    Map<String, Block> segments() {
        Map<String, Block> programs = new HashMap<>();
        mapping.segments().forEach((name, map) -> programs.put(name, block(map.rules(), "")));
        return programs;
    }

    /** A type's map with the argument it is used with. */
    Block type(String name, String argument) {
        String key = name + '(' + argument + ')';
        Block known = types.get(key);
        if (known != null) {
            return known;
        }
        Mapping.TypeMap map = mapping.types().get(name);
        if (map == null) {
            throw new IllegalArgumentException("type: " + name + " (expected: a converter or a type map)");
        }
        Block block = block(map.rules(), argument);
        types.put(key, block);
        return block;
    }

    List<Test> tests(List<Condition> conditions, String argument) {
        return conditions.stream().map(condition -> test(condition, argument)).toList();
    }

    SourceFunction source(RuleSource source, String argument) {
        return switch (source) {
            case RuleSource.Constant(String text) -> fixed(Source.constant(text));
            case RuleSource.Argument() -> fixed(Source.constant(argument));
            case RuleSource.Latest(String type) -> (run, _) -> run.newest(type) == null ? Source.NOTHING : YES;
            case RuleSource.Complete() -> (run, _) -> run.context().complete() ? YES : Source.NOTHING;
            case RuleSource.Relative(int component, int subcomponent) -> relative(component, subcomponent);
            case RuleSource.Field field ->
                (run, scope) -> {
                    SegmentView here = scope.segment();
                    SegmentView view =
                            here != null && here.name().equals(field.segment()) ? here : run.nearest(field.segment());
                    return view == null ? Source.NOTHING : field.in(view);
                };
            case RuleSource.Ahead(RuleSource.Field field) ->
                (run, _) -> {
                    SegmentView view = run.ahead(field.segment());
                    return view == null ? Source.NOTHING : field.in(view);
                };
        };
    }

    private static SourceFunction fixed(Source source) {
        return (_, _) -> source;
    }

    private static SourceFunction relative(int component, int subcomponent) {
        if (component == 0) {
            return (_, scope) -> scope;
        }
        if (subcomponent == 0) {
            return (_, scope) -> scope.child(component);
        }
        return (_, scope) -> scope.child(component).child(subcomponent);
    }

    private Test test(Condition condition, String argument) {
        if (condition.sources().size() == 1) {
            return test(source(condition.sources().getFirst(), argument), condition);
        }
        Condition positive = new Condition(condition.sources(), false, condition.values());
        List<Test> any = condition.sources().stream()
                .map(source -> test(source(source, argument), positive))
                .toList();
        return (run, scope) -> any.stream().anyMatch(test -> test.holds(run, scope)) != condition.negated();
    }

    private static Test test(SourceFunction source, Condition condition) {
        if (condition.values().isEmpty()) {
            return (run, scope) -> source.at(run, scope).isEmpty() == condition.negated();
        }
        return (run, scope) -> condition.values().contains(source.at(run, scope).text()) != condition.negated();
    }

    private Block block(List<MappingRule> rules, String argument) {
        return new Block(rules.stream()
                .filter(rule -> !skips(rule, argument))
                .map(rule -> step(rule, argument))
                .toList());
    }

    /** A rule of a type that was used without the argument it needs, or one that only explains. */
    private static boolean skips(MappingRule rule, String argument) {
        return rule.isUnmapped() || rule.source() instanceof RuleSource.Argument && argument.isEmpty();
    }

    private RuleStep step(MappingRule rule, String argument) {
        try {
            if (rule.isIgnored()) {
                return RuleStep.ignoring(
                        rule,
                        source(rule.source(), argument),
                        tests(rule.conditions(), argument).toArray(Test[]::new));
            }
            Converter converter = rule.source() instanceof RuleSource.Latest(String type)
                    ? (run, _) -> {
                        OpenResource resource = run.newest(type);
                        return resource == null ? null : resource.reference();
                    }
                    : rule.isBlock()
                            ? block(rule.children(), argument)
                            : converters.of(rule.type(), rule.argument().replace("$", argument));
            return new RuleStep(
                    rule,
                    source(rule.source(), argument),
                    rule.source() instanceof RuleSource.Latest,
                    rule.source() instanceof RuleSource.Field,
                    ElementPath.parse(rule.target(), mapping.systems()),
                    converter,
                    rule.options().contains(Option.REQUIRED),
                    rule.options().contains(Option.DEFAULT),
                    rule.options().contains(Option.ONCE),
                    rule.options().contains(Option.JOIN),
                    rule.type().equals(MappingRule.CLEARS),
                    rule.options().contains(Option.LEFT),
                    tests(rule.conditions(), argument).toArray(Test[]::new));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(rule.origin() + ": " + e.getMessage(), e);
        }
    }
}
