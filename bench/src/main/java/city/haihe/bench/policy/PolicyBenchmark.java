package city.haihe.bench.policy;

import city.haihe.cedar.Entities;
import city.haihe.cedar.Entity;
import city.haihe.cedar.PartialRequest;
import city.haihe.cedar.PolicySet;
import city.haihe.cedar.Request;
import city.haihe.cedar.Value;
import city.haihe.cedar.Value.EntityUid;
import com.cedarpolicy.BasicAuthorizationEngine;
import com.cedarpolicy.model.AuthorizationRequest;
import com.cedarpolicy.value.EntityUID;
import com.cedarpolicy.value.PrimBool;
import com.cedarpolicy.value.PrimString;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;

/**
 * Decides requests of clinicians on patients' records under 1,000 policies, most of them of one ward or one clinician, and a few of
 * everybody; then the same requests without their resource; then the same by the official engine. One thread does all of it.
 */
public final class PolicyBenchmark {

    private static final int POLICIES = 1_000;
    private static final int WARDS = 300;
    private static final int CLINICIANS = 1_000;
    private static final int RECORDS = 1_000;
    private static final int WARM_UP = 200_000;
    private static final int DECISIONS = 500_000;
    private static final int PARTIAL = 50_000;
    private static final int OFFICIAL = 100;
    private static final EntityUid READ = new EntityUid("Action", "read");
    private static final Value.RecordOf CONTEXT =
            new Value.RecordOf(Map.of("purpose", new Value.Text("TREAT"), "secure", new Value.Bool(true)));

    private final String text = policies();
    private final PolicySet policies;
    private final Entities base;
    private final List<Entity> clinicians = new ArrayList<>();
    private final List<Entity> records = new ArrayList<>();

    private PolicyBenchmark() throws Exception {
        policies = PolicySet.parse(text);
        List<Entity> wards = new ArrayList<>();
        for (int ward = 0; ward < WARDS; ward++) {
            wards.add(new Entity(ward(ward), Map.of(), Set.of(new EntityUid("Hospital", "1"))));
        }
        base = Entities.of(wards);
        for (int i = 0; i < CLINICIANS; i++) {
            clinicians.add(new Entity(
                    new EntityUid("Clinician", String.valueOf(i)),
                    Map.of("grade", new Value.Int(i % 5), "ward", ward(i % WARDS)),
                    Set.of(ward(i % WARDS), new EntityUid("Role", "treating"))));
        }
        for (int i = 0; i < RECORDS; i++) {
            records.add(new Entity(
                    new EntityUid("Record", String.valueOf(i)),
                    Map.of(
                            "category", new Value.Text(i % 7 == 0 ? "psychiatric" : "general"),
                            "ward", ward(i * 31 % WARDS),
                            "labels", new Value.SetOf(Set.of(new Value.Text(i % 11 == 0 ? "R" : "N")))),
                    Set.of(ward(i * 31 % WARDS))));
        }
    }

    private static EntityUid ward(int number) {
        return new EntityUid("Ward", String.valueOf(number));
    }

    private static String policies() {
        StringBuilder text = new StringBuilder("""
                permit(principal in Role::"treating", action == Action::"read", resource is Record)
                when { principal.ward == resource.ward && context.purpose == "TREAT" };
                forbid(principal, action, resource is Record)
                when { resource.labels.contains("R") } unless { principal.grade >= 3 };
                forbid(principal, action, resource) unless { context.secure };
                """);
        for (int i = 3; i < POLICIES; i++) {
            text.append(
                    i % 2 == 0
                            ? "permit(principal == Clinician::\"%d\", action == Action::\"read\", resource in Ward::\"%d\") when { resource.category != \"psychiatric\" };%n"
                                    .formatted(i, i * 7 % WARDS)
                            : "permit(principal in Ward::\"%d\", action in [Action::\"read\", Action::\"find\"], resource is Record) when { principal.grade > %d && resource.category == \"general\" };%n"
                                    .formatted(i % WARDS, i % 4));
        }
        return text.toString();
    }

    /** Prints decisions a second, and what one takes. */
    public static void run(String[] arguments) throws Exception {
        new PolicyBenchmark().measure();
    }

    private Request request(int i) {
        return new Request(
                clinicians.get(i % CLINICIANS).uid(),
                READ,
                records.get(i * 17 % RECORDS).uid(),
                CONTEXT);
    }

    private boolean decide(int i) {
        Entities entities = base.with(List.of(clinicians.get(i % CLINICIANS), records.get(i * 17 % RECORDS)));
        return policies.decide(request(i), entities).allowed();
    }

