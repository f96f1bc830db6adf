package city.haihe.cedar;

import com.cedarpolicy.BasicAuthorizationEngine;
import com.cedarpolicy.model.AuthorizationRequest;
import com.cedarpolicy.model.AuthorizationResponse;
import com.cedarpolicy.model.AuthorizationSuccessResponse;
import com.cedarpolicy.model.policy.Policy;
import com.cedarpolicy.model.policy.PolicySet;
import com.cedarpolicy.value.EntityUID;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The engine of the language's authors, asked the same. */
final class OfficialEngine {

    private final BasicAuthorizationEngine engine = new BasicAuthorizationEngine();
    private final Map<Value.EntityUid, EntityUID> uids = new HashMap<>();

    /** What both engines must agree on. */
    record Answer(boolean allowed, Set<String> determining, Set<String> errors) {}

    static Answer ours(RandomCase asked) throws MalformedException {
        Decision decision = city.haihe.cedar.PolicySet.parse(asked.policies())
                .decide(asked.request(), Entities.of(asked.entities()));
        return new Answer(
                decision.allowed(),
                new TreeSet<>(decision.determining()),
                decision.errors().stream()
                        .map(Decision.PolicyError::policy)
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    Answer answer(RandomCase asked) throws Exception {
        Set<Policy> policies = new HashSet<>();
        for (int i = 0; i < asked.rules().size(); i++) {
            policies.add(new Policy(asked.rules().get(i).text(i), "p" + i));
        }
        Set<com.cedarpolicy.model.entity.Entity> entities = new HashSet<>();
        for (Entity entity : asked.entities()) {
            entities.add(new com.cedarpolicy.model.entity.Entity(
                    uid(entity.uid()),
                    values(entity.attributes()),
                    entity.parents().stream().map(this::uid).collect(Collectors.toSet()),
                    values(entity.tags())));
        }
        Request request = asked.request();
        AuthorizationResponse response = engine.isAuthorized(
                new AuthorizationRequest(
                        uid(request.principal()),
                        uid(request.action()),
                        uid(request.resource()),
                        values(request.context().values())),
                new PolicySet(policies),
                entities);
        AuthorizationSuccessResponse success =
                response.success.orElseThrow(() -> new AssertionError("refused: " + response + "\n" + asked));
        return new Answer(
                success.isAllowed(),
                new TreeSet<>(success.getReason()),
                success.getErrors().stream()
                        .map(AuthorizationSuccessResponse.AuthorizationError::getPolicyId)
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    /** Each is made by a call into the engine, and there are few. */
    private EntityUID uid(Value.EntityUid uid) {
        return uids.computeIfAbsent(uid, key -> EntityUID.parse(key.text()).orElseThrow());
    }

    private Map<String, com.cedarpolicy.value.Value> values(Map<String, Value> values) {
        Map<String, com.cedarpolicy.value.Value> all = new LinkedHashMap<>();
        values.forEach((name, value) -> all.put(name, value(value)));
        return all;
    }

    private com.cedarpolicy.value.Value value(Value value) {
        return switch (value) {
            case Value.Bool(boolean bool) -> new com.cedarpolicy.value.PrimBool(bool);
            case Value.Int(long number) -> new com.cedarpolicy.value.PrimLong(number);
            case Value.Text(String text) -> new com.cedarpolicy.value.PrimString(text);
            case Value.SetOf(Set<Value> values) ->
                new com.cedarpolicy.value.CedarList(
                        List.copyOf(values.stream().map(this::value).toList()));
            case Value.RecordOf(Map<String, Value> values) -> new com.cedarpolicy.value.CedarMap(values(values));
            case Value.EntityUid uid -> uid(uid);
            case Value.IpRange ip -> new com.cedarpolicy.value.IpAddress(ip.toString());
            case Value.Decimal decimal -> new com.cedarpolicy.value.Decimal(decimal.toString());
            case Value.DateTime time -> new com.cedarpolicy.value.DateTime(argument(time.text()));
            case Value.TimeSpan span -> new com.cedarpolicy.value.Duration(argument(span.text()));
        };
    }

    private static String argument(String constructor) {
        return constructor.substring(constructor.indexOf('"') + 1, constructor.lastIndexOf('"'));
    }
}
