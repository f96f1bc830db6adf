package city.haihe.hl7v2;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.OffsetDateTime;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class AcknowledgementTests {

    private static final OffsetDateTime NOW = OffsetDateTime.parse("2026-11-24T09:30:00+08:00");
    private static final Acknowledgement.Error ERROR = new Acknowledgement.Error(
            "PID", 1, 7, 0, Hl7ErrorCode.DATA_TYPE_ERROR, "HH-3003", "PID-7|^~\\&\r (expected: a date)");

    private static Message parsed(byte[] bytes) {
        return ((ParseResult.Parsed) Message.parse(bytes, Hl7Charset.UTF_8)).message();
    }

    @Property(tries = 300)
    void acknowledgesAnyMessageByAValidOneThatNamesIt(
            @ForAll("headers") String header,
            @ForAll Hl7Charset charset,
            @ForAll Acknowledgement.Code code,
            @ForAll boolean wrong) {
        byte[] bytes = header.getBytes(charset.charset());
        ParseResult result = Message.parseAs(bytes, charset);
        assertThat(result).isInstanceOf(ParseResult.Parsed.class);
        Message request = ((ParseResult.Parsed) result).message();
        Message answer = parsed(Acknowledgement.to(request, code, NOW, "A1", wrong ? ERROR : null));
        assertThat(answer.charset()).isEqualTo(charset);
        assertThat(answer.delimiters()).isEqualTo(request.delimiters());
        assertThat(answer.messageCode()).isEqualTo("ACK");
        assertThat(answer.controlId()).isEqualTo("A1");
        assertThat(answer.value("MSA-1")).isEqualTo(code.name());
        assertThat(answer.first("MSA").orElseThrow().field(2).raw())
                .isEqualTo(request.header().field(10).raw());
        assertThat(answer.value("MSH-5")).isEqualTo(request.value("MSH-3"));
        assertThat(answer.value("MSH-6")).isEqualTo(request.value("MSH-4"));
        assertThat(answer.value("ERR-8")).isEqualTo(wrong ? ERROR.message() : "");
        Message commit = parsed(Acknowledgement.commit(answer, Acknowledgement.Code.CA));
        assertThat(commit.value("MSA-1")).isEqualTo("CA");
        assertThat(commit.first("MSA").orElseThrow().field(2).raw())
                .isEqualTo(request.header().field(10).raw());
        assertThat(commit.controlId()).isNotEqualTo(answer.controlId());
        assertThat(commit.first("ERR")).isEmpty();
    }

    @Provide
    Arbitrary<String> headers() {
        Arbitrary<String> name = Arbitraries.strings()
                .withChars("aB1 .\\F^&é许\"")
                .ofMaxLength(12)
                .map(AcknowledgementTests::closed);
        Arbitrary<String> delimiters = Arbitraries.of("|^~\\&", "#*!$%");
        return Combinators.combine(delimiters, name, name, name.filter(id -> !id.isBlank()))
                .as((marks, application, facility, id) -> ("MSH|^~\\&|" + application + "|" + facility
                                + "|R|F|||ADT^A08|" + id + "|P|2.5.1\rPID|1\r")
                        .chars()
                        .mapToObj(c -> "|^~\\&".indexOf(c) < 0
                                ? String.valueOf((char) c)
                                : String.valueOf(marks.charAt("|^~\\&".indexOf(c))))
                        .collect(java.util.stream.Collectors.joining()));
    }

    /** An escape that is opened must be closed: what follows it would belong to it. */
    private static String closed(String text) {
        long marks = text.chars().filter(c -> c == '\\').count();
        return marks % 2 == 0 ? text : text + "\\";
    }

    @Test
    void tellsInTheCommitAcknowledgementOfARefusalWhatIsWrong() {
        Message request = parsed("MSH|^~\\&|LIS|H1|||||ORU^R01|77|P|2.5\rPID|1\r".getBytes(UTF_8));
        Message refused = parsed(Acknowledgement.to(request, Acknowledgement.Code.AR, NOW, "A1", ERROR));
        Message commit = parsed(Acknowledgement.commit(refused, Acknowledgement.Code.CR));
        assertThat(commit.value("MSA-1")).isEqualTo("CR");
        assertThat(commit.value("MSA-2")).isEqualTo("77");
        assertThat(commit.value("ERR-5.1")).isEqualTo("HH-3003");
        assertThat(commit.value("MSH-5")).isEqualTo("LIS");
    }
}
