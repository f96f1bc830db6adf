package city.haihe.app.platform.internal;

import static org.assertj.core.api.Assertions.assertThat;

import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.ErrorPage;
import city.haihe.app.platform.HaiheException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.http.HttpStatusCode;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.web.HttpRequestMethodNotSupportedException;

final class HttpErrorsTests {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    private final HttpErrors errors = new HttpErrors(new StaticListableBeanFactory().getBeanProvider(ErrorPage.class));

    @Test
    void answersFhirWithAnOperationOutcomeThatNamesTheTrace() throws IOException {
        HaiheException error =
                new HaiheException(ErrorCode.INVALID_VALUE, "value: 13 (expected: a month)", "Patient.birthDate");
        MockHttpServletResponse response = respond("GET", "/fhir/Patient", error);
        assertThat(response.getStatus()).isEqualTo(400);
        assertThat(response.getContentType()).isEqualTo("application/fhir+json;charset=UTF-8");
        assertThat(response.getContentAsString(StandardCharsets.UTF_8))
                .contains("\"resourceType\":\"OperationOutcome\"")
                .contains("\"code\":\"value\"", "\"code\":\"HH-1003\"", "\"expression\":[\"Patient.birthDate\"]")
                .contains("value: 13 (expected: a month) [HH-1003, trace " + TRACE + "]");
    }

    @Test
    void answersOtherProgramsWithAProblem() throws IOException {
        MockHttpServletResponse response =
                respond("GET", "/admin/connections", new HaiheException(ErrorCode.NOT_FOUND, "no such connection"));
        assertThat(response.getStatus()).isEqualTo(404);
        assertThat(response.getContentType()).isEqualTo("application/problem+json");
        assertThat(response.getContentAsString(StandardCharsets.UTF_8))
                .contains("\"title\":\"Not found\"", "\"code\":\"HH-1007\"", "\"detail\":\"no such connection\"")
                .contains("\"trace\":\"" + TRACE + "\"");
    }

    @Test
    void sendsNoBodyToHeadAndKeepsErrorsOutOfCaches() throws IOException {
        MockHttpServletResponse response =
                respond("HEAD", "/fhir/Patient/1", new HaiheException(ErrorCode.GONE, "it was deleted"));
        assertThat(response.getStatus()).isEqualTo(410);
        assertThat(response.getContentAsByteArray()).isEmpty();
        assertThat(response.getHeader("Cache-Control")).isEqualTo("no-store");
    }

    @Test
    void asksForATokenWhereThereIsNone() throws IOException {
        HaiheException error = new HaiheException(ErrorCode.UNAUTHENTICATED, "no valid token");
        assertThat(respond("GET", "/fhir/Patient", error).getHeader("WWW-Authenticate"))
                .isEqualTo("Bearer");
    }

    @Test
    void leavesAnAnswerAloneThatHasBegun() throws IOException {
        MockHttpServletResponse response = new MockHttpServletResponse();
        response.setCommitted(true);
        errors.respond(request("GET", "/fhir"), response, new HaiheException(ErrorCode.NOT_FOUND, "nothing"));
        assertThat(response.getStatus()).isEqualTo(200);
        assertThat(response.getContentAsByteArray()).isEmpty();
    }

    @Test
    void showsPeopleAPageAndFhirClientsNone() throws IOException {
        ErrorPage page = (request, response, error, trace) -> {
            response.setStatus(error.code().httpStatus());
            response.getWriter().write("page " + trace);
            return true;
        };
        HttpErrors withPage =
                new HttpErrors(new StaticListableBeanFactory(Map.of("page", page)).getBeanProvider(ErrorPage.class));
        HaiheException error = new HaiheException(ErrorCode.NOT_FOUND, "nothing");
        for (String path : new String[] {"/hospitals", "/fhir/Patient"}) {
            MockHttpServletRequest request = request("GET", path);
            request.addHeader("Accept", "text/html,*/*;q=0.8");
            MockHttpServletResponse response = new MockHttpServletResponse();
            withPage.respond(request, response, error);
            assertThat(response.getContentAsString(StandardCharsets.UTF_8))
                    .startsWith(path.equals("/hospitals") ? "page " + TRACE : "{");
        }
    }

    @Test
    void keepsTheWordsOfAnUnforeseenFaultInside() {
        IllegalStateException fault = new IllegalStateException("secret");
        HaiheException error = HttpErrors.translate(fault);
        assertThat(error.code()).isEqualTo(ErrorCode.INTERNAL);
        assertThat(error).hasMessage("an unexpected fault").hasCause(fault);
    }

    @Test
    void keepsOurOwnErrorsAndKnowsSpringsOnes() {
        HaiheException own = new HaiheException(ErrorCode.GONE, "it was deleted");
        assertThat(HttpErrors.translate(own)).isSameAs(own);
        assertThat(HttpErrors.translate(new HttpRequestMethodNotSupportedException("PATCH")))
                .hasMessage("method: PATCH (expected: one that this address supports)");
    }

    @ParameterizedTest
    @CsvSource({
        "401, UNAUTHENTICATED",
        "403, INSUFFICIENT_SCOPE",
        "404, NOT_FOUND",
        "405, UNSUPPORTED_INTERACTION",
        "406, NOT_ACCEPTABLE",
        "413, BODY_TOO_LARGE",
        "415, UNSUPPORTED_MEDIA_TYPE",
        "503, UNAVAILABLE",
        "418, INVALID_REQUEST",
        "502, INTERNAL"
    })
    void findsTheErrorOfAStatus(int status, ErrorCode code) {
        assertThat(HttpErrors.ofStatus(HttpStatusCode.valueOf(status)).code()).isEqualTo(code);
    }

    private MockHttpServletResponse respond(String method, String path, HaiheException error) throws IOException {
        MockHttpServletResponse response = new MockHttpServletResponse();
        errors.respond(request(method, path), response, error);
        return response;
    }

    private static MockHttpServletRequest request(String method, String path) {
        MockHttpServletRequest request = new MockHttpServletRequest(method, path);
        request.addHeader("traceparent", "00-" + TRACE + "-00f067aa0ba902b7-01");
        return request;
    }
}
