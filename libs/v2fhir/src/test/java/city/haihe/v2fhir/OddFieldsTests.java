package city.haihe.v2fhir;

import static org.assertj.core.api.Assertions.assertThat;

import city.haihe.hl7v2.Hl7Charset;
import city.haihe.hl7v2.Message;
import city.haihe.hl7v2.ParseResult.Parsed;
import city.haihe.v2fhir.Translation.Refused;
import city.haihe.v2fhir.Translation.Translated;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Whatever stands in a field, a message becomes valid FHIR or is refused with a place. */
class OddFieldsTests {

    private static final List<String> EVENTS =
            List.of("adt-a01", "adt-a03", "adt-a04", "adt-a08", "adt-a40", "oru-r01", "siu-s12", "siu-s15");

    private final Translator translator = Translator.load();
    private final TranslationContext context = TranslationContext.of("hx", Instant.EPOCH);

    @Property(tries = 1000)
    void neverFailsAndNeverMakesInvalidResources(
            @ForAll @IntRange(max = 7) int event,
            @ForAll @IntRange(min = 1, max = 12) int line,
            @ForAll @IntRange(min = 1, max = 45) int field,
            @ForAll @From("odd") String text)
            throws IOException {
        byte[] bytes = changed(EVENTS.get(event), line, field, text).getBytes(StandardCharsets.UTF_8);
        if (!(Message.parse(bytes, Hl7Charset.UTF_8) instanceof Parsed(Message message))) {
            return;
        }
        switch (translator.translate(message, context)) {
            case Refused refused -> assertThat(refused.segment()).hasSize(3);
            case Translated translated -> translated.changes().forEach(CorpusTests::check);
        }
    }

    @Provide
    Arbitrary<String> odd() {
        Arbitrary<String> parts = Arbitraries.of(
                "",
                "\"\"",
                "a",
                "三",
                "20260230",
                "20260301",
                "2026030108",
                "x y",
                " ",
                "\\X00\\",
                "\\X09\\a",
                "\\.br\\",
                "\\T\\",
                "-1",
                "1.50",
                "Y",
                "P",
                "F",
                "ISO",
                "1.2.3",
                "http://a b",
                "😀",
                "Internet",
                "999999999999",
                "0",
                "min",
                "a  b",
                "\t");
        Arbitrary<String> joints = Arbitraries.of("^", "^^", "&", "~", "");
        return parts.list().ofMinSize(1).ofMaxSize(6).flatMap(list -> joints.map(joint -> String.join(joint, list)));
    }

    private static String changed(String event, int line, int field, String text) throws IOException {
        try (InputStream in = OddFieldsTests.class.getResourceAsStream(event + ".hl7")) {
            String message = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            List<String> lines = new ArrayList<>(Arrays.asList(message.split("\n")));
            int index = Math.min(line, lines.size() - 1);
            List<String> fields = new ArrayList<>(Arrays.asList(lines.get(index).split("\\|")));
            while (fields.size() <= field) {
                fields.add("");
            }
            fields.set(field, text);
            lines.set(index, String.join("|", fields));
            return String.join("\r", lines);
        }
    }
}
