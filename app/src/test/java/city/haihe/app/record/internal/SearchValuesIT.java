package city.haihe.app.record.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.haihe.app.platform.HaiheException;
import city.haihe.app.record.SearchPage;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the values of searches mean, kind by kind (FHIR R4 3.1.1.4). Names of the resources are what is expected. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SearchValuesIT {

    private TestRecord city;
    private String patient;

    @BeforeAll
    void fill() {
        city = new TestRecord();
        patient = city.create(TestRecord.SYSTEM, "{'resourceType':'Patient','language':'P'}")
                .id();
        people();
        dates();
        observations();
        places();
        definitions();
        documents();
    }

    @AfterAll
    void close() {
        city.close();
    }

    private String create(String json) {
        return city.create(TestRecord.SYSTEM, json.replace("PATIENT", "Patient/" + patient))
                .id();
    }

    /** Each resource carries its name in the element {@code language}, which no parameter reads. */
    private void observation(String name, String rest) {
        create("{'resourceType':'Observation','language':'" + name + "','status':'final'," + rest + "}");
    }

    private void person(String name, String rest) {
        create("{'resourceType':'Patient','language':'" + name + "'," + rest + "}");
    }

    private void people() {
        person("zhang", "'name':[{'text':'张伟','family':'张','given':['伟']}]");
        person("shan", "'name':[{'family':'单','given':['小明']}]");
        person(
                "zeng",
                "'name':[{'text':'曾国'}],'identifier':[{'type':{'text':'Medical record',"
                        + "'coding':[{'system':'urn:t','code':'MR'}]},'system':'urn:h','value':'12'}]");
        person(
                "ouyang",
                "'name':[{'text':'欧阳娜娜'}],'identifier':[{'type':{'coding':[{'system':'urn:t','code':'SS'}]},"
                        + "'system':'urn:h','value':'12|3'}]");
        person("lv", "'name':[{'text':'吕布'}]");
        person("jose", "'name':[{'text':'José García','family':'García'}],'gender':'male','active':true");
    }

    private void dates() {
        observation("day", "'code':{'text':'d'},'effectiveDateTime':'2000-02-29'");
        observation("second", "'code':{'text':'d'},'effectiveDateTime':'2000-02-29T10:00:00+08:00'");
        observation("year", "'code':{'text':'d'},'effectiveDateTime':'2001'");
        observation("period", "'code':{'text':'d'},'effectivePeriod':{'start':'2002-01-10','end':'2002-01-20'}");
        observation("from", "'code':{'text':'d'},'effectivePeriod':{'start':'2003-06-01'}");
        observation("until", "'code':{'text':'d'},'effectivePeriod':{'end':'1999-06-01'}");
        observation("timing", "'code':{'text':'d'},'effectiveTiming':{'event':['2005-01-01','2005-03-01']}");
    }

    private void observations() {
        observation("mmol", quantity("glucose", "5.4", "mmol/L"));
        observation("umol", quantity("glucose", "5400", "umol/L"));
        observation("mgdl", quantity("glucose", "97", "mg/dL"));
        observation("gl", quantity("protein", "0.97", "g/L"));
        observation("celsius", quantity("temperature", "37.0", "Cel"));
        observation("kelvin", quantity("temperature", "310.15", "K"));
        observation(
                "pressure",
                "'code':{'coding':[{'system':'urn:c','code':'bp'}]},'component':[" + component("sys", "120") + ","
                        + component("dia", "80") + "]");
        observation(
                "survey",
                "'code':{'coding':[{'system':'urn:c','code':'survey'}]},'component':["
                        + "{'code':{'coding':[{'code':'q1'}]},'valueCodeableConcept':{'coding':[{'code':'yes'}]}},"
                        + "{'code':{'coding':[{'code':'q2'}]},'valueCodeableConcept':{'coding':[{'code':'no'}]}}]");
        observation("count80", quantity("count", "80", "1"));
        observation("count84", quantity("count", "84", "1"));
        observation(
                "named",
                "'code':{'text':'Hémoglobin A1c','coding':[{'system':'urn:c','code':'a1c','display':"
                        + "'Glycated haemoglobin'}]},'subject':{'reference':'PATIENT/_history/1'},"
                        + "'category':[{'text':'检验科'}]");
        observation("logical", "'code':{'text':'x'},'subject':{'identifier':{'system':'urn:h','value':'77'}}");
        observation("outside", "'code':{'text':'x'},'subject':{'reference':'http://elsewhere.example/fhir/Patient/5'}");
        observation("odd", "'code':{'coding':[{'system':'urn:c','code':'a,b$c|d'}]},'valueString':'one,two'");
    }

    private static String quantity(String code, String value, String unit) {
        return ("'code':{'coding':[{'system':'urn:c','code':'%s'}]},'valueQuantity':{'value':%s,'unit':'%s',"
                        + "'system':'http://unitsofmeasure.org','code':'%s'}")
                .formatted(code, value, unit, unit);
    }

    private static String component(String code, String value) {
        return "{" + quantity(code, value, "mm[Hg]") + "}";
    }

    private void places() {
        place("tianjin", "39.1235", "117.1980");
        place("beijing", "39.9042", "116.4074");
        place("fiji", "-17.7134", "179.99");
        place("samoa", "-17.70", "-179.99");
        place("pole", "89.99", "0");
    }

    private void place(String name, String latitude, String longitude) {
        create(("{'resourceType':'Location','language':'%s','position':{'latitude':%s,'longitude':%s}}")
                .formatted(name, latitude, longitude));
    }

    private void definitions() {
        create("{'resourceType':'ValueSet','language':'vs','status':'active','url':'http://a.example/fhir/ValueSet/1',"
                + "'useContext':[{'code':{'system':'urn:u','code':'age'},'valueQuantity':{'value':5,'system':"
                + "'http://unitsofmeasure.org','code':'a'}},{'code':{'system':'urn:u','code':'focus'},"
                + "'valueCodeableConcept':{'coding':[{'code':'diabetes'}]}}]}");
        create("{'resourceType':'ValueSet','language':'other','status':'active','url':'http://a.example/fhir2/x'}");
        create("{'resourceType':'PlanDefinition','language':'plan','status':'active',"
                + "'library':['http://a.example/Library/l|2.0']}");
    }

    private void documents() {
        String first = create("{'resourceType':'DocumentReference','language':'old','status':'current',"
                + "'content':[{'attachment':{'url':'urn:x'}}]}");
        create(
                ("{'resourceType':'DocumentReference','language':'new','status':'current','relatesTo':[{'code':'replaces',"
                                + "'target':{'reference':'DocumentReference/%s'}}],'content':[{'attachment':{'url':'urn:x'}}],"
                                + "'meta':{'tag':[{'system':'urn:tag','code':'red'}],'profile':['http://p.example/a/b|1'],"
                                + "'security':[{'code':'R'}],'source':'http://s.example/feed#7'},"
                                + "'text':{'status':'generated','div':'<div xmlns=\\'http://www.w3.org/1999/xhtml\\'><b>Discharge</b>"
                                + " summary &amp; letter: 患者因急性阑尾炎入院</div>'},'description':'Appendix removed'}")
                        .replace("\\'", "\\\"")
                        .formatted(first));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ' ', nullValues = "-", textBlock = """
            Patient name=zhangwei zhang
            Patient name=zhang+wei zhang
            Patient name=zhang zhang
            Patient name=zw zhang
            Patient family=zhang zhang
            Patient given=wei zhang
            Patient name=shan shan
            Patient name=dan -
            Patient name=shanxiaoming shan
            Patient name=单小明 shan
            Patient name=sxm shan
            Patient name=zengguo zeng
            Patient name=ouyangnana ouyang
            Patient name=oynn ouyang
            Patient name=lvbu lv
            Patient name=lubu lv
            Patient name:contains=娜 ouyang
            Patient name:exact=zhangwei -
            Patient name=garcia jose
            Patient name=jose jose
            Patient name:contains=SÉ+G jose
            Patient name:exact=José+García jose
            Patient phonetic=zhangwei zhang
            Patient identifier:of-type=urn:t|MR|12 zeng
            Patient identifier:of-type=urn:t|MR|13 -
            Patient identifier:of-type=urn:t|SS|12\\|3 ouyang
            Patient identifier:text=medical zeng
            Patient gender=http://hl7.org/fhir/administrative-gender|male jose
            Patient gender=urn:other|male -
            Patient active=http://terminology.hl7.org/CodeSystem/special-values|true jose
            """)
    void findsPeople(String type, String query, String expected) {
        assertFinds(type, query, expected);
    }

    /** The table of FHIR R4 3.1.1.4.7 on points, periods and open ends. */
    @ParameterizedTest
    @CsvSource(delimiter = ' ', nullValues = "-", textBlock = """
            eq2000 day,second
            2000-02-29 day,second
            2000-02-29T10:00:00%2B08:00 second
            2000-02-29T02:00:00Z second
            2000-02-29T10:00%2B08:00 second
            ge2000 day,from,period,second,timing,year
            ge2000-02-29 day,from,period,second,timing,year
            gt2000 from,period,timing,year
            gt2000-02-29T12:00:00%2B08:00 day,from,period,timing,year
            le2000 day,second,until
            lt2000 until
            lt2000-02-29T11:00:00%2B08:00 day,second,until
            le2000-02-29 day,second,until
            eq2001 year
            eq2001-01 -
            ge2001-06 from,period,timing,year
            lt2001-06 day,second,until,year
            sa2000 from,period,timing,year
            sa2002-01-09 from,period,timing
            sa2002-01-10 from,timing
            eb2000 until
            eb2002-01-21 day,period,second,until,year
            eb2002-01-20 day,second,until,year
            eq2002-01 period
            eq2002-01-15 -
            ap2002-01-15 day,period,second,year
            ge2002-01-15 from,period,timing
            le2002-01-15 day,period,second,until,year
            ge2010 from
            le1990 until
            sa2010 -
            eq2005 timing
            eq2005-02 -
            ge2005-02 from,timing
            2000-02-29,2005 day,second,timing
            sa2004-12,eb1999-07 timing,until
            """)
    void comparesDates(String value, String expected) {
        String found = expected == null ? null : expected;
        if (value.startsWith("ap")) {
            // The slack of "approximately" grows with the years; what must be found is found.
            assertThat(names("Observation", "code:text=d&date=" + value)).contains("period");
            return;
        }
        assertFinds("Observation", "code:text=d&date=" + value, found);
    }

    @Test
    void findsEveryoneButThoseOfTheDateWhereItIsToBeAnother() {
        assertFinds("Observation", "code:text=d&date=ne2000-02-29", "from,period,timing,until,year");
        assertFinds("Observation", "code:text=d&date=ne2002-01", "day,from,second,timing,until,year");
    }

    @ParameterizedTest
    @CsvSource(delimiter = ' ', nullValues = "-", textBlock = """
            value-quantity=5.4|http://unitsofmeasure.org|mmol/L mmol,umol
            value-quantity=5400|http://unitsofmeasure.org|umol/L mmol,umol
            value-quantity=gt5.4|http://unitsofmeasure.org|mmol/L&code=glucose -
            value-quantity=ge5.4|http://unitsofmeasure.org|mmol/L mmol,umol
            value-quantity=lt0.0054|http://unitsofmeasure.org|mol/L -
            value-quantity=97|http://unitsofmeasure.org|mg/dL gl,mgdl
            value-quantity=0.97|http://unitsofmeasure.org|g/L gl,mgdl
            value-quantity=5.4||mmol/L mmol
            value-quantity=5.4|urn:other|mmol/L -
            value-quantity=37.0|http://unitsofmeasure.org|Cel celsius,kelvin
            value-quantity=98.6|http://unitsofmeasure.org|[degF] celsius,kelvin
            value-quantity=8e1 count80,count84
            value-quantity=80 count80
            value-quantity=80.0 count80
            value-quantity=84.4 -
            value-quantity=gt80&code=count count84
            value-quantity=ap80&code=count count80,count84
            value-quantity=ne80&code=count count84
            combo-value-quantity=80 count80,pressure
            component-value-quantity=12e1 pressure
            combo-code=sys pressure
            combo-code=bp pressure
            combo-code:not=sys&code=urn:c|bp -
            combo-value-quantity:missing=false&code=bp pressure
            combo-value-quantity:missing=true&code=bp -
            component-code-value-quantity=sys$120 pressure
            component-code-value-quantity=sys$80 -
            component-code-value-quantity=dia$80 pressure
            component-code-value-quantity=urn:c|dia$lt90 pressure
            component-code-value-quantity=urn:c|$lt90 pressure
            component-code-value-quantity=urn:x|dia$lt90 -
            component-code-value-quantity=sys$16.0|http://unitsofmeasure.org|kPa pressure
            component-code-value-quantity=dia$16.0|http://unitsofmeasure.org|kPa -
            component-code-value-quantity=sys$120||mm[Hg] pressure
            component-code-value-quantity=sys$120||kPa -
            combo-code-value-quantity=sys$120 pressure
            combo-code-value-quantity=bp$120 -
            combo-code-value-quantity=glucose$5.4 mmol
            combo-code-value-quantity=sys$80,glucose$5.4 mmol
            component-code-value-concept=q1$yes survey
            component-code-value-concept=q1$no -
            component-code-value-concept=|q2$|no survey
            combo-code-value-concept=q2$no survey
            code-value-quantity=glucose$5.4|http://unitsofmeasure.org|mmol/L mmol,umol
            code-value-quantity=protein$5.4 -
            component-code-value-quantity:missing=false pressure
            code-value-string=a\\,b\\$c\\|d$one\\,two odd
            code=a\\,b\\$c\\|d odd
            code=urn:c|a\\,b\\$c\\|d odd
            code:text=hemo named
            code:text=GLYCATED named
            code:text=moglobin -
            category:text=检验 named
            code:not=glucose,protein,count,temperature,bp,survey&code:text:missing=x -
            subject:missing=false logical,named,outside
            subject:identifier=urn:h|77 logical
            subject:identifier=77 logical
            subject:identifier=urn:x|77 -
            subject=http://elsewhere.example/fhir/Patient/5 outside
            patient=PATIENT named
            patient=ID named
            subject:Patient=ID named
            subject:Group=ID -
            subject=PATIENT/_history/1 named
            subject=PATIENT/_history/2 -
            subject=http://city.example/fhir/PATIENT named
            """)
    void findsObservations(String query, String expected) {
        if (query.contains("text:missing")) {
            assertThatThrownBy(() -> names("Observation", query)).isInstanceOf(HaiheException.class);
            return;
        }
        String asked = query.replace("PATIENT", "Patient/" + patient).replace("ID", patient);
        assertFinds("Observation", asked, expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ' ', nullValues = "-", textBlock = """
            Location near=39.12|117.2|5|km tianjin
            Location near=39.12|117.2 tianjin
            Location near=39.12|117.2|200|km beijing,tianjin
            Location near=39.12|117.2|100|m -
            Location near=39.12|117.2|100|[mi_i] beijing,tianjin
            Location near=-17.71|180|10|km fiji,samoa
            Location near=-17.71|-180|10|km fiji,samoa
            Location near=90|120|5|km pole
            Location near=39.12|117.2|5000|km beijing,tianjin
            Location near:missing=false beijing,fiji,pole,samoa,tianjin
            ValueSet url=http://a.example/fhir/ValueSet/1 vs
            ValueSet url:below=http://a.example/fhir vs
            ValueSet url:below=http://a.example/fhir/ vs
            ValueSet url:below=http://a.example/ other,vs
            ValueSet url:below=http://a.example/fhir/Val -
            ValueSet url:above=http://a.example/fhir/ValueSet/1/_history/5 vs
            ValueSet url:above=http://a.example/fhir/ValueSet -
            ValueSet context-type-quantity=age$5|http://unitsofmeasure.org|a vs
            ValueSet context-type-quantity=focus$5 -
            ValueSet context-type-value=focus$diabetes vs
            ValueSet context-type-value=age$diabetes -
            PlanDefinition depends-on=http://a.example/Library/l plan
            PlanDefinition depends-on=http://a.example/Library/l|2.0 plan
            PlanDefinition depends-on=http://a.example/Library/l|1.0 -
            DocumentReference _tag=urn:tag|red new
            DocumentReference _tag:not=red old
            DocumentReference _security=R new
            DocumentReference _profile=http://p.example/a/b new
            DocumentReference _profile=http://p.example/a/b|1 new
            DocumentReference _profile:below=http://p.example/a new
            DocumentReference _profile:below=http://p.example/ab -
            DocumentReference _profile:missing=true old
            DocumentReference _source=http://s.example/feed#7 new
            DocumentReference _source:below=http://s.example new
            DocumentReference _text=discharge new
            DocumentReference _text=summary+discharge new
            DocumentReference _text=summ -
            DocumentReference _text=阑尾炎 new
            DocumentReference _text=急性阑尾 new
            DocumentReference _text=尾炎急 -
            DocumentReference _text=appendix -
            DocumentReference _content=appendix new
            DocumentReference _content=letter+appendix new
            DocumentReference _content=阑尾炎入院 new
            Observation _content=haemoglobin named
            Observation _content=检验科 named
            Patient _content=garcia jose
            Patient _content=garc -
            """)
    void findsByCommonParametersAndAddresses(String type, String query, String expected) {
        assertFinds(type, query, expected);
    }

    @Test
    void findsRelatedDocumentsOnlyByTheirOwnRelation() {
        String id = city.record()
                .search(TestRecord.SYSTEM, "DocumentReference", "_tag:not=red")
                .matches()
                .getFirst()
                .id();
        assertFinds("DocumentReference", "relationship=replaces$DocumentReference/" + id, "new");
        assertFinds("DocumentReference", "relationship=appends$DocumentReference/" + id, null);
        assertFinds("DocumentReference", "relationship=replaces$" + id, "new");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "code:in=http://x",
                "code:contains=x",
                "code:of-type=a|b|c",
                "value-quantity=5.4|x",
                "value-quantity=abc",
                "date=2000-13",
                "date=xx2000",
                "date:exact=2000",
                "component-code-value-quantity=sys",
                "component-code-value-quantity=sys$1$2",
                "component-code-value-quantity:exact=sys$1",
                "subject:Medication=1",
                "code=a|b|c",
                "_filter=code eq 1",
                "_text=---",
                "subject:missing=maybe"
            })
    void refusesWhatHasNoMeaning(String query) {
        assertThatThrownBy(() -> names("Observation", query))
                .isInstanceOf(HaiheException.class)
                .hasMessageContaining("expected");
    }

    @ParameterizedTest
    @ValueSource(strings = {"near=91|0|1|km", "near=1", "near=1|2|3|kg", "near=a|b", "near=1|2|-3|km"})
    void refusesWhatIsNoPlace(String query) {
        assertThatThrownBy(() -> names("Location", query)).isInstanceOf(HaiheException.class);
    }

    private List<String> names(String type, String query) {
        SearchPage page = city.record().search(TestRecord.SYSTEM, type, query + "&_count=1000");
        return page.matches().stream()
                .map(match -> String.valueOf(match.resource().string("language")))
                .sorted()
                .toList();
    }

    private void assertFinds(String type, String query, @org.jspecify.annotations.Nullable String expected) {
        assertThat(names(type, query))
                .as(type + "?" + query)
                .isEqualTo(expected == null ? List.of() : List.of(expected.split(",")));
    }
}
