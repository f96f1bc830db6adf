package city.haihe.app.record.internal;

import city.haihe.app.platform.Caller;
import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.HaiheException;
import city.haihe.app.platform.ScopeRestrictions;
import city.haihe.app.platform.SmartScope;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Understands the search restrictions of scopes (SMART App Launch 2.2, "Finer-grained resource constraints using search
 * parameters"). A restriction looks at nothing but the resource itself: whether a resource may be seen must not depend on
 * another that may not.
 */
final class Restrictions implements ScopeRestrictions {

    /** Parameters that every resource has. Others that begin with an underscore ask for a form, or look elsewhere. */
    private static final Set<String> COMMON = Set.of("_id", "_lastUpdated", "_tag", "_security", "_profile", "_source");

    /** Modifiers that are decided by the resource alone, not by a terminology that changes. */
    private static final Set<String> MODIFIERS =
            Set.of("", "not", "missing", "exact", "contains", "identifier", "of-type");

    private final SearchParser parser;
    private final ResourceTables tables;

    Restrictions(SearchParser parser, ResourceTables tables) {
        this.parser = parser;
        this.tables = tables;
    }

    /**
     * What the scope asks of a resource of the type.
     *
     * @throws HaiheException INSUFFICIENT_SCOPE where it is not understood: a token that outlives what its restriction was
     *     understood by opens nothing
     */
    Condition condition(String type, SmartScope scope) {
        try {
            return understood(type, scope);
        } catch (HaiheException refused) {
            throw new HaiheException(
                    ErrorCode.INSUFFICIENT_SCOPE,
                    "scope: its restriction is not supported: " + refused.getMessage(),
                    null,
                    refused);
        }
    }

    private Condition understood(String type, SmartScope scope) {
        List<QueryString.Parameter> parameters = scope.items().stream()
                .map(item -> new QueryString.Parameter(item.parameter(), item.value()))
                .toList();
        parameters.forEach(parameter -> requireKept(parameter.name()));
        // Whoever restricts sees everything: nothing of the caller's own reach takes part.
        Visibility unbound = new Visibility(Caller.system("Client/record", "record", ""), this);
        List<Condition> conditions =
                parser.parse(type, new QueryString(parameters), true, unbound).conditions();
        return conditions.size() == 1 ? conditions.getFirst() : new Condition.AllOf(conditions);
    }

    private void requireKept(String name) {
        int colon = name.indexOf(':');
        String parameter = colon < 0 ? name : name.substring(0, colon);
        String modifier = colon < 0 ? "" : name.substring(colon + 1);
        if (name.indexOf('.') >= 0 || parameter.startsWith("_") && !COMMON.contains(parameter)) {
            throw RecordErrors.unsupportedParameter(name, "a search parameter of the resource itself");
        }
        if (!MODIFIERS.contains(modifier) && !tables.has(modifier)) {
            throw RecordErrors.unsupportedParameter(name, "no modifier, :not, :missing, :exact or :contains");
        }
    }

    @Override
    public @Nullable String problem(SmartScope scope) {
        if (!scope.isRestricted()) {
            return null;
        }
        try {
            if (!scope.type().equals("*")) {
                if (!tables.has(scope.type())) {
                    throw RecordErrors.unknownType(scope.type());
                }
                understood(scope.type(), scope);
                return null;
            }
            for (TypeTable table : tables.all()) {
                understood(table.type(), scope);
            }
            return null;
        } catch (HaiheException refused) {
            return refused.getMessage();
        }
    }
}
