package city.haihe.peers;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.linuxforhealth.hl7.ConverterOptions;
import io.github.linuxforhealth.hl7.ConverterOptions.Builder;
import io.github.linuxforhealth.hl7.HL7ToFHIRConverter;
import org.hl7.fhir.r4.model.Bundle.BundleType;

/** The same with LinuxForHealth's converter, from the text of a message to the JSON of its Bundle. */
final class PeerMapper implements Contender {

    private final HL7ToFHIRConverter converter = new HL7ToFHIRConverter();
    private final ConverterOptions options =
            new Builder().withBundleType(BundleType.COLLECTION).build();

    @Override
    public String name() {
        return "map to FHIR: LinuxForHealth 1.0.19";
    }

    @Override
    public long work(byte[] bytes) {
        return converter.convert(new String(bytes, UTF_8), options).length();
    }
}
