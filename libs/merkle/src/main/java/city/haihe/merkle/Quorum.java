package city.haihe.merkle;

import java.util.List;
import java.util.Set;

/** Which witnesses must have cosigned (C2SP tlog-policy, Defining the quorum). */
sealed interface Quorum {

    /** Whether these witnesses, by their names in the policy, are enough. */
    boolean isMetBy(Set<String> witnesses);

    /** No witness is needed. */
    record None() implements Quorum {
        @Override
        public boolean isMetBy(Set<String> witnesses) {
            return true;
        }
    }

    /** This witness. */
    record Witness(String name) implements Quorum {
        @Override
        public boolean isMetBy(Set<String> witnesses) {
            return witnesses.contains(name);
        }
    }

    /** So many of the members. */
    record Group(int threshold, List<Quorum> members) implements Quorum {
        @Override
        public boolean isMetBy(Set<String> witnesses) {
            return members.stream().filter(member -> member.isMetBy(witnesses)).count() >= threshold;
        }
    }
}
