package city.haihe.fhir.path;

import org.jspecify.annotations.Nullable;

/** Three-valued logic (FHIRPath 2.0 6.5); null is what is not known. */
final class Logic {

    private Logic() {}

    /** Whether the left side alone decides. */
    static boolean decides(Operator operator, @Nullable Boolean left) {
        return switch (operator) {
            case AND, IMPLIES -> Boolean.FALSE.equals(left);
            case OR -> Boolean.TRUE.equals(left);
            default -> false;
        };
    }

    static @Nullable Boolean apply(Operator operator, @Nullable Boolean left, @Nullable Boolean right) {
        return switch (operator) {
            case AND -> and(left, right);
            case OR -> not(and(not(left), not(right)));
            case XOR -> left == null || right == null ? null : (boolean) left != right;
            default -> not(and(left, not(right)));
        };
    }

    static @Nullable Boolean not(@Nullable Boolean value) {
        return value == null ? null : !value;
    }

    private static @Nullable Boolean and(@Nullable Boolean left, @Nullable Boolean right) {
        if (Boolean.FALSE.equals(left) || Boolean.FALSE.equals(right)) {
            return false;
        }
        return left == null || right == null ? null : true;
    }
}
