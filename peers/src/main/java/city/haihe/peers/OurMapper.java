package city.haihe.peers;

import city.haihe.fhir.FhirJson;
import city.haihe.hl7v2.Hl7Charset;
import city.haihe.hl7v2.Message;
import city.haihe.hl7v2.ParseResult;
import city.haihe.v2fhir.ResourceChange;
import city.haihe.v2fhir.Translation;
import city.haihe.v2fhir.TranslationContext;
import city.haihe.v2fhir.Translator;
import java.time.Instant;

/** Maps with {@code libs/v2fhir}, from the bytes of a message to the JSON of its resources. */
final class OurMapper implements Contender {

    private final Translator translator = Translator.load();
    private final TranslationContext context = TranslationContext.of("bench", Instant.EPOCH);

    @Override
    public String name() {
        return "map to FHIR: haihe";
    }

    @Override
    public long work(byte[] bytes) {
        Message message = switch (Message.parse(bytes, Hl7Charset.UTF_8)) {
            case ParseResult.Parsed parsed -> parsed.message();
            case ParseResult.Malformed malformed -> throw new IllegalArgumentException(malformed.detail());
        };
        return switch (translator.translate(message, context)) {
            case Translation.Refused refused -> throw new IllegalArgumentException(refused.message());
            case Translation.Translated translated -> {
                long length = 0;
                for (ResourceChange change : translated.changes()) {
                    length += FhirJson.toBytes(change.content()).length;
                }
                yield length;
            }
        };
    }
}
