package city.haihe.app.record.internal;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Knows no code systems and no value sets, and says so. */
final class WithoutTerminology implements CodeExpansion {

    private static final String EXPECTED = "a modifier that needs no terminology";

    @Override
    public Set<Code> expand(String valueSet, int limit) {
        throw RecordErrors.unsupportedParameter(":in", EXPECTED);
    }

    @Override
    public Set<Code> below(@Nullable String system, String code, int limit) {
        throw RecordErrors.unsupportedParameter(":below", EXPECTED);
    }

    @Override
    public Set<Code> above(@Nullable String system, String code, int limit) {
        throw RecordErrors.unsupportedParameter(":above", EXPECTED);
    }
}
