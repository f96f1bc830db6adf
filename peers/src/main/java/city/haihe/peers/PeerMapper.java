package city.haihe.peers;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.linuxforhealth.hl7.ConverterOptions;
import io.github.linuxforhealth.hl7.ConverterOptions.Builder;
import io.github.linuxforhealth.hl7.HL7ToFHIRConverter;

/** The same with LinuxForHealth's converter, from the text of a message to the JSON of its Bundle. */
final class PeerMapper implements Contender {

    private final HL7ToFHIRConverter converter = new HL7ToFHIRConverter();

    /** A collection of the resources, neither validated nor printed for people. */
    private final ConverterOptions options = new Builder().build();

    @Override
    public String name() {
        return "map to FHIR: LinuxForHealth 1.0.19";
    }

    @Override
    public long work(byte[] bytes) {
        return converter.convert(new String(bytes, UTF_8), options).length();
    }
}
