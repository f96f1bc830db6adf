package city.haihe.merkle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class OpeningTests {

    private static final byte[] SALT = Sha256.of("salt".getBytes(UTF_8));
    private static final byte[] CONTENT = "{\"who\":\"Practitioner/1\"}".getBytes(UTF_8);

    @Test
    void commitsAsDocumented() throws NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update("haihe.city/commitment/v1\n".getBytes(UTF_8));
        digest.update(SALT);
        digest.update(CONTENT);
        assertThat(Opening.of(SALT, CONTENT).commitment()).isEqualTo(digest.digest());
    }

    @Test
    void changesWithEveryBitOfSaltAndContent() {
        byte[] commitment = Opening.of(SALT, CONTENT).commitment();
        for (int bit = 0; bit < SALT.length * 8; bit++) {
            byte[] flipped = SALT.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(Opening.of(flipped, CONTENT).commitment()).isNotEqualTo(commitment);
        }
        for (int bit = 0; bit < CONTENT.length * 8; bit++) {
            byte[] flipped = CONTENT.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(Opening.of(SALT, flipped).commitment()).isNotEqualTo(commitment);
        }
    }

    @Test
    void hidesEqualContentBehindSalts() {
        SecureRandom random = new SecureRandom();
        assertThat(Opening.salted(CONTENT, random).commitment())
                .isNotEqualTo(Opening.salted(CONTENT, random).commitment());
    }

    @Property(tries = 200)
    void readsWhatItWrites(@ForAll byte[] content) {
        Opening opening = Opening.of(SALT, content);
        assertThat(Opening.parse(opening.encoded())).hasValueSatisfying(read -> {
            assertThat(read.salt()).isEqualTo(SALT);
            assertThat(read.content()).isEqualTo(content);
        });
    }

    @Test
    void refusesWhatIsNoOpening() {
        byte[] encoded = Opening.of(SALT, new byte[0]).encoded();
        assertThat(Opening.parse(java.util.Arrays.copyOf(encoded, encoded.length - 1)))
                .isEmpty();
        encoded[0] ^= 1;
        assertThat(Opening.parse(encoded)).isEmpty();
        assertThatThrownBy(() -> Opening.of(new byte[31], CONTENT))
                .hasMessage("salt of 31 and content of 24 bytes (expected: 32 and <= 524288)");
    }
}
