package city.haihe.cedar;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** No decision differs from the official engine's: neither the answer, nor what determined it, nor which policies are errors. */
final class OracleTests {

    private static final int CASES = System.getenv("HAIHE_LONG") == null ? 5_000 : 100_000;
    private static final int MAX_SHRINKS = 2_000;

    private final OfficialEngine official = new OfficialEngine();

    @Test
    void decidesAsTheOfficialEngineDoes() throws Exception {
        long seed = Long.getLong("haihe.cedar.seed", new Random().nextLong());
        System.out.println("policies against the official engine: -Dhaihe.cedar.seed=" + seed);
        RandomCases cases = new RandomCases(seed);
        int allowed = 0;
        int erroneous = 0;
        for (int i = 0; i < CASES; i++) {
            RandomCase next = cases.next();
            if (differs(next)) {
                RandomCase small = shrink(next);
                assertThat(OfficialEngine.ours(small))
                        .as("case %d of seed %d:%n%s", i, seed, small)
                        .isEqualTo(official.answer(small));
            }
            OfficialEngine.Answer answer = OfficialEngine.ours(next);
            allowed += answer.allowed() ? 1 : 0;
            erroneous += answer.errors().isEmpty() ? 0 : 1;
        }
        // Cases that all end one way would prove nothing.
        assertThat(allowed).as("allowed").isBetween(CASES / 10, CASES * 9 / 10);
        assertThat(erroneous).as("with errors").isBetween(CASES / 10, CASES * 9 / 10);
    }

    private boolean differs(RandomCase asked) throws Exception {
        return !OfficialEngine.ours(asked).equals(official.answer(asked));
    }

    private RandomCase shrink(RandomCase found) throws Exception {
        RandomCase smallest = found;
        int tries = 0;
        Optional<RandomCase> smaller = Optional.of(found);
        while (smaller.isPresent() && tries < MAX_SHRINKS) {
            smaller = Optional.empty();
            for (RandomCase candidate : smallest.smaller()) {
                tries++;
                if (differs(candidate)) {
                    smallest = candidate;
                    smaller = Optional.of(candidate);
                    break;
                }
            }
        }
        return smallest;
    }
}
