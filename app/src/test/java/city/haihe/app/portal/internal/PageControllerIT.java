package city.haihe.app.portal.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import city.haihe.app.identity.Sessions;
import city.haihe.app.identity.SignedIn;
import city.haihe.app.portal.internal.Residents.Visitor;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.hamcrest.Matchers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;

/** The pages' addresses with the real renderer and a record in memory. */
final class PageControllerIT {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-24T01:12:00Z"), ZoneOffset.UTC);
    private static final Renderer RENDERER = new Renderer(RendererIT.BuiltPages.settings());

    /** Every request of these tests comes from our own pages. */
    private static final Sessions SAME_SITE = new Sessions() {
        @Override
        public Optional<SignedIn> current(HttpServletRequest request) {
            return Optional.empty();
        }

        @Override
        public void requireSameSite(HttpServletRequest request) {
            // Identity's own tests show what is refused.
        }
    };

    private final FakeRecord record = new FakeRecord();
    private final FakeFeed feed = new FakeFeed();
    private Optional<Visitor> signedIn = Optional.of(new Visitor("p1", "王淑兰", "wang", "t0ken"));
    private final MockMvc pages = pages(RENDERER);

    @BeforeAll
    static void startRenderer() {
        assumeTrue(RendererIT.BuiltPages.exist(), "the web's pages are not built");
        RENDERER.open();
    }

    @AfterAll
    static void stopRenderer() {
        RENDERER.close(Duration.ofSeconds(2));
    }

    @BeforeEach
    void fill() {
        record.add("""
                {"resourceType": "Organization", "id": "h1", "name": "第一示范医院", "address": [{"district": "南开区"}]}""");
        record.add("""
                {"resourceType": "Patient", "id": "p1", "birthDate": "1958-03-09", "gender": "female"}""");
        record.add("""
                {"resourceType": "Observation", "id": "o1", "status": "final", "code": {"text": "糖化血红蛋白",
                 "coding": [{"system": "http://loinc.org", "code": "4548-4"}]}, "effectiveDateTime": "2026-11-20T08:12:00+08:00",
                 "valueQuantity": {"value": 7.2, "unit": "%"}, "referenceRange": [{"text": "4.0-6.0"}]}""");
        record.add("""
                {"resourceType": "DiagnosticReport", "id": "r1", "code": {"text": "糖化血红蛋白测定"}, "issued": "2026-11-20T11:30:00+08:00",
                 "performer": [{"reference": "Organization/h1"}], "result": [{"reference": "Observation/o1"}]}""");
        record.add("""
                {"resourceType": "Observation", "id": "o0", "status": "final", "code": {"text": "糖化血红蛋白",
                 "coding": [{"system": "http://loinc.org", "code": "4548-4"}]}, "effectiveDateTime": "2026-08-03T08:12:00+08:00",
                 "valueQuantity": {"value": 7.6, "unit": "%"}}""");
        record.add("""
                {"resourceType": "Appointment", "id": "a1", "status": "booked", "start": "2026-11-25T09:30:00+08:00",
                 "serviceType": [{"text": "心血管内科"}], "participant": [{"actor": {"reference": "Organization/h1"}},
                 {"actor": {"reference": "Practitioner/d1", "display": "李明远"}}]}""");
    }

    private MockMvc pages(Renderer renderer) {
        PortalSettings settings = RendererIT.BuiltPages.settings();
        PageController controller = new PageController(
                new PageResponder(renderer, settings, CLOCK),
                _ -> signedIn,
                new ResidentPages(record, CLOCK),
                new HospitalDirectory(record, feed),
                feed);
        return MockMvcBuilders.standaloneSetup(
                        controller, new AssetController(settings), new PreferenceController(settings, SAME_SITE))
                .build();
    }

    private String html(String path) throws Exception {
        return pages.perform(get(path))
                .andExpect(status().isOk())
                .andReturn()
                .getResponse()
                .getContentAsString(StandardCharsets.UTF_8);
    }

    @Test
    void showsAResidentWhatIsNextAndWhatIsNew() throws Exception {
        assertThat(html("/me"))
                .contains("王淑兰，早上好")
                .contains("明天（周三）9:30")
                .contains("李明远")
                .contains("data-resource=\"Appointment/a1\"")
                .contains("data-resource=\"Observation/o1\"")
                .contains("7.2")
                .contains("偏高");
        assertThat(html("/en/me")).contains("Good morning, 王淑兰").contains("Tomorrow (Wed)");
    }

    @Test
    void showsAResultWithItsTrend() throws Exception {
        assertThat(html("/me/results/o1"))
                .contains("参考范围 4.0–6.0")
                .contains("比上次（8月）低 0.4。")
                .contains("<svg class=\"trend-chart\"")
                .contains("第一示范医院")
                .contains("糖化血红蛋白测定");
    }

    @Test
    void searchesInTheResidentsNameOnly() throws Exception {
        html("/me/results");
        assertThat(record.searches())
                .filteredOn(search -> search.startsWith("Observation"))
                .allMatch(search -> search.contains("patient=p1&"));
    }

