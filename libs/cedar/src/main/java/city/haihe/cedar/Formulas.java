package city.haihe.cedar;

import city.haihe.cedar.Residual.Always;
import city.haihe.cedar.Residual.And;
import city.haihe.cedar.Residual.Atom;
import city.haihe.cedar.Residual.Comparison;
import city.haihe.cedar.Residual.Kind;
import city.haihe.cedar.Residual.Never;
import city.haihe.cedar.Residual.Not;
import city.haihe.cedar.Residual.Or;
import city.haihe.cedar.Value.DateTime;
import city.haihe.cedar.Value.Decimal;
import city.haihe.cedar.Value.EntityUid;
import city.haihe.cedar.Value.Int;
import city.haihe.cedar.Value.SetOf;
import city.haihe.cedar.Value.TimeSpan;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes formulas in simplified form. */
final class Formulas {

    static final Residual ALWAYS = new Always();
    static final Residual NEVER = new Never();

    private Formulas() {}

    static Residual and(Residual... parts) {
        return and(List.of(parts));
    }

    static Residual or(Residual... parts) {
        return or(List.of(parts));
    }

    static Residual and(List<Residual> parts) {
        Set<Residual> flat = new LinkedHashSet<>();
        for (Residual part : parts) {
            switch (part) {
                case Always _ -> {}
                case Never _ -> {
                    return NEVER;
                }
                case And(List<Residual> inner) -> flat.addAll(inner);
                case Or _, Atom _ -> flat.add(part);
            }
        }
        if (contradict(flat)) {
            return NEVER;
        }
        List<Residual> kept = new ArrayList<>();
        for (Residual part : flat) {
            // x && (x || y) is x.
            boolean absorbed =
                    part instanceof Or(List<Residual> inner) && inner.stream().anyMatch(flat::contains);
            if (!absorbed && !impliedByOther(part, flat)) {
                kept.add(part);
            }
        }
        return switch (kept.size()) {
            case 0 -> ALWAYS;
            case 1 -> kept.getFirst();
            default -> new And(List.copyOf(kept));
        };
    }

    static Residual or(List<Residual> parts) {
        Set<Residual> flat = new LinkedHashSet<>();
        for (Residual part : parts) {
            switch (part) {
                case Never _ -> {}
                case Always _ -> {
                    return ALWAYS;
                }
                case Or(List<Residual> inner) -> flat.addAll(inner);
                case And _, Atom _ -> flat.add(part);
            }
        }
        if (complement(flat)) {
            return ALWAYS;
        }
        List<Residual> kept = new ArrayList<>();
        for (Residual part : flat) {
            // x || (x && y) is x.
            if (!(part instanceof And(List<Residual> inner) && inner.stream().anyMatch(flat::contains))) {
                kept.add(part);
            }
        }
        return switch (kept.size()) {
            case 0 -> NEVER;
            case 1 -> kept.getFirst();
            default -> new Or(List.copyOf(kept));
        };
    }

    static Residual not(Residual residual) {
        return switch (residual) {
            case Always _ -> NEVER;
            case Never _ -> ALWAYS;
            case And(List<Residual> parts) ->
                or(parts.stream().map(Formulas::not).toList());
            case Or(List<Residual> parts) ->
                and(parts.stream().map(Formulas::not).toList());
            case Not(Atom atom) -> atom;
            case Atom atom -> new Not(atom);
        };
    }

    private static boolean complement(Set<Residual> parts) {
        return parts.stream().anyMatch(part -> part instanceof Not(Atom atom) && parts.contains(atom));
    }

    private static boolean contradict(Set<Residual> parts) {
        if (complement(parts)) {
            return true;
        }
        for (Residual part : parts) {
            for (Residual other : parts) {
                boolean excluded = part instanceof Residual.Compare(Path path, Comparison comparison, Value constant)
                        && comparison == Comparison.EQUAL
                        && (other instanceof Residual.Compare(Path path2, Comparison comparison2, Value constant2)
                                        && path.equals(path2)
                                        && !compares(constant, comparison2, constant2)
                                || other instanceof Residual.OneOf(Path path3, Set<Value> values)
                                        && path.equals(path3)
                                        && !values.contains(constant)
                                || other instanceof Not(Residual.Has(Path path4)) && path4.leadsTo(path));
                if (excluded) {
                    return true;
                }
            }
        }
        return false;
    }

    /** That there is a value follows from anything that is true of it, or of a value further on. */
    private static boolean impliedByOther(Residual part, Set<Residual> parts) {
        return part instanceof Residual.Has(Path path)
                && parts.stream()
                        .anyMatch(other -> other != part
                                && !other.equals(part)
                                && pathOf(other) instanceof Path deeper
                                && path.leadsTo(deeper));
    }

    private static @Nullable Path pathOf(Residual residual) {
        return switch (residual) {
            case Residual.Has atom -> atom.path();
            case Residual.OfKind atom -> atom.path();
            case Residual.Compare atom -> atom.path();
            case Residual.OneOf atom -> atom.path();
            case Residual.In atom -> atom.path();
            case Residual.OfType atom -> atom.path();
            case Residual.ContainsAll atom -> atom.path();
            case Residual.ContainsAny atom -> atom.path();
            case Residual.Within atom -> atom.path();
            case Residual.Matches atom -> atom.path();
            case Residual.InRange atom -> atom.path();
            case Always _, Never _, And _, Or _, Not _, Residual.Undetermined _ -> null;
        };
    }

    static boolean isOf(@Nullable Value value, Kind kind) {
        return switch (kind) {
            case STRING -> value instanceof Value.Text;
            case SET -> value instanceof SetOf;
            case ENTITY -> value instanceof EntityUid;
            case ENTITY_SET ->
                value instanceof SetOf(Set<Value> values)
                        && values.stream().allMatch(element -> element instanceof EntityUid);
            case RECORD_OR_ENTITY -> value instanceof Value.RecordOf || value instanceof EntityUid;
            case IPADDR -> value instanceof Value.IpRange;
        };
    }

    static boolean compares(@Nullable Value value, Comparison comparison, Value constant) {
        if (comparison == Comparison.EQUAL) {
            return constant.equals(value);
        }
        int order;
        if (value instanceof Int(long left) && constant instanceof Int(long right)) {
            order = Long.compare(left, right);
        } else if (value instanceof DateTime(long left) && constant instanceof DateTime(long right)) {
            order = Long.compare(left, right);
        } else if (value instanceof TimeSpan(long left) && constant instanceof TimeSpan(long right)) {
            order = Long.compare(left, right);
        } else if (value instanceof Decimal(long left) && constant instanceof Decimal(long right)) {
            order = Long.compare(left, right);
        } else {
            return false;
        }
        return switch (comparison) {
            case EQUAL -> order == 0;
            case LESS -> order < 0;
            case LESS_OR_EQUAL -> order <= 0;
            case GREATER -> order > 0;
            case GREATER_OR_EQUAL -> order >= 0;
        };
    }

    static String print(List<Residual> parts, String operator) {
        return parts.stream().map(Residual::toString).collect(Collectors.joining(operator, "(", ")"));
    }
}
