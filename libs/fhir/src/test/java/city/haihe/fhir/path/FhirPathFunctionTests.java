package city.haihe.fhir.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.haihe.fhir.FhirJsonParser;
import city.haihe.fhir.FhirObject;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The functions and operators by group, where the official suite is thin. An empty result is written as {}. */
class FhirPathFunctionTests {

    private static final Environment ENVIRONMENT =
            Environment.of(Clock.fixed(Instant.parse("2024-02-29T20:05:06.789Z"), ZoneId.of("Asia/Shanghai")));

    private static final FhirObject PATIENT = FhirJsonParser.parseTrusted("""
            {"resourceType":"Patient","id":"p","active":true,"birthDate":"1970-03-30",
             "_birthDate":{"extension":[{"url":"http://t","valueDateTime":"1970-03-30T01:02:03Z"}]},
             "name":[{"family":"海","given":["河",null],"_given":[null,{"extension":[{"url":"http://x","valueCode":"c"}]}]},
                     {"family":"Zhang","given":["San"]}],
             "multipleBirthInteger":2,
             "contact":[{"name":{"family":"Li"}}],
             "contained":[{"resourceType":"Organization","id":"o","name":"Org"}],
             "managingOrganization":{"reference":"#o"}}
            """.getBytes(StandardCharsets.UTF_8));