    @Test
    void sendsWhoIsNotSignedInToTheSignInPage() throws Exception {
        signedIn = Optional.empty();
        pages.perform(get("/me/results?before=x"))
                .andExpect(status().isSeeOther())
                .andExpect(header().string("Location", "/sign-in?next=%2Fme%2Fresults%3Fbefore%3Dx"));
        pages.perform(get("/en/me")).andExpect(header().string("Location", "/en/sign-in?next=%2Fen%2Fme"));
    }

    @Test
    void letsWhoHasNoRecordOnlySignOut() throws Exception {
        signedIn = Optional.of(new Visitor(null, "李明远", "li", "t0ken"));
        pages.perform(get("/me/results"))
                .andExpect(status().isForbidden())
                .andExpect(content().string(Matchers.containsString("这个账号没有个人健康记录")))
                .andExpect(content().string(Matchers.containsString("action=\"/sign-out\"")));
        assertThat(record.searches()).isEmpty();
    }

    @Test
    void saysThatAResultDoesNotExistWhetherItIsSomebodyElsesOrNobodys() throws Exception {
        for (String path : new String[] {"/me/results/nobody", "/me/results/%22x"}) {
            pages.perform(get(java.net.URI.create(path)))
                    .andExpect(status().isNotFound())
                    .andExpect(content().string(Matchers.containsString("HH-1007")));
        }
    }

    @Test
    void letsEverybodyFindHospitals() throws Exception {
        signedIn = Optional.empty();
        pages.perform(get("/hospitals").param("q", "示范").param("district", "南开区"))
                .andExpect(status().isOk())
                .andExpect(content().string(Matchers.containsString("data-resource=\"Organization/h1\"")))
                .andExpect(content().string(Matchers.containsString("rel=\"canonical\"")))
                .andExpect(content().string(Matchers.not(Matchers.containsString("noindex"))));
        assertThat(html("/hospitals?q=" + "%E7%81%AB")).contains("没有符合条件的医院");
        assertThat(html("/")).contains("海河健康");
    }

    @Test
    void keepsNothingAndRunsNothingInline() throws Exception {
        for (String path : new String[] {"/", "/me", "/me/results/o1"}) {
            pages.perform(get(path))
                    .andExpect(header().string("Cache-Control", "no-store"))
                    .andExpect(header().string(
                                    "Content-Security-Policy",
                                    Matchers.allOf(
                                            Matchers.containsString("default-src 'none'"),
                                            Matchers.not(Matchers.containsString("unsafe-inline")))));
        }
    }

    @Test
    void escapesWhatAHospitalWrote() throws Exception {
        record.add("""
                {"resourceType": "Observation", "id": "x1", "status": "final",
                 "code": {"text": "</script><script>alert(1)</script>"}, "valueString": "<img src=x onerror=alert(1)>"}""");
        assertThat(html("/me/results")).doesNotContain("<script>alert").doesNotContain("<img src=x");
        assertThat(html("/me/results/x1")).doesNotContain("<script>alert").doesNotContain("<img src=x");
    }

    @Test
    void showsItsOwnPageWhenNothingRenders() throws Exception {
        pages(new Renderer(RendererIT.BuiltPages.settings()))
                .perform(get("/me"))
                .andExpect(status().isServiceUnavailable())
                .andExpect(header().string("Retry-After", "10"))
                .andExpect(header().string("Content-Security-Policy", Matchers.containsString("style-src 'sha256-")))
                .andExpect(content().string(Matchers.containsString("您的记录完好无损")));
    }

    @Test
    void servesStylesCompressedAndForEver() throws Exception {
        String page = html("/");
        int end = page.indexOf(".css") + ".css".length();
        String asset = page.substring(page.lastIndexOf("/_astro/", end), end);
        pages.perform(get(asset).header("Accept-Encoding", "gzip, br"))
                .andExpect(status().isOk())
                .andExpect(header().string("Content-Encoding", "br"))
                .andExpect(header().string("Cache-Control", Matchers.containsString("immutable")));
        pages.perform(get(asset)).andExpect(status().isOk()).andExpect(header().doesNotExist("Content-Encoding"));
        pages.perform(get("/_astro/nothing.css")).andExpect(status().isNotFound());
        pages.perform(get("/_astro/server.mjs")).andExpect(status().isNotFound());
    }

    @Test
    void keepsTheElderModeInACookieOfThisDevice() throws Exception {
        pages.perform(post("/preferences").param("elder", "1").param("next", "/en/me"))
                .andExpect(status().isSeeOther())
                .andExpect(header().string("Location", "/en/me"))
                .andExpect(header().string("Set-Cookie", Matchers.containsString("elder=1")));
        pages.perform(post("/preferences").param("elder", "0").param("next", "//evil.example"))
                .andExpect(header().string("Location", "/"));
        pages.perform(get("/me").cookie(new Cookie("elder", "1")))
                .andExpect(content().string(Matchers.containsString("class=\"elder\"")));
    }
}
