package city.haihe.merkle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class TreeHasherTests {

    /** The entries and roots that the reference implementation of RFC 6962 is tested with, sizes 1 to 8. */
    static final List<byte[]> REFERENCE_ENTRIES = List.of(
                    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
            .stream()
            .map(HexFormat.of()::parseHex)
            .toList();

    static final List<String> REFERENCE_ROOTS = List.of(
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");

    private final TreeHasher hasher = new TreeHasher();

    @Test
    void hashesNothingToTheHashOfNothing() {
        assertThat(hasher.empty()).hasToString("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assertThat(TreeHead.empty().root()).isEqualTo(hasher.empty());
    }

    @Test
    void givesTheRootsOfTheReferenceTrees() {
        Frontier frontier = new Frontier();
        for (int size = 1; size <= REFERENCE_ENTRIES.size(); size++) {
            frontier.append(hasher.leaf(REFERENCE_ENTRIES.get(size - 1)), hasher, (_, _) -> {});
            assertThat(frontier.root(hasher)).hasToString(REFERENCE_ROOTS.get(size - 1));
            assertThat(HexFormat.of().formatHex(NaiveTree.root(REFERENCE_ENTRIES.subList(0, size))))
                    .isEqualTo(REFERENCE_ROOTS.get(size - 1));
        }
    }

    @Test
    void hashesPerfectSubtreesOfATile() {
        byte[] hashes = new byte[8 * Hash.BYTES];
        for (int slot = 0; slot < 8; slot++) {
            byte[] leaf = hasher.leaf(REFERENCE_ENTRIES.get(slot)).bytes();
            System.arraycopy(leaf, 0, hashes, slot * Hash.BYTES, Hash.BYTES);
        }
        assertThat(hasher.perfect(hashes, 0, 8)).hasToString(REFERENCE_ROOTS.get(7));
        assertThat(hasher.perfect(hashes, 0, 4)).hasToString(REFERENCE_ROOTS.get(3));
        assertThat(hasher.perfect(hashes, 4, 4)).isEqualTo(Hash.of(NaiveTree.root(REFERENCE_ENTRIES.subList(4, 8))));
        assertThat(hasher.perfect(hashes, 7, 1)).isEqualTo(Hash.at(hashes, 7));
        assertThatThrownBy(() -> hasher.perfect(hashes, 0, 3)).hasMessage("count: 3 (expected: a power of two)");
    }

    @Test
    void keepsHashesFromBeingChanged() {
        byte[] bytes = new byte[Hash.BYTES];
        Hash hash = Hash.of(bytes);
        Arrays.fill(bytes, (byte) 1);
        hash.bytes()[0] = 1;
        assertThat(hash).isEqualTo(Hash.of(new byte[Hash.BYTES]));
        assertThat(Hash.ofBase64(hash.base64())).contains(hash);
        assertThatThrownBy(() -> Hash.of(new byte[31])).hasMessage("hash of 31 bytes (expected: 32)");
    }

    @Test
    void readsOnlyTheOneSpellingOfAHash() {
        String zero = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
        assertThat(Hash.ofBase64(zero)).isPresent();
        assertThat(Hash.ofBase64(zero.replace("=", ""))).isEmpty();
        assertThat(Hash.ofBase64(zero.replace("A=", "B="))).isEmpty();
        assertThat(Hash.ofBase64("AAAA")).isEmpty();
        assertThat(Hash.ofBase64("?" + zero.substring(1))).isEmpty();
    }
}
