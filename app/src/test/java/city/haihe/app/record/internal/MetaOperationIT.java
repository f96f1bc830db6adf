package city.haihe.app.record.internal;

import static org.assertj.core.api.Assertions.assertThat;

import city.haihe.app.record.internal.TestServer.Answer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** {@code $meta}, {@code $meta-add} and {@code $meta-delete}. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MetaOperationIT {

    private static final String ADD =
            "{'resourceType':'Parameters','parameter':[{'name':'meta','valueMeta':{'tag':[{'system':'urn:t','code':'%s'}],"
                    + "'security':[{'system':'urn:s','code':'R'}],'profile':['http://p/1']}}]}";

    private TestServer server;

    @BeforeAll
    void start() throws ClassNotFoundException {
        server = new TestServer(new TestRecord());
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private String patient() {
        return server.post("/Patient", "{'resourceType':'Patient','meta':{'tag':[{'system':'urn:t','code':'old'}]}}")
                .id();
    }

    @Test
    void changesTheCurrentVersionInPlace() {
        String id = patient();
        Answer before = server.get("/Patient/" + id);
        Answer added = server.post("/Patient/" + id + "/$meta-add", ADD.formatted("new"));
        assertThat(added.status()).as(added.text()).isEqualTo(200);
        assertThat(added.header("ETag")).isEqualTo("W/\"1\"");
        assertThat(added.text()).contains("\"old\"").contains("\"new\"").contains("http://p/1");
        assertThat(server.post("/Patient/" + id + "/$meta-add", ADD.formatted("new"))
                        .text())
                .isEqualTo(added.text());
        Answer read = server.get("/Patient/" + id);
        assertThat(read.header("ETag")).isEqualTo("W/\"1\"");
        assertThat(read.header("Last-Modified")).isEqualTo(before.header("Last-Modified"));
        assertThat(read.text()).contains("\"new\"");
        assertThat(server.get("/Patient/" + id + "/_history").body().objects("entry"))
                .hasSize(1);
        assertThat(server.get("/Patient?_tag=urn:t%7Cnew&_id=" + id).body().objects("entry"))
                .hasSize(1);
        Answer removed = server.post("/Patient/" + id + "/$meta-delete", ADD.formatted("old"));
        assertThat(removed.text())
                .contains("\"new\"")
                .doesNotContain("\"old\"")
                .doesNotContain("http://p/1")
                .doesNotContain("urn:s");
        assertThat(server.get("/Patient?_tag=urn:t%7Cold&_id=" + id).body().objects("entry"))
                .isEmpty();
    }

    @Test
    void tellsWhatAResourceATypeAndTheSystemHave() {
        String id = patient();
        server.post("/Patient/" + id + "/$meta-add", ADD.formatted("seen"));
        server.post(
                "/Basic",
                "{'resourceType':'Basic','code':{'text':'x'},'meta':{'tag':[{'system':'urn:t','code':'basic'}]}}");
        assertThat(server.get("/Patient/" + id + "/$meta").text())
                .contains("\"seen\"")
                .contains("\"versionId\":\"1\"");
        assertThat(server.get("/Patient/$meta").text())
                .contains("\"seen\"")
                .doesNotContain("\"basic\"")
                .doesNotContain("versionId");
        assertThat(server.post("/$meta", "").text()).contains("\"seen\"").contains("\"basic\"");
        assertThat(server.get("/Flag/$meta").text()).isEqualTo("{\"resourceType\":\"Parameters\"}");
        assertThat(server.send("scopes:system/Basic.rs", "GET", "/$meta", "").text())
                .contains("\"basic\"")
                .doesNotContain("\"seen\"");
    }

    @Test
    void refusesWhatIsNotThereOrNotAllowed() {
        String id = patient();
        assertThat(server.get("/Patient/none/$meta").status()).isEqualTo(404);
        assertThat(server.post("/Patient/none/$meta-add", ADD.formatted("x")).status())
                .isEqualTo(404);
        assertThat(server.get("/Patient/" + id + "/$meta-add").status()).isEqualTo(405);
        assertThat(server.post("/Patient/" + id + "/$meta-add", "{'resourceType':'Parameters'}")
                        .status())
                .isEqualTo(400);
        assertThat(server.send("scopes:system/Patient.rs", "POST", "/Patient/" + id + "/$meta-add", ADD.formatted("x"))
                        .status())
                .isEqualTo(403);
        server.send("system", "DELETE", "/Patient/" + id, "");
        assertThat(server.get("/Patient/" + id + "/$meta").status()).isEqualTo(410);
        assertThat(server.post("/Patient/" + id + "/$meta-add", ADD.formatted("x"))
                        .status())
                .isEqualTo(410);
    }
}
