package city.haihe.cedar;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A residual is true of exactly those resources that the whole evaluation allows. */
final class PartialTests {

    private static final int CASES = System.getenv("HAIHE_LONG") == null ? 4_000 : 400_000;

    @Test
    void residualOfARequestDecidesEachResourceAsTheWholeEvaluationDoes() throws Exception {
        long seed = Long.getLong("haihe.cedar.seed", new Random().nextLong());
        Random random = new Random(seed);
        RandomCases cases = new RandomCases(seed);
        int exact = 0;
        int open = 0;
        for (int i = 0; i < CASES; i++) {
            RandomCase asked = cases.next();
            PolicySet policies = PolicySet.parse(asked.policies());
            Entities entities = Entities.of(asked.entities());
            Map<String, Value> attributes = attributes(asked);
            attributes.keySet().removeIf(_ -> random.nextInt(4) > 0);
            PartialDecision partial = policies.decidePartially(
                    new PartialRequest(
                            asked.request().principal(),
                            asked.request().action(),
                            random.nextBoolean() ? asked.resource().type() : null,
                            attributes,
                            asked.request().context()),
                    entities);
            boolean whole = policies.decide(asked.request(), entities).allowed();
            assertThat(partial.allowed().holds(asked.resource(), entities))
                    .as("case %d of seed %d: %s%n%s", i, seed, partial, asked)
                    .isEqualTo(whole);
            if (whole) {
                assertThat(partial.allowed().weakened().holds(asked.resource(), entities))
                        .as("case %d of seed %d, weakened: %s%n%s", i, seed, partial, asked)
                        .isTrue();
            }
            assertThat(partial.allowed().weakened().isExact()).isTrue();
            boolean decided =
                    partial.allowed() instanceof Residual.Always || partial.allowed() instanceof Residual.Never;
            exact += partial.allowed().isExact() && !decided ? 1 : 0;
            open += decided ? 0 : 1;
        }
        assertThat(open).as("left open").isGreaterThan(CASES / 10);
        assertThat(exact).as("left open, and exact").isGreaterThan(open / 4);
    }

    private static Map<String, Value> attributes(RandomCase asked) {
        return new java.util.HashMap<>(asked.entities().stream()
                .filter(entity -> entity.uid().equals(asked.resource()))
                .findFirst()
                .map(Entity::attributes)
                .orElse(Map.of()));
    }
}
