package city.haihe.app.record.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

/** A set of hashes is a set, whatever collides. */
class LongSetTests {

    @Property(tries = 200)
    void knowsWhatWasAddedAndWhatWasMarked(
            @ForAll List<@LongRange(min = 2, max = 5_000) Long> added,
            @ForAll List<@LongRange(min = 0, max = 6_000) Long> asked) {
        LongSet set = new LongSet();
        added.forEach(set::add);
        Set<Long> marked = new HashSet<>();
        for (long hash : asked) {
            assertThat(set.mark(hash)).isEqualTo(added.contains(hash));
            marked.add(hash);
        }
        Set<Long> left = new HashSet<>(added);
        assertThat(set.size()).isEqualTo(left.size());
        left.removeAll(marked);
        assertThat(set.unmarked()).isEqualTo(left.size());
        added.forEach(hash -> assertThat(set.isUnmarked(hash)).isEqualTo(left.contains(hash)));
    }

    @Property(tries = 1)
    void growsWithManyThatCollide() {
        LongSet set = new LongSet();
        for (long hash = 0; hash < 3_000; hash++) {
            set.add(hash << 40 | 5);
        }
        assertThat(set.size()).isEqualTo(3_000);
        assertThat(set.mark(2_999L << 40 | 5)).isTrue();
        assertThat(set.mark(6)).isFalse();
    }
}
