package city.haihe.app.record.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import city.haihe.app.record.internal.TestServer.Answer;
import city.haihe.fhir.FhirObject;
import java.nio.charset.Charset;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Large code systems by upload. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CodeSystemUploadIT {

    private static final String CSV = "text/csv";
    private static final String SMALL = """
            code,display,parent,inactive,designation:en,property:kind
            A00-A09,肠道传染病,,,Intestinal infectious diseases,block
            A00,霍乱,A00-A09,,"Cholera, all",group
            A00.0,"霍乱, 由于01群霍乱弧菌",A00,,,disease
            A01,伤寒和副伤寒,A00-A09,true,,group
            """;

    /** Each concept has ten below it, five levels deep, as the chapters and groups of a classification. */
    private static final int LARGE = 100_000;

    private TestServer server;

    @BeforeAll
    void start() throws ClassNotFoundException {
        server = new TestServer(new TestRecord());
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private Answer upload(String query, String body) {
        return server.upload("system", "/CodeSystem/$upload?" + query, body.getBytes(UTF_8), CSV);
    }

    private List<String> expand(String query) {
        Answer answer = server.get("/ValueSet/$expand?" + query);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return TerminologyIT.codes(answer.body());
    }

    private List<String> filter(String url, String property, String op, String value) {
        Answer answer = server.post(
                "/ValueSet/$expand",
                ("{'resourceType':'Parameters','parameter':[{'name':'excludeNested','valueBoolean':true},{'name':'valueSet',"
                                + "'resource':{'resourceType':'ValueSet','status':'active','compose':{'include':[{'system':'%s',"
                                + "'filter':[{'property':'%s','op':'%s','value':'%s'}]}]}}}]}")
                        .formatted(url, property, op, value));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return TerminologyIT.codes(answer.body());
    }

    @Test
    void storesWhatTheOperationsRead() {
        Answer stored = upload("url=urn:icd&version=2026&name=ICD", SMALL);
        assertThat(stored.status()).as(stored.text()).isEqualTo(201);
        assertThat(TerminologyIT.value(stored.body(), "concepts")).isEqualTo("4");
        FhirObject found =
                server.get("/CodeSystem/$lookup?system=urn:icd&code=A00").body();
        assertThat(found.toString())
                .contains("Cholera, all")
                .contains("霍乱")
                .contains("\"group\"")
                .contains("A00.0");
        assertThat(server.get("/CodeSystem/$subsumes?system=urn:icd&codeA=A00-A09&codeB=A00.0")
                        .text())
                .contains("subsumes");
        assertThat(expand("url=urn:icd?fhir_vs&activeOnly=true")).containsExactly("A00-A09", "A00", "A00.0");
        assertThat(expand("url=urn:icd?fhir_vs&filter=%E9%9C%8D%E4%B9%B1")).containsExactly("A00", "A00.0");
        assertThat(expand("url=urn:icd?fhir_vs&filter=a00.")).containsExactly("A00.0");
        assertThat(expand("url=urn:icd?fhir_vs&filter=chol%20al")).containsExactly("A00");
        assertThat(server.get("/CodeSystem/$upload-progress?url=urn:icd&version=2026")
                        .text())
                .contains("done");
    }

    @Test
    void evaluatesEachFilter() {
        upload("url=urn:filters", SMALL);
        assertThat(filter("urn:filters", "concept", "is-a", "A00")).containsExactly("A00", "A00.0");
        assertThat(filter("urn:filters", "concept", "descendent-of", "A00-A09")).containsExactly("A00", "A00.0", "A01");
        assertThat(filter("urn:filters", "concept", "is-not-a", "A00")).containsExactly("A00-A09", "A01");
        assertThat(filter("urn:filters", "concept", "generalizes", "A00.0")).containsExactly("A00-A09", "A00", "A00.0");
        assertThat(filter("urn:filters", "kind", "=", "group")).containsExactly("A00", "A01");
        assertThat(filter("urn:filters", "kind", "in", "block,disease")).containsExactly("A00-A09", "A00.0");
        assertThat(filter("urn:filters", "kind", "not-in", "block,disease")).containsExactly("A00", "A01");
        assertThat(filter("urn:filters", "code", "regex", "A0[0-9](\\\\.[0-9])?"))
                .containsExactly("A00", "A00.0", "A01");
        assertThat(filter("urn:filters", "kind", "regex", "g.*")).containsExactly("A00", "A01");
        assertThat(filter("urn:filters", "parent", "=", "A00-A09")).containsExactly("A00", "A01");
        assertThat(filter("urn:filters", "child", "exists", "true")).containsExactly("A00-A09", "A00");
        assertThat(filter("urn:filters", "inactive", "=", "true")).containsExactly("A01");
        assertThat(filter("urn:filters", "none", "exists", "false")).hasSize(4);
        assertThat(filter("urn:filters", "concept", "is-a", "none")).isEmpty();
    }

    @Test
    void knowsConceptsBelowSeveral() {
        assertThat(upload("url=urn:poly", "code,parent\ntop,\na,top\nb,top\nboth,a|b\ndeep,both\n")
                        .status())
                .isEqualTo(201);
        assertThat(filter("urn:poly", "concept", "is-a", "b")).containsExactly("both", "deep", "b");
        assertThat(filter("urn:poly", "concept", "generalizes", "deep"))
                .containsExactly("top", "a", "both", "deep", "b");
        assertThat(server.get("/CodeSystem/$subsumes?system=urn:poly&codeA=b&codeB=deep")
                        .text())
                .contains("\"subsumes\"");
        assertThat(server.get("/CodeSystem/$subsumes?system=urn:poly&codeA=a&codeB=b")
                        .text())
                .contains("not-subsumed");
    }

    @Test
    void readsGb18030AndTabsAndOtherNames() {
        byte[] body = "诊断编码\t诊断名称\t备注\nM17.9\t膝骨关节病\tx\n".getBytes(Charset.forName("GB18030"));
        Answer stored = server.upload(
                "system",
                "/CodeSystem/$upload?url=urn:gb&column=%E8%AF%8A%E6%96%AD%E7%BC%96%E7%A0%81=code"
                        + "&column=%E8%AF%8A%E6%96%AD%E5%90%8D%E7%A7%B0=display",
                body,
                "text/tab-separated-values; charset=GB18030");
        assertThat(stored.status()).as(stored.text()).isEqualTo(201);
        assertThat(server.get("/CodeSystem/$lookup?system=urn:gb&code=M17.9").text())
                .contains("膝骨关节病");
        Answer wrong = server.upload("system", "/CodeSystem/$upload?url=urn:gb", body, "text/tab-separated-values");
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.text()).contains("UTF-8");
    }

    @Test
    void storesAllOrNothing() {
        upload("url=urn:whole", SMALL);
        String before =
                server.get("/CodeSystem/$lookup?system=urn:whole&code=A00").text();
        for (String wrong : List.of(
                "code,display\nx,1\nx,2\n",
                "code,parent\nx,none\n",
                "code,parent\nx,y\ny,x\n",
                "code,parent\na,\nb,a|c\nc,b\n",
                "code,display\n,no code\ny,1,too many\nz,1\n",
                "code,display\n\"x,open\n",
                "display\nx\n",
                "code,unheard-of\nx,1\n",
                "code\n",
                "")) {
            Answer refused = upload("url=urn:whole", wrong);
            assertThat(refused.status()).as(wrong + refused.text()).isEqualTo(400);
        }
        assertThat(upload("url=urn:whole", "code,display\n,no code\ny,1,too many\nz,1\n")
                        .text())
                .contains("2 errors")
                .contains("line 2")
                .contains("line 3");
        assertThat(server.get("/CodeSystem/$upload-progress?url=urn:whole").text())
                .contains("refused");
        assertThat(server.get("/CodeSystem/$lookup?system=urn:whole&code=A00").text())
                .isEqualTo(before);
        Answer replaced = upload("url=urn:whole", "code,display\nnew,New\n");
        assertThat(replaced.status()).isEqualTo(200);
        assertThat(expand("url=urn:whole?fhir_vs")).containsExactly("new");
    }

    @Test
    void isForThoseWhoMayWrite() {
        byte[] body = SMALL.getBytes(UTF_8);
        String path = "/CodeSystem/$upload?url=urn:mine";
        assertThat(server.upload("scopes:system/CodeSystem.rs", path, body, CSV).status())
                .isEqualTo(403);
        assertThat(server.upload("writer:1", path, body, CSV).status()).isEqualTo(403);
        assertThat(server.upload("scopes:system/CodeSystem.cu", path, body, CSV).status())
                .isEqualTo(201);
        assertThat(server.upload("system", path, body, "application/json").status())
                .isEqualTo(415);
        assertThat(server.upload("system", "/CodeSystem/$upload", body, CSV).status())
                .isEqualTo(400);
        assertThat(server.get(path).status()).isEqualTo(405);
    }

    @Test
    void replacesWhileOthersRead() throws Exception {
        upload("url=urn:busy", "code,display\nsame,0\n");
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Integer> reading = () -> {
                int reads = 0;
                for (; reads < 200; reads++) {
                    assertThat(expand("url=urn:busy?fhir_vs&count=5&filter=same"))
                            .containsExactly("same");
                }
                return reads;
            };
            List<Future<Integer>> readers = List.of(threads.submit(reading), threads.submit(reading));
            for (int round = 1; round < 10; round++) {
                assertThat(upload("url=urn:busy", "code,display\nsame," + round + "\n")
                                .status())
                        .isEqualTo(200);
            }
            for (Future<Integer> reader : readers) {
                assertThat(reader.get()).isEqualTo(200);
            }
        }
    }

    @Test
    void answersFromAHundredThousandConcepts() {
        StringBuilder lines = new StringBuilder("code,display,parent,property:class\n");
        for (int number = 0; number < LARGE; number++) {
            lines.append('C')
                    .append(number)
                    .append(",第")
                    .append(number)
                    .append("种疾病 disease ")
                    .append(number)
                    .append(',');
            if (number >= 10) {
                lines.append('C').append(number / 10);
            }
            lines.append(",k").append(number % 100).append('\n');
        }
        Answer stored = upload("url=urn:large&version=1", lines.toString());
        assertThat(stored.status()).as(stored.text()).isEqualTo(201);
        assertThat(TerminologyIT.value(stored.body(), "concepts")).isEqualTo(Integer.toString(LARGE));

        Answer whole = server.get("/ValueSet/$expand?url=urn:large?fhir_vs");
        assertThat(whole.status()).isEqualTo(403);
        assertThat(whole.text()).contains("too-costly").contains("HH-4005");
        assertThat(server.get("/ValueSet/$expand?url=urn:large?fhir_vs&count=0").text())
                .contains("\"total\":100000");
        String pages = "url=urn:large?fhir_vs&count=20";
        assertThat(expand(pages)).hasSize(20);
        assertThat(expand(pages + "&offset=99990")).hasSize(10);
        assertThat(expand("url=urn:large?fhir_vs=isa/C1&count=20&offset=11000")).hasSize(20);
        assertThat(expand("url=urn:large?fhir_vs=isa/C99999&count=20")).hasSize(1);
        assertThat(expand(pages + "&filter=4711%E7%A7%8D")).hasSize(10);
        assertThat(expand(pages + "&filter=c4711")).hasSize(11);
        assertThat(expand(pages + "&filter=%E7%96%BE%E7%97%85")).hasSize(20);
        assertThat(server.get("/CodeSystem/$lookup?system=urn:large&code=C4711").text())
                .contains("4711");
        assertThat(server.get("/CodeSystem/$subsumes?system=urn:large&codeA=C1&codeB=C12345")
                        .text())
                .contains("\"subsumes\"");
        assertThat(server.get("/CodeSystem/$validate-code?url=urn:large&code=C12345")
                        .text())
                .contains("true");
    }
}
