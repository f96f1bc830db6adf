package city.haihe.merkle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class TileIdTests {

    @Test
    void writesTheSpecificationsExamples() {
        assertThat(new TileId(0, 1_234_067, 256).path()).isEqualTo("tile/0/x001/x234/067");
        assertThat(new TileId(TileId.ENTRIES, 0, 256).path()).isEqualTo("tile/entries/000");
        assertThat(new TileId(2, 0, 1).path()).isEqualTo("tile/2/000.p/1");
        assertThat(new TileId(TileId.ENTRIES, 273, 112).path()).isEqualTo("tile/entries/273.p/112");
    }

    @Test
    void refusesPathsThatAreNotTheOneSpelling() {
        for (String path : new String[] {
            "tile/0/x000/001",
            "tile/00/001",
            "tile/0/1",
            "tile/0/001.p/0",
            "tile/0/001.p/256",
            "tile/0/001.p/012",
            "tile/64/001",
            "tile/0/x001/x234",
            "tile/0/001/002",
            "tile/entries/001/",
            "/tile/0/001",
            "tile/0/../../etc/passwd",
            "tile/0/x999/x999/x999/x999/x999/x999/999",
            "checkpoint"
        }) {
            assertThat(TileId.parse(path)).as(path).isEmpty();
        }
    }

    @Test
    void refusesTilesThatCannotBe() {
        assertThatThrownBy(() -> new TileId(0, 0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TileId(0, -1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TileId(-2, 0, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void endsTreesAsTheSpecificationSays() {
        assertThat(TileId.edge(70_000))
                .extracting(TileId::path)
                .containsExactly("tile/2/000.p/1", "tile/1/001.p/17", "tile/0/273.p/112");
        assertThat(TileId.edge(256)).extracting(TileId::path).containsExactly("tile/1/000.p/1");
        assertThat(TileId.edge(0)).isEmpty();
        assertThat(TileId.edge(Long.MAX_VALUE)).hasSize(8);
    }

    @Property(tries = 500)
    void readsWhatItWrites(
            @ForAll @IntRange(min = -1, max = 63) int level,
            @ForAll @LongRange(min = 0, max = 36_028_797_018_963_967L) long index,
            @ForAll @IntRange(min = 1, max = 256) int width) {
        TileId tile = new TileId(level, index, width);
        assertThat(TileId.parse(tile.path())).contains(tile);
    }
}
