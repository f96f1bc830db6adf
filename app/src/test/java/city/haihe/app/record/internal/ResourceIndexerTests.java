package city.haihe.app.record.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ResourceIndexerTests {

    private static final int STRINGS = 20_000;
    private static final String[] PARTS = {
        "a", "Z", "7", " ", "  ", "-", "~", "王", "一", "鿿", "é", "É", "ﬁ", "Ａ", "\t", "\u00a0", "İ", "ß", "\u0301"
    };

    @Test
    void normalisesPlainTextAsUnicodeDoes() {
        Random random = new Random(1);
        for (int number = 0; number < STRINGS; number++) {
            // Half of them of plain parts only.
            int parts = number % 2 == 0 ? 10 : PARTS.length;
            StringBuilder text = new StringBuilder();
            for (int part = random.nextInt(8); part > 0; part--) {
                text.append(PARTS[random.nextInt(parts)]);
            }
            assertThat(ResourceIndexer.normalise(text.toString())).isEqualTo(ResourceIndexer.fold(text.toString()));
        }
    }
}
