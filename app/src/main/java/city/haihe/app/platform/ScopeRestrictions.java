package city.haihe.app.platform;

import org.jspecify.annotations.Nullable;

/** Tells whoever grants scopes which search restrictions can be kept. The record implements it, which keeps them. */
public interface ScopeRestrictions {

    /**
     * Why the scope's restriction cannot be kept, as value and expectation.
     *
     * @return null where it can, or where there is none
     */
    @Nullable
    String problem(SmartScope scope);
}
