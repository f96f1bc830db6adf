package city.haihe.v2fhir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import city.haihe.hl7v2.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** HL7 v2 to FHIR and back loses nothing of what is covered but what {@code docs/hl7v2/round-trip.md} lists. */
class RoundTripTests {

    private static final int SHOWN = 40;
    private static final String HEADER = "MSH|^~\\&|HIS|HX01|HAIHE|CITY|20260306||%s|A08-1|P|2.5.1\r";
    private static final String DELIMITERS = "\\F\\\\S\\\\T\\\\R\\\\E\\";

    private final RoundTrip roundTrip = new RoundTrip();

    @Property(tries = 100)
    void losesNothingOfAnAdmission(@ForAll("admissions") String text) {
        assertComesBack(text);
    }

    @Property(tries = 100)
    void losesNothingOfAResult(@ForAll("results") String text) {
        assertComesBack(text);
    }

    @Property(tries = 100)
    void losesNothingOfAnAppointment(@ForAll("appointments") String text) {
        assertComesBack(text);
    }

    private void assertComesBack(String text) {
        Message original = Messages.parse(text);
        Message written = roundTrip.again(original);
        assertThat(written).as(text).isNotNull();
        if (written != null) {
            assertThat(roundTrip.losses(original, written))
                    .as(text.replace('\r', '\n') + "\n"
                            + new String(written.toBytes(), written.charset().charset()).replace('\r', '\n'))
                    .isEmpty();
        }
    }

    @Provide
    Arbitrary<String> admissions() {
        return Combinators.combine(
                        header("ADT^A08^ADT_A01"),
                        patient(),
                        contact(),
                        visit(),
                        Arbitraries.of("", "AL1|1|DA|J01CA04^阿莫西林^99DRUG|SV|皮疹\r", "AL1|1|FA|花生^花生^99FOOD|MI\r"),
                        Arbitraries.of("", "DG1|1||I20.900^不稳定型心绞痛^I10||20260301|A\r"))
                .as((msh, pid, nk1, pv1, al1, dg1) -> msh + pid + nk1 + pv1 + al1 + (pv1.isEmpty() ? "" : dg1));
    }

    @Provide
    Arbitrary<String> results() {
        Arbitrary<String> observations = observation()
                .list()
                .ofMinSize(1)
                .ofMaxSize(4)
                .map(values -> {
                    StringBuilder segments = new StringBuilder();
                    for (int index = 0; index < values.size(); index++) {
                        segments.append("OBX|")
                                .append(index + 1)
                                .append('|')
                                .append(values.get(index))
                                .append('\r');
                    }
                    return segments.toString();
                });
        return Combinators.combine(
                        header("ORU^R01^ORU_R01"),
                        patient(),
                        Arbitraries.of("F", "P", "C", "X", "I", "A"),
                        moment(),
                        observations,
                        Arbitraries.of("", "SPM|1|^S-1||119364003^Serum^SCT|||||||||||||20260301090000\r"))
                .as((msh, pid, status, time, obx, spm) -> msh + pid
                        + "ORC|RE|P-77|F-88\rOBR|1|P-77|F-88|24323-8^Panel^LN|||" + time
                        + "|||||||||||||||20260301115900||CH|"
                        + status + '\r' + obx + spm);
    }

    @Provide
    Arbitrary<String> appointments() {
        return Combinators.combine(
                        Arbitraries.of("S12", "S13", "S14"),
                        patient(),
                        moment().filter(time -> time.length() > 8),
                        Arbitraries.of("Booked", "Pending", "Waitlist", "Noshow"),
                        Arbitraries.of("", "AIL|1|A|内镜中心^2^^HX01\r", "AIL|1|A|门诊\r"),
                        person())
                .as((event, pid, time, status, ail, doctor) -> HEADER.formatted("SIU^" + event + "^SIU_S12")
                        + "SCH|P-1|A-1||||ROUTINE^Routine^HL70276|REVIEW^复诊^HL70276|Normal^Routine^HL70277|30|min|^^^"
                        + time
                        + "||||||||||||||" + status + "\r" + pid + "RGS|1|A\rAIS|1|A|73761001^Colonoscopy^SCT\r" + ail
                        + "AIP|1|A|" + doctor + "|ATND^Attending^HL70912\r");
    }

    private static Arbitrary<String> header(String type) {
        return Arbitraries.just(HEADER.formatted(type));
    }

