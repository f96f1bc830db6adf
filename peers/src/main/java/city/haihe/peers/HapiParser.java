package city.haihe.peers;

import static java.nio.charset.StandardCharsets.UTF_8;

import ca.uhn.hl7v2.DefaultHapiContext;
import ca.uhn.hl7v2.HL7Exception;
import ca.uhn.hl7v2.HapiContext;
import ca.uhn.hl7v2.model.Group;
import ca.uhn.hl7v2.model.Message;
import ca.uhn.hl7v2.model.Segment;
import ca.uhn.hl7v2.model.Structure;
import ca.uhn.hl7v2.model.Varies;
import ca.uhn.hl7v2.model.v251.segment.MSH;
import ca.uhn.hl7v2.model.v251.segment.OBX;
import ca.uhn.hl7v2.model.v251.segment.PID;
import ca.uhn.hl7v2.parser.CanonicalModelClassFactory;
import ca.uhn.hl7v2.parser.GenericParser;
import ca.uhn.hl7v2.validation.impl.ValidationContextFactory;
import org.jspecify.annotations.Nullable;

/** The same with HAPI's generic parser and its structures of HL7 v2.5.1, without validation. */
final class HapiParser implements Contender {

    private final GenericParser parser;

    HapiParser() {
        HapiContext context = new DefaultHapiContext();
        context.setValidationContext(ValidationContextFactory.noValidation());
        context.setModelClassFactory(new CanonicalModelClassFactory("2.5.1"));
        parser = context.getGenericParser();
    }

    @Override
    public String name() {
        return "parse, read, write: HAPI HL7 v2 2.6.0";
    }

    @Override
    public long work(byte[] bytes) throws HL7Exception {
        Message message = parser.parse(new String(bytes, UTF_8));
        return read(message) + message.encode().getBytes(UTF_8).length;
    }

    private static long read(Group group) throws HL7Exception {
        long read = 0;
        for (String name : group.getNames()) {
            for (Structure structure : group.getAll(name)) {
                read += switch (structure) {
                    case MSH header ->
                        length(header.getMsh9_MessageType()
                                        .getMsg1_MessageCode()
                                        .getValue())
                                + length(header.getMsh9_MessageType()
                                        .getMsg2_TriggerEvent()
                                        .getValue())
                                + length(header.getMsh10_MessageControlID().getValue());
                    case PID patient -> patient(patient);
                    case OBX result -> result(result);
                    case Segment other -> 0;
                    case Group inner -> read(inner);
                    default -> 0;
                };
            }
        }
        return read;
    }

    private static long patient(PID patient) {
        var identifier = patient.getPid3_PatientIdentifierList(0);
        var name = patient.getPid5_PatientName(0);
        return length(identifier.getCx1_IDNumber().getValue())
                + length(identifier.getCx5_IdentifierTypeCode().getValue())
                + length(name.getXpn1_FamilyName().getFn1_Surname().getValue())
                + length(name.getXpn2_GivenName().getValue())
                + length(patient.getPid7_DateTimeOfBirth().getTs1_Time().getValue())
                + length(patient.getPid8_AdministrativeSex().getValue());
    }

    private static long result(OBX result) throws HL7Exception {
        var code = result.getObx3_ObservationIdentifier();
        Varies[] values = result.getObx5_ObservationValue();
        return length(result.getObx2_ValueType().getValue())
                + length(code.getCe1_Identifier().getValue())
                + length(code.getCe2_Text().getValue())
                + (values.length == 0 ? 0 : length(values[0].encode()))
                + length(result.getObx6_Units().getCe1_Identifier().getValue())
                + length(result.getObx11_ObservationResultStatus().getValue());
    }

    private static int length(@Nullable String value) {
        return value == null ? 0 : value.length();
    }
}
