package city.haihe.hl7v2;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class BatchTests {

    private static final String ONE = "MSH|^~\\&|A|B|||||ADT^A01|1|P|2.5\rPID|1\r";
    private static final String TWO = "MSH|^~\\&|A|B|||||ADT^A01|2|P|2.5\nPID|2\n";

    private static List<String> messages(String batch) {
        return Batch.parse(batch.getBytes(UTF_8)).messages().stream()
                .map(bytes -> new String(bytes, UTF_8))
                .toList();
    }

    @Test
    void isKnownByItsFirstSegment() {
        assertThat(Batch.isBatch("FHS|^~\\&|A".getBytes(UTF_8))).isTrue();
        assertThat(Batch.isBatch("BHS|^~\\&|A".getBytes(UTF_8))).isTrue();
        assertThat(Batch.isBatch(ONE.getBytes(UTF_8))).isFalse();
        assertThat(Batch.isBatch("BHSX".getBytes(UTF_8))).isFalse();
        assertThat(Batch.isBatch(new byte[0])).isFalse();
    }

    @Test
    void findsItsMessagesAsTheyAre() {
        assertThat(messages("FHS|^~\\&\rBHS|^~\\&\r" + ONE + TWO + "BTS|2\rFTS|1\r"))
                .containsExactly(ONE, TWO);
        assertThat(messages("BHS|^~\\&\r\n" + ONE + "BTS|1\rBHS|^~\\&\r" + TWO)).containsExactly(ONE, TWO);
        assertThat(messages("BHS|^~\\&\r")).isEmpty();
    }

    @Test
    void losesNoLineThatBelongsToNoMessage() {
        assertThat(messages("BHS|^~\\&\rPID|0\r" + ONE)).containsExactly("PID|0\r", ONE);
    }

    @Test
    void answersToItsSenderAndRefersToIt() {
        Batch batch = Batch.parse(
                ("FHS|^~\\&|HIS|H1|HAIHE|CITY|||||F7\rBHS|^~\\&|HIS|H1|HAIHE|CITY|||||B9\r" + ONE + "BTS|1\rFTS|1\r")
                        .getBytes(UTF_8));
        String answer = new String(batch.answer(List.of("MSH|a\rMSA|AA|1\r".getBytes(UTF_8))), UTF_8);
        assertThat(answer)
                .isEqualTo("FHS|^~\\&|HAIHE|CITY|HIS|H1||||||F7\rBHS|^~\\&|HAIHE|CITY|HIS|H1||||||B9\r"
                        + "MSH|a\rMSA|AA|1\rBTS|1\rFTS|1\r");
    }
}