    private boolean decidePartially(int i) {
        Entity clinician = clinicians.get(i % CLINICIANS);
        return policies.decidePartially(
                        new PartialRequest(clinician.uid(), READ, "Record", Map.of(), CONTEXT),
                        base.with(List.of(clinician)))
                .policies()
                .isEmpty();
    }

    private void measure() throws Exception {
        System.out.printf("| what | per CPU second | p50 µs | p99 µs | target |%n|---|---|---|---|---|%n");
        time(WARM_UP, this::decide);
        double ours =
                row("decisions, %,d policies".formatted(POLICIES), DECISIONS, this::decide, ">= 200,000/s, p99 < 50");
        time(PARTIAL, this::decidePartially);
        row("partial evaluations", PARTIAL, this::decidePartially, "<= 200 µs");
        double official = official();
        if (official > 0) {
            System.out.printf("%nours / official: %,.0f%n", ours / official);
        }
    }

    private static double row(String what, int rounds, IntPredicate work, String target) {
        long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        long[] nanos = time(rounds, work);
        double seconds = (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpu) / 1e9;
        System.out.printf(
                "| %s | %,.0f | %.1f | %.1f | %s |%n",
                what, rounds / seconds, nanos[rounds / 2] / 1e3, nanos[(int) (rounds * 0.99)] / 1e3, target);
        return rounds / seconds;
    }

    private static long[] time(int rounds, IntPredicate work) {
        long[] nanos = new long[rounds];
        for (int i = 0; i < rounds; i++) {
            long begun = System.nanoTime();
            work.test(i);
            nanos[i] = System.nanoTime() - begun;
        }
        Arrays.sort(nanos);
        return nanos;
    }

    /** The official engine's decisions a second, or 0 where its native library cannot be loaded here. */
    private double official() throws Exception {
        try {
            BasicAuthorizationEngine engine = new BasicAuthorizationEngine();
            com.cedarpolicy.model.policy.PolicySet parsed = com.cedarpolicy.model.policy.PolicySet.parsePolicies(text);
            parsed.cache();
            boolean[] differs = new boolean[1];
            double rate = row(
                    "official engine (JNI, policies cached)",
                    OFFICIAL,
                    i -> {
                        boolean allowed = officially(engine, parsed, i);
                        differs[0] |= allowed != decide(i);
                        return allowed;
                    },
                    "");
            if (differs[0]) {
                throw new IllegalStateException("a decision differs from the official engine's");
            }
            return rate;
        } catch (LinkageError e) {
            System.out.printf("%nthe official engine cannot be loaded here: %s%n", e.getMessage());
            return 0;
        }
    }

    private boolean officially(BasicAuthorizationEngine engine, com.cedarpolicy.model.policy.PolicySet parsed, int i) {
        Request request = request(i);
        try {
            return engine.isAuthorized(
                            new AuthorizationRequest(
                                    uid(request.principal()),
                                    uid(request.action()),
                                    uid(request.resource()),
                                    values(CONTEXT.values())),
                            parsed,
                            Set.of(entity(clinicians.get(i % CLINICIANS)), entity(records.get(i * 17 % RECORDS))))
                    .success
                    .orElseThrow()
                    .isAllowed();
        } catch (com.cedarpolicy.model.exception.AuthException e) {
            throw new IllegalStateException("the official engine refuses the request", e);
        }
    }

    private final Map<EntityUid, EntityUID> uids = new HashMap<>();

    private EntityUID uid(EntityUid uid) {
        return uids.computeIfAbsent(uid, key -> EntityUID.parse(key.text()).orElseThrow());
    }

    private com.cedarpolicy.model.entity.Entity entity(Entity entity) {
        Set<EntityUID> parents = new HashSet<>();
        entity.parents().forEach(parent -> parents.add(uid(parent)));
        return new com.cedarpolicy.model.entity.Entity(uid(entity.uid()), values(entity.attributes()), parents);
    }

    private Map<String, com.cedarpolicy.value.Value> values(Map<String, Value> values) {
        Map<String, com.cedarpolicy.value.Value> all = new HashMap<>();
        values.forEach((name, value) -> all.put(name, value(value)));
        return all;
    }

    private com.cedarpolicy.value.Value value(Value value) {
        return switch (value) {
            case Value.Bool(boolean bool) -> new PrimBool(bool);
            case Value.Int(long number) -> new com.cedarpolicy.value.PrimLong(number);
            case Value.Text(String string) -> new PrimString(string);
            case Value.SetOf(Set<Value> elements) ->
                new com.cedarpolicy.value.CedarList(
                        elements.stream().map(this::value).toList());
            case EntityUid uid -> uid(uid);
            default ->
                throw new IllegalArgumentException(
                        "value: %s (expected: one of this benchmark)".formatted(value.kind()));
        };
    }
}