    private static Arbitrary<String> patient() {
        return Combinators.combine(
                        Arbitraries.of(
                                "",
                                "&1.2.156.1001&ISO",
                                "HX01",
                                "&123e4567-e89b-12d3-a456-426614174000&UUID",
                                "&https://hospital.example/ids&URI"),
                        name(),
                        Arbitraries.of("1985", "198503", "19850307", "198503070815", "198503070815+0800", ""),
                        Arbitraries.of("M", "F", "O", "U", "A", "N", ""),
                        Arbitraries.of(
                                "",
                                "滨江道 8 号^^天津市^^300020^CHN^H",
                                "1 High St^Flat 2^London^^SW1^GBR^B",
                                "南京路^2 单元^天津市^天津市^300041^CHN^H^^和平区"),
                        Arbitraries.of(
                                "",
                                "13900000001^PRN^CP",
                                "022-2345^PRN^PH",
                                "13900000001^PRN^CP~^NET^Internet^li@example.org"),
                        Arbitraries.of("", "120101199003070021"))
                .as((authority, name, birth, sex, address, telecom, resident) ->
                        "PID|1||MR1^^^" + authority + "^MR||" + name + "||" + birth + '|' + sex + "|||" + address + "||"
                                + telecom + "||||||" + resident + "\r");
    }

    private static Arbitrary<String> name() {
        return Combinators.combine(
                        Arbitraries.of("李", "欧阳", "O" + DELIMITERS + "Neil", "𠮷田"),
                        Arbitraries.of("秀英", "𡈽", "Ann"),
                        Arbitraries.of("^^^^^L^I", "^^^^^L^A", "^^^^^D", "^明^^^^L", ""))
                .as((family, given, rest) -> family + '^' + given + rest);
    }

    private static Arbitrary<String> person() {
        return Arbitraries.of("D100^王^明^^^^^^HX01", "D200^Ng^Ann^B^^^^^HX01", "D" + DELIMITERS + "^赵^敏");
    }

    private static Arbitrary<String> contact() {
        return Arbitraries.of(
                "",
                "NK1|1|李^强^^^^^L^I|FTH^Father^HL70063||13900000002^PRN^CP\r",
                "NK1|1|Ng^Ann|SPO^spouse^HL70063|1 High St^^London|022-1^PRN^PH\r");
    }

    private static Arbitrary<String> visit() {
        return Combinators.combine(
                        Arbitraries.of("I", "O", "E", "R"),
                        Arbitraries.of("", "心内科^0801^12^HX01", "门诊", "门诊^3 诊室", "ICU^^7"),
                        person(),
                        moment())
                .as((patientClass, place, doctor, start) -> "PV1|1|" + patientClass + '|' + place + "||||" + doctor
                        + "|||CAR|||||||||V5001^^^HX01^VN|||||||||||||||||||||||||" + start + '\r');
    }

    private static Arbitrary<String> moment() {
        return Arbitraries.of(
                "20260301", "202603010830", "20260301083015", "20260301083015.25+0800", "20260301003015+0800");
    }

    private static Arbitrary<String> observation() {
        Arbitrary<String> value = Arbitraries.of(
                "NM|2345-7^Glucose^LN||6.10|mmol/L^^UCUM|3.9-6.1|N",
                "NM|2345-7^Glucose^LN^GLU^血糖^99LAB||0|mmol/L|<5.2|HH",
                "SN|2093-3^Cholesterol^LN||<^5.20|mmol/L",
                "SN|2093-3^Titre^LN||^1^:^128",
                "SN|2093-3^Cells^LN||^1^-^5",
                "CWE|882-1^ABO^LN||278149003^Group A^SCT",
                "ST|8251-1^Comment^LN||未见" + DELIMITERS + "异常",
                "FT|8251-1^Comment^LN||一行\\.br\\二行",
                "TM|8251-1^Time^LN||083000",
                "DT|8251-1^Day^LN||20260301",
                "DR|8251-1^Span^LN||20260301^20260302",
                "ED|11502-2^Report^LN||^AP^PDF^Base64^JVBERi0=");
        return Combinators.combine(value, Arbitraries.of("F", "P", "C", "X", "D", "W", "I", "R"), person())
                .as((told, status, doctor) -> told + "|".repeat(Math.max(0, 8 - fieldsOf(told))) + "|||" + status
                        + "|||20260301113000||" + doctor);
    }

    private static int fieldsOf(String told) {
        return (int) told.chars().filter(c -> c == '|').count() + 2;
    }

    @Test
    void printsWhatTheCorpusLoses() throws IOException {
        assumeTrue(Files.isDirectory(Corpus.folder("corpus")));
        Map<String, Integer> losses = new TreeMap<>();
        int messages = 0;
        int values = 0;
        for (Message original : Corpus.messages().values()) {
            Message written = roundTrip.again(original);
            if (written != null) {
                messages++;
                values += roundTrip.values(original);
                roundTrip.losses(original, written).forEach((name, times) -> losses.merge(name, times, Integer::sum));
            }
        }
        int lost = losses.values().stream().mapToInt(Integer::intValue).sum();
        System.out.printf(
                "measured round trip: %d messages of the corpus, %d values in fields that are covered, %d of them not again%n",
                messages, values, lost);
        losses.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder()))
                .limit(SHOWN)
                .forEach(each -> System.out.printf("  %5d  %s%n", each.getValue(), each.getKey()));
        assertThat(messages).isGreaterThan(100);
        // docs/hl7v2/round-trip.md explains what does not come back.
        assertThat(lost).isLessThan(values / 5);
    }
}
