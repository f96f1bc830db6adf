package city.haihe.cedar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import city.haihe.cedar.Value.EntityUid;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class EntitiesTests {

    private static final EntityUid A = new EntityUid("T", "a");
    private static final EntityUid B = new EntityUid("T", "b");
    private static final EntityUid C = new EntityUid("T", "c");

    private static Entity entity(EntityUid uid, EntityUid... parents) {
        return new Entity(uid, Map.of(), Set.of(parents));
    }

    @Test
    void climbsThroughWhatIsAddedLater() {
        Entities base = Entities.of(List.of(entity(B, C)));
        assertThat(base.with(List.of(entity(A, B))).isIn(A, C)).isTrue();
        // C was only named so far; what it is in now holds for B as well.
        EntityUid d = new EntityUid("T", "d");
        Entities more = base.with(List.of(entity(C, d)));
        assertThat(more.isIn(B, d)).isTrue();
        assertThat(base.isIn(B, d)).isFalse();
    }

    @Test
    void replacesWhatIsThere() {
        Entities base = Entities.of(List.of(entity(A, B), entity(B, C)));
        Entities changed = base.with(List.of(entity(B)));
        assertThat(changed.isIn(A, B)).isTrue();
        assertThat(changed.isIn(A, C)).isFalse();
    }

    @Test
    void refusesCyclesAndDoubles() {
        assertThatIllegalArgumentException().isThrownBy(() -> Entities.of(List.of(entity(A, B), entity(B, A))));
        assertThatIllegalArgumentException().isThrownBy(() -> Entities.of(List.of(entity(A), entity(A, B))));
    }
}