    private static String evaluate(String expression) {
        List<Item> items = FhirPath.compile(expression).evaluate(PATIENT, ENVIRONMENT);
        return items.isEmpty() ? "{}" : items.stream().map(Item::text).collect(Collectors.joining(", "));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "name.given; 河, , San",
                "name.given.count(); 3",
                "name.given.where(hasValue()); 河, San",
                "name.given[1].extension('http://x').value; c",
                "multipleBirth; 2",
                "multipleBirth is integer; true",
                "multipleBirth.ofType(boolean); {}",
                "contact.name.family; Li",
                "contained.name; Org",
                "contained.type().name; Organization",
                "birthDate.value.type().namespace; System",
                "birthDate.getValue() = birthDate; true",
                "managingOrganization.resolve().name; Org",
                "%resource.id; p",
                "contained.select(%rootResource.id); p",
                "unknown; {}"
            })
    void walksThroughElements(String expression, String expected) {
        assertThat(evaluate(expression)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "(1 | 2 | 3).where($index > 0); 2, 3",
                "(1 | 2 | 3).select($this * $index); 0, 2, 6",
                "(1).combine(1).distinct(); 1",
                "(1 | 2).subsetOf(1 | 2 | 3); true",
                "(1 | 2 | 3).intersect(2 | 3 | 4); 2, 3",
                "(1 | 2 | 3).exclude(2); 1, 3",
                "(true | false).allTrue(); false",
                "(true | false).anyTrue(); true",
                "{}.allTrue(); true",
                "{}.anyTrue(); false",
                "(false).combine(false).allFalse(); true",
                "(true).combine(false).anyFalse(); true",
                "{}.all($this > 1); true",
                "{}.exists(); false",
                "(3 | 1 | 2).sort(); 1, 2, 3",
                "(3 | 1 | 2).sort(-$this); 3, 2, 1",
                "(1 | 2 | 3).aggregate($total + $this, 0); 6",
                "(1 | 2 | 3)[5]; {}",
                "(1 | 2 | 3).skip(-1).count(); 3",
                "(1 | 2 | 3).take(0); {}",
                "(1).repeat(iif($this < 4, $this + 1, {})); 2, 3, 4"
            })
    void worksOnCollections(String expression, String expected) {
        assertThat(evaluate(expression)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "'abc'.substring(1, 0); ''",
                "'abc'.substring(1, {}); 'bc'",
                "'a.b.c'.split('.').count(); '3'",
                "'abcabc'.lastIndexOf('b'); '4'",
                "'abc'.toChars().count(); '3'",
                "'ab'.replaceMatches('(a)(b)', '$2$1'); 'ba'",
                "'abc'.matches('^a.c$'); 'true'",
                "('a' | 'b').join('-'); 'a-b'",
                "'<&>'.escape('html').unescape('html'); '<&>'",
                "'海河'.encode('hex'); 'e6b5b7e6b2b3'",
                "'e6b5b7e6b2b3'.decode('hex'); '海河'",
                "'İ'.lower().length() > 0; 'true'",
                "birthDate.startsWith('1970'); 'true'"
            })
    void worksOnTexts(String expression, String expected) {
        assertThat(evaluate(expression)).isEqualTo(expected.substring(1, expected.length() - 1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "0.1 + 0.2; 0.3",
                "1.50 + 1; 2.50",
                "2147483647 + 1; {}",
                "-7 div 2; -3",
                "-7 mod 2; -1",
                "7 / 2; 3.5",
                "1 / 3 * 3 ~ 1; true",
                "2.power(-1); 0.5",
                "10.power(20); 100000000000000000000",
                "(0 - 4).sqrt(); {}",
                "2.sqrt() > 1.4142135; true",
                "1.005.round(2); 1.01",
                "(-1.5).round(); -2",
                "(-1.5).truncate(); -1",
                "0.ln(); {}",
                "8.log(2); 3",
                "5 'mg' + 1 'g'; 1005 'mg'",
                "5 'mg' + 1 's'; {}",
                "1 'h' = 60 'min'; true",
                "37 'Cel' = 310.15 'K'; true",
                "98.6 '[degF]' = 37 'Cel'; true",
                "5.4 'mmol/L' = 5400 'umol/L'; true",
                "1 'mmol/L' = 1 'mg/dL'; {}",
                "120 'mm[Hg]' > 15 'kPa'; true",
                "1 '10*9/L' = 1000 '/uL'; true",
                "2 'm' * 3 'm'; 6 'm.m'",
                "(1 year) = (12 months); true",
                "1 year = 365 days; {}",
                "1 year ~ 365.25 days; true"
            })
    void computes(String expression, String expected) {
        assertThat(evaluate(expression)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "now(); 2024-03-01T04:05:06.789+08:00",
                "today(); 2024-03-01",
                "timeOfDay(); 04:05:06.789",
                "now() = now(); true",
                "@2024-01-31 + 1 month; 2024-02-29",
                "@2024-02-29 + 1 year; 2025-02-28",
                "@2024 + 24 months; 2026",
                "@2024-01 + 40 days; 2024-02",
                "@2024-03-01 - 1 day; 2024-02-29",
                "@T23:30 + 1 hour; 00:30",
                "@9999-12-31 + 1 day; {}",
                "@2024-01-01T10:00:00Z + 1500 milliseconds; 2024-01-01T10:00:01.500Z",
                "@2024-01-01T10:00:00+08:00 = @2024-01-01T02:00:00Z; true",
                "@2024-01-01T10 = @2024-01-01T10:30; {}",
                "@2024-01-01 < @2024-02; true",
                "@2024-01 < @2024-01-05; {}",
                "@2024-01-01T00:00:00Z < @2024-01-03T00:00:00; true",
                "@T10:00 < @T10:30; true",
                "'2024-02-30'.toDate(); {}",
                "'2024-02-29T01:02:03+08:00'.toDateTime(); 2024-02-29T01:02:03+08:00",
                "@2024-02-29.toDateTime() is DateTime; true",
                "@2024-02.highBoundary(); 2024-02-29",
                "birthDate < @1970-04-01; true"
            })
    void knowsTheCalendar(String expression, String expected) {
        assertThat(evaluate(expression)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "'yes'.toBoolean(); true",
                "'2147483648'.toInteger(); {}",
                "'1e3'.toDecimal(); {}",
                "true.toDecimal(); 1.0",
                "'5.4 \\'mg\\''.toQuantity('g'); 0.0054 'g'",
                "1.toString(); 1",
                "name.first().toString(); {}",
                "'x'.convertsToInteger(); false",
                "{}.convertsToInteger(); {}"
            })
    void converts(String expression, String expected) {
        assertThat(evaluate(expression)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "(1 | 2).single()",
                "name.given.substring(1)",
                "1 + 'a'",
                "1 < 'a'",
                "birthDate + 1 'kg'",
                "iif('a', 1, 2)",
                "%unknown",
                "name.as(HumanName)",
                "'a'.encode('rot13')",
                "'a'.matches('(')",
                "name.conformsTo('http://x')",
                "active.memberOf('http://x')"
            })
    void refusesDataThatTheExpressionDoesNotFit(String expression) {
        assertThatThrownBy(() -> evaluate(expression))
                .isInstanceOfSatisfying(
                        FhirPathException.class,
                        error -> assertThat(error.kind()).isEqualTo(FhirPathException.Kind.EXECUTION));
    }
}
