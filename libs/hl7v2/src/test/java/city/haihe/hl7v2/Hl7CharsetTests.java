package city.haihe.hl7v2;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class Hl7CharsetTests {

    private static final String HEADER = "MSH|^~\\&|LIS|亅墊|HAIHE|CITY|20261124||ORU^R01|42|P|2.5.1||||||";

    private static Message parsed(byte[] bytes) {
        ParseResult result = Message.parse(bytes, Hl7Charset.UTF_8);
        assertThat(result).as(String.valueOf(result)).isInstanceOf(ParseResult.Parsed.class);
        return ((ParseResult.Parsed) result).message();
    }

    @Test
    void readsTheNamesThatSendersUse() {
        Map.of(
                        "UNICODE UTF-8", Hl7Charset.UTF_8,
                        "utf-8", Hl7Charset.UTF_8,
                        "GB 18030-2000", Hl7Charset.GB18030,
                        "GB18030", Hl7Charset.GB18030,
                        "gb2312", Hl7Charset.GB2312,
                        "BIG-5", Hl7Charset.BIG5,
                        "8859/1", Hl7Charset.ISO_8859_1,
                        "ISO_IR 100", Hl7Charset.ISO_8859_1,
                        "ISO IR6", Hl7Charset.ASCII,
                        "ISO IR58", Hl7Charset.GB2312)
                .forEach((name, charset) ->
                        assertThat(Hl7Charset.named(name)).as(name).contains(charset));
        assertThat(Hl7Charset.named("UNICODE UTF-16")).isEmpty();
        assertThat(Hl7Charset.named("ISO IR87")).isEmpty();
        assertThat(Hl7Charset.named("8859/2")).isEmpty();
    }

    @Test
    void readsWhatItWritesInEachCharset() {
        for (Hl7Charset charset : Hl7Charset.values()) {
            assertThat(Hl7Charset.named(charset.hl7Name())).contains(charset);
            boolean chinese = charset != Hl7Charset.ASCII && charset != Hl7Charset.ISO_8859_1;
            // 功 and 許 end in the bytes of "\" and "|" or "^" in Big5 or GBK.
            String name = chinese ? "許功蓋^小明" : "Wang^Ming";
            String text = (HEADER.replace("亅墊", chinese ? "許功" : "H1") + charset.hl7Name() + "\rPID|1||P1||" + name
                    + "|end\r");
            if (charset == Hl7Charset.GB2312) {
                text = text.replace("許功蓋", "许功盖").replace("許功", "许功");
            }
            Message message = parsed(text.getBytes(charset.charset()));
            assertThat(message.charset()).isEqualTo(charset);
            assertThat(message.first("PID").orElseThrow().raw() + "\r").isEqualTo(text.substring(text.indexOf("PID")));
            assertThat(message.value("PID-6")).isEqualTo("end");
        }
    }

    @Test
    void takesTheFirstOfSeveralThatIsMoreThanAscii() {
        String text = HEADER + "ASCII~GB 18030-2000\rPID|1||P1||王\r";
        assertThat(parsed(text.getBytes(Hl7Charset.GB18030.charset())).value("PID-5"))
                .isEqualTo("王");
        String omitted = HEADER + "~UNICODE UTF-8\rPID|1||P1||王\r";
        assertThat(parsed(omitted.getBytes(UTF_8)).value("PID-5")).isEqualTo("王");
        String first = HEADER + "UNICODE UTF-8~GB 18030-2000\rPID|1||P1||王\r";
        assertThat(parsed(first.getBytes(UTF_8)).charset()).isEqualTo(Hl7Charset.UTF_8);
    }

    @Test
    void refusesBytesThatHaveNoMeaningAndSaysWhere() {
        for (Hl7Charset charset : Hl7Charset.values()) {
            if (charset == Hl7Charset.ISO_8859_1) {
                continue;
            }
            String start = HEADER.replace("亅墊", "H1") + charset.hl7Name() + "\rPID|1||P1||";
            byte[] bytes = (start + "x").getBytes(UTF_8);
            bytes[bytes.length - 1] = (byte) 0xff;
            ParseResult result = Message.parse(bytes, Hl7Charset.UTF_8);
            assertThat(result).isInstanceOfSatisfying(ParseResult.Malformed.class, malformed -> {
                assertThat(malformed.kind()).as(charset.name()).isEqualTo(ParseResult.Kind.INVALID_BYTES);
                assertThat(malformed.detail()).startsWith("byte " + bytes.length + " ");
            });
        }
    }

    @Test
    void findsAnInvalidByteBehindMuchText() {
        byte[] bytes =
                (HEADER.replace("亅墊", "H1") + "UNICODE UTF-8\rNTE|1||" + "王".repeat(20_000) + "x").getBytes(UTF_8);
        assertThat(Hl7Charset.UTF_8.firstInvalid(bytes)).isEmpty();
        bytes[bytes.length - 1] = (byte) 0xe7;
        assertThat(Hl7Charset.UTF_8.firstInvalid(bytes)).hasValue(bytes.length - 1);
    }

    @Test
    void readsASenderThatNamesAWrongOneAsItIsKnown() {
        String text = HEADER + "UNICODE UTF-8\rPID|1||P1||亅^明\r";
        byte[] bytes = text.getBytes(Hl7Charset.GBK.charset());
        assertThat(Message.parseAs(bytes, Hl7Charset.GBK)).isInstanceOfSatisfying(ParseResult.Parsed.class, parsed -> {
            assertThat(parsed.message().value("PID-5.1")).isEqualTo("亅");
            assertThat(parsed.message().sendingFacility()).isEqualTo("亅墊");
        });
        assertThat(Message.headerAs(bytes, Hl7Charset.GBK).orElseThrow().sendingFacility())
                .isEqualTo("亅墊");
        assertThat(Message.parseAs("PID|1".getBytes(UTF_8), Hl7Charset.GBK)).isInstanceOf(ParseResult.Malformed.class);
    }
}
