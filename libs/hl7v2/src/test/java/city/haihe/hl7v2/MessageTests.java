package city.haihe.hl7v2;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class MessageTests {

    private static final String HEADER = "MSH|^~\\&|LIS|H1|HAIHE|CITY|20261124||ORU^R01^ORU_R01|42|P|2.5.1\r";

    private static Message parsed(byte[] bytes) {
        ParseResult result = Message.parse(bytes, Hl7Charset.UTF_8);
        assertThat(result).isInstanceOf(ParseResult.Parsed.class);
        return ((ParseResult.Parsed) result).message();
    }

    private static ParseResult.Malformed malformed(byte[] bytes) {
        ParseResult result = Message.parse(bytes, Hl7Charset.UTF_8);
        assertThat(result).isInstanceOf(ParseResult.Malformed.class);
        return (ParseResult.Malformed) result;
    }

    @Test
    void findsFieldsByTheStandardsNumbers() {
        Message message = parsed((HEADER + "PID|1||P1^^^H&1.2.3&ISO^MR~P2^^^NI||王^小明").getBytes(UTF_8));
        assertThat(message.messageCode()).isEqualTo("ORU");
        assertThat(message.triggerEvent()).isEqualTo("R01");
        assertThat(message.controlId()).isEqualTo("42");
        assertThat(message.value("MSH-1")).isEqualTo("|");
        assertThat(message.value("MSH-2")).isEqualTo("^~\\&");
        assertThat(message.value("PID-3.4")).isEqualTo("H");
        assertThat(message.value("PID-3.4.2")).isEqualTo("1.2.3");
        assertThat(message.value("PID-3(2).1")).isEqualTo("P2");
        assertThat(message.value("PID-5.1")).isEqualTo("王");
        assertThat(message.value("PID-30")).isEmpty();
        assertThat(message.header().fieldCount()).isEqualTo(12);
    }

    @Test
    void tellsAnExplicitNullFromAnEmptyField() {
        Message message = parsed((HEADER + "PID|1||P1||\"\"||").getBytes(UTF_8));
        assertThat(message.first("PID").orElseThrow().field(5).isNull()).isTrue();
        assertThat(message.first("PID").orElseThrow().field(6).isEmpty()).isTrue();
    }

    @Test
    void takesAnyDelimitersThatTheHeaderDeclares() {
        Message message = parsed("MSH#*!$%#A#B#####ADT*A01#7#P#2.3\rPID###X*%1!Y".getBytes(UTF_8));
        assertThat(message.triggerEvent()).isEqualTo("A01");
        assertThat(message.value("PID-3(2)")).isEqualTo("Y");
    }

    @Test
    void readsEscapes() {
        Message message =
                parsed((HEADER + "NTE|1||a\\F\\b\\S\\c\\T\\d\\R\\e\\E\\f\\X41\\\\.br\\\\Zx\\g").getBytes(UTF_8));
        assertThat(message.value("NTE-3")).isEqualTo("a|b^c&d~e\\fA\n\\Zx\\g");
    }

    @Test
    void stepsOverBytesOfCharactersThatLookLikeDelimiters() {
        // 亅 and 墊 end in the bytes of "|" and "|"/"^" in GBK.
        Charset gbk = Charset.forName("GBK");
        String family = "亅墊璡" + "\u4E78";
        String header = HEADER.replace("2.5.1\r", "2.5.1||||||GBK\r");
        Message message = parsed((header + "PID|1||P1||" + family + "^明").getBytes(gbk));
        assertThat(message.value("PID-5.1")).isEqualTo(family);
        assertThat(message.value("PID-5.2")).isEqualTo("明");
    }

    @Test
    void readsEveryChineseCharacterInGb18030() {
        StringBuilder all = new StringBuilder();
        for (char c = '\u4e00'; c <= '\u9fa5'; c++) {
            all.append(c);
        }
        String header = HEADER.replace("2.5.1\r", "2.5.1||||||GB 18030-2000\r");
        Message message = parsed((header + "NTE|1||" + all + "|end").getBytes(Charset.forName("GB18030")));
        assertThat(message.value("NTE-3")).isEqualTo(all.toString());
        assertThat(message.value("NTE-4")).isEqualTo("end");
    }

    @Test
    void refusesWhatItWouldHaveToGuess() {
        assertThat(malformed("PID|1".getBytes(UTF_8)).kind()).isEqualTo(ParseResult.Kind.NO_HEADER);
        assertThat(malformed("MSH|^^".getBytes(UTF_8)).kind()).isEqualTo(ParseResult.Kind.NO_HEADER);
        String utf16 = HEADER.replace("2.5.1\r", "2.5.1||||||UNICODE UTF-16\r");
        assertThat(malformed(utf16.getBytes(UTF_8)).kind()).isEqualTo(ParseResult.Kind.UNKNOWN_CHARSET);
        byte[] chinese = (HEADER + "PID|1||P1||王").getBytes(Charset.forName("GB18030"));
        assertThat(malformed(chinese).kind()).isEqualTo(ParseResult.Kind.INVALID_BYTES);
        assertThat(malformed((HEADER + "pid|1").getBytes(UTF_8)).kind()).isEqualTo(ParseResult.Kind.INVALID_SEGMENT);
    }

    @Test
    void keepsSegmentsItDoesNotKnow() {
        Message message = parsed((HEADER + "ZXY|a|b\r\nOBX|1").getBytes(UTF_8));
        assertThat(message.segments()).extracting(Segment::name).containsExactly("MSH", "ZXY", "OBX");
    }

    @Property(tries = 300)
    void writesBackExactlyWhatWasParsed(@ForAll("messages") String text) {
        byte[] bytes = text.getBytes(UTF_8);
        assertThat(parsed(bytes).toBytes()).isEqualTo(bytes);
    }

    @Property(tries = 300)
    void readsBackWhatWasBuilt(@ForAll("values") List<String> values) {
        MessageBuilder builder = new MessageBuilder();
        builder.segment("MSH").components(9, "ADT", "A08").field(10, "1").field(18, "UNICODE UTF-8");
        builder.segment("PID").components(5, values.toArray(new String[0]));
        Message message = parsed(builder.toBytes(Hl7Charset.UTF_8));
        for (int index = 0; index < values.size(); index++) {
            assertThat(message.value("PID-5." + (index + 1))).isEqualTo(values.get(index));
        }
    }

    @Provide
    Arbitrary<List<String>> values() {
        return Arbitraries.strings()
                .withChars("ab|^~\\&\n王é 1")
                .ofMaxLength(8)
                .list()
                .ofMinSize(1)
                .ofMaxSize(5);
    }

    @Provide
    Arbitrary<String> messages() {
        Arbitrary<String> field =
                Arbitraries.strings().withChars("ab^~&\\F王 1\"").ofMaxLength(10);
        Arbitrary<String> segment = Combinators.combine(
                        Arbitraries.of("PID", "OBX", "ZZ1", "NTE"), field.list().ofMaxSize(6))
                .as((name, fields) -> name + "|" + String.join("|", fields) + "\r");
        return segment.list().ofMaxSize(6).map(segments -> HEADER + String.join("", segments));
    }

    @Test
    void writesBackEveryMessageOfTheCorpus() throws IOException {
        Path corpus = corpus();
        Assumptions.assumeTrue(corpus != null && Files.isDirectory(corpus));
        int read = 0;
        try (Stream<Path> files = Files.walk(corpus)) {
            for (Path file : (Iterable<Path>) files.filter(f -> f.toString().endsWith(".hl7"))::iterator) {
                byte[] bytes = Files.readAllBytes(file);
                ParseResult result = Message.parse(bytes, Hl7Charset.UTF_8);
                if (result instanceof ParseResult.Parsed parsed) {
                    assertThat(parsed.message().toBytes()).isEqualTo(bytes);
                    parsed.message()
                            .segments()
                            .forEach(segment -> assertThat(segment.raw()).startsWith(segment.name()));
                    read++;
                }
            }
        }
        assertThat(read).isGreaterThan(450);
    }

    private static @org.jspecify.annotations.Nullable Path corpus() {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path corpus = at.resolve("shared/hl7v2/corpus");
            if (Files.isDirectory(corpus)) {
                return corpus;
            }
        }
        return null;
    }

    @Test
    void acknowledgesInTheSendersCharset() {
        Message request = parsed((HEADER + "PID|1||P1").getBytes(UTF_8));
        byte[] answer = Acknowledgement.to(
                request,
                Acknowledgement.Code.AE,
                java.time.OffsetDateTime.parse("2026-11-24T09:30:00+08:00"),
                "A1",
                new Acknowledgement.Error("PID", 1, 7, 0, Hl7ErrorCode.DATA_TYPE_ERROR, "HH-3003", "出生日期"));
        Message acknowledgement = parsed(answer);
        assertThat(acknowledgement.value("MSA-1")).isEqualTo("AE");
        assertThat(acknowledgement.value("MSA-2")).isEqualTo("42");
        assertThat(acknowledgement.value("MSH-5")).isEqualTo("LIS");
        assertThat(acknowledgement.value("ERR-2.3")).isEqualTo("7");
        assertThat(acknowledgement.value("ERR-3.1")).isEqualTo("102");
        assertThat(acknowledgement.value("ERR-5.1")).isEqualTo("HH-3003");
        assertThat(acknowledgement.value("ERR-8")).isEqualTo("出生日期");
    }

    @Test
    void acknowledgesBytesThatAreNoMessage() {
        byte[] answer = Acknowledgement.toBroken(
                "MSH|^~\\&|LIS|H1|||||ORU^R01|77\rxx".getBytes(StandardCharsets.ISO_8859_1),
                Acknowledgement.Code.AR,
                java.time.OffsetDateTime.parse("2026-11-24T09:30:00+08:00"),
                "A1",
                new Acknowledgement.Error("MSH", 1, 0, 0, Hl7ErrorCode.SEGMENT_SEQUENCE_ERROR, "HH-3001", "broken"));
        Message acknowledgement = parsed(answer);
        assertThat(acknowledgement.value("MSA-2")).isEqualTo("77");
        assertThat(acknowledgement.value("MSA-1")).isEqualTo("AR");
    }

    @Test
    void findsFramesWhereverTheStreamIsCut() throws MllpDecoder.FramingException {
        byte[] stream = ("x" + new String(MllpDecoder.frame("one".getBytes(UTF_8)), UTF_8)
                        + new String(MllpDecoder.frame("two".getBytes(UTF_8)), UTF_8))
                .getBytes(UTF_8);
        for (int cut = 0; cut <= stream.length; cut++) {
            MllpDecoder decoder = new MllpDecoder(10);
            StringBuilder found = new StringBuilder();
            byte[][] parts = {
                java.util.Arrays.copyOfRange(stream, 0, cut), java.util.Arrays.copyOfRange(stream, cut, stream.length)
            };
            for (byte[] part : parts) {
                byte[] message;
                while ((message = decoder.next(part, part.length)) != null) {
                    found.append(new String(message, UTF_8)).append(';');
                }
            }
            assertThat(found).hasToString("one;two;");
        }
    }

    @Test
    void endsAFrameAfterAnEndByteOfItsContentAndBeginsAgainAtAStart() throws MllpDecoder.FramingException {
        byte[] stream = {0x0b, 'a', 0x1c, 0x1c, 0x0d, 0x0b, 'h', 'a', 'l', 'f', 0x0b, 'b', 0x1c, 0x0b, 'c', 0x1c, 0x0d};
        MllpDecoder decoder = new MllpDecoder(10);
        assertThat(decoder.next(stream, stream.length)).isEqualTo(new byte[] {'a', 0x1c});
        assertThat(decoder.next(stream, stream.length)).isEqualTo(new byte[] {'c'});
        assertThat(decoder.next(stream, stream.length)).isNull();
        assertThat(decoder.isInside()).isFalse();
    }

    @Test
    void findsTheCharsetBehindANameWhoseBytesLookLikeDelimiters() {
        String header = HEADER.replace("|H1|", "|亅医院|");
        Charset gbk = Charset.forName("GBK");
        Message declared = parsed(header.replace("2.5.1\r", "2.5.1||||||GBK\r").getBytes(gbk));
        assertThat(declared.sendingFacility()).isEqualTo("亅医院");
        ParseResult byDefault =
                Message.parse(header.replace("2.5.1\r", "2.5.1|||||CHN\r").getBytes(gbk), Hl7Charset.GBK);
        assertThat(byDefault)
                .isInstanceOfSatisfying(
                        ParseResult.Parsed.class,
                        found -> assertThat(found.message().controlId()).isEqualTo("42"));
        Message utf8 =
                parsed(header.replace("2.5.1\r", "2.5.1||||||UNICODE UTF-8\r").getBytes(UTF_8));
        assertThat(utf8.sendingFacility()).isEqualTo("亅医院");
    }

    @Test
    void readsAHeaderWhateverFollowsIt() {
        byte[] bytes = (HEADER + "no segment").getBytes(UTF_8);
        Message header = Message.header(bytes, Hl7Charset.UTF_8).orElseThrow();
        assertThat(header.controlId()).isEqualTo("42");
        assertThat(header.segments()).hasSize(1);
        assertThat(Message.header("PID|1".getBytes(UTF_8), Hl7Charset.UTF_8)).isEmpty();
    }

    @Test
    void quotesNoMoreThanANameOfWhatTheSenderWrote() {
        String header = HEADER.replace("2.5.1\r", "2.5.1||||||\0王" + "x".repeat(9000) + "\r");
        assertThat(malformed(header.getBytes(UTF_8)).detail())
                .hasSizeLessThan(200)
                .matches("[ -~]*");
    }
}
