package city.haihe.cedar;

import city.haihe.cedar.Value.EntityUid;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The way from the unknown resource to a value: attributes and tags, one after the other. Without steps it is the resource itself.
 *
 * @param steps the steps, at most as many as the policy's text has
 */
public record Path(List<Step> steps) {

    /** The resource itself. */
    public static final Path RESOURCE = new Path(List.of());

    /** One step of a path. */
    public sealed interface Step {}

    /** To an attribute of a record or an entity. */
    public record Attribute(String name) implements Step {}

    /** To a tag of an entity. */
    public record Tag(String name) implements Step {}

    /** Copies the steps. */
    public Path {
        steps = List.copyOf(steps);
    }

    /** One step further. */
    Path then(Step step) {
        List<Step> longer = new ArrayList<>(steps);
        longer.add(step);
        return new Path(longer);
    }

    /** Whether it is this path or one step or more before it. */
    boolean leadsTo(Path other) {
        return steps.size() <= other.steps.size()
                && other.steps.subList(0, steps.size()).equals(steps);
    }

    /** What lies there, or null where a step leads nowhere. */
    public @Nullable Value find(EntityUid resource, Entities entities) {
        Value value = resource;
        for (Step step : steps) {
            value = next(value, step, entities);
            if (value == null) {
                return null;
            }
        }
        return value;
    }

    private static @Nullable Value next(Value value, Step step, Entities entities) {
        if (value instanceof Value.RecordOf record && step instanceof Attribute(String name)) {
            return record.values().get(name);
        }
        Entity entity = value instanceof EntityUid uid ? entities.find(uid) : null;
        if (entity == null) {
            return null;
        }
        return switch (step) {
            case Attribute(String name) -> entity.attributes().get(name);
            case Tag(String name) -> entity.tags().get(name);
        };
    }

    @Override
    public String toString() {
        StringBuilder out = new StringBuilder("resource");
        for (Step step : steps) {
            switch (step) {
                case Attribute(String name) ->
                    out.append(Exprs.isIdentifier(name) ? "." + name : "[" + Texts.quote(name) + "]");
                case Tag(String name) ->
                    out.append(".getTag(").append(Texts.quote(name)).append(')');
            }
        }
        return out.toString();
    }
}
