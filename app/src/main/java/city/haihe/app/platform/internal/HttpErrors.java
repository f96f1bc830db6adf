package city.haihe.app.platform.internal;

import city.haihe.app.platform.ErrorCategory;
import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.ErrorPage;
import city.haihe.app.platform.ErrorResponder;
import city.haihe.app.platform.HaiheException;
import city.haihe.app.platform.Traces;
import city.haihe.fhir.FhirJson;
import city.haihe.fhir.FhirObject;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.stereotype.Component;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;

/** Turns every error into its answer, and logs what is our own fault with the trace id that the answer names. */
@Component
class HttpErrors implements ErrorResponder {

    private static final Logger LOG = LoggerFactory.getLogger(HttpErrors.class);

    private static final int SERVICE_UNAVAILABLE = 503;

    /** Long enough for a database to come back, or for what a costly search competed with to end. */
    private static final String RETRY_AFTER_SECONDS = "10";

    private final ObjectProvider<ErrorPage> page;

    HttpErrors(ObjectProvider<ErrorPage> page) {
        this.page = page;
    }

    @Override
    public void respond(HttpServletRequest request, HttpServletResponse response, HaiheException error)
            throws IOException {
        if (response.isCommitted()) {
            return;
        }
        String trace = Traces.of(request);
        if (error.code().category() == ErrorCategory.INTERNAL) {
            LOG.error("event=fault code={} trace={}", error.code().code(), trace, error);
        }
        boolean fhir = isFhir(request);
        if (!fhir && isForPeople(request) && isShown(request, response, error, trace)) {
            return;
        }
        FhirObject body = fhir ? operationOutcome(error, trace) : problem(error, trace);
        response.resetBuffer();
        response.setStatus(error.code().httpStatus());
        if (error.code() == ErrorCode.UNAUTHENTICATED && response.getHeader("WWW-Authenticate") == null) {
            response.setHeader("WWW-Authenticate", "Bearer");
        }
        if (error.code().httpStatus() == SERVICE_UNAVAILABLE) {
            response.setHeader("Retry-After", RETRY_AFTER_SECONDS);
        }
        response.setHeader("Cache-Control", "no-store");
        response.setContentType(fhir ? "application/fhir+json;charset=UTF-8" : "application/problem+json");
        if (request.getMethod().equals("HEAD")) {
            return;
        }
        byte[] bytes = FhirJson.toBytes(body);
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }

    @Override
    public void respondTo(HttpServletRequest request, HttpServletResponse response, Exception failure)
            throws IOException {
        respond(request, response, translate(failure));
    }

    /** A browser names HTML when it goes to an address; programs do not. */
    private static boolean isForPeople(HttpServletRequest request) {
        String accept = request.getHeader("Accept");
        return accept != null && accept.contains("text/html");
    }

    private boolean isShown(
            HttpServletRequest request, HttpServletResponse response, HaiheException error, String trace)
            throws IOException {
        ErrorPage shown = page.getIfAvailable();
        return shown != null && shown.show(request, response, error, trace);
    }

    /** An error of any kind as one of ours; what nobody foresaw is INTERNAL and its message stays inside. */
    static HaiheException translate(Throwable failure) {
        if (failure instanceof HaiheException known) {
            return known;
        }
        if (failure instanceof HttpRequestMethodNotSupportedException method) {
            return new HaiheException(
                    ErrorCode.UNSUPPORTED_INTERACTION,
                    "method: " + method.getMethod() + " (expected: one that this address supports)");
        }
        if (failure instanceof HttpMessageNotReadableException) {
            return new HaiheException(ErrorCode.INVALID_JSON, "body (expected: JSON of the documented form)");
        }
        if (failure instanceof MethodArgumentTypeMismatchException mismatch) {
            return new HaiheException(
                    ErrorCode.INVALID_PARAMETER,
                    mismatch.getName() + ": \"" + mismatch.getValue() + "\" (expected: another type of value)",
                    mismatch.getName());
        }
        if (failure instanceof ErrorResponse response) {
            return ofStatus(response.getStatusCode());
        }
        return new HaiheException(ErrorCode.INTERNAL, "an unexpected fault", null, failure);
    }

    static HaiheException ofStatus(HttpStatusCode status) {
        return switch (status.value()) {
            case 401 -> new HaiheException(ErrorCode.UNAUTHENTICATED, "no valid token (expected: a bearer token)");
            case 403 -> new HaiheException(ErrorCode.INSUFFICIENT_SCOPE, "not allowed");
            case 404 -> new HaiheException(ErrorCode.NOT_FOUND, "there is nothing at this address");
            case 405 ->
                new HaiheException(ErrorCode.UNSUPPORTED_INTERACTION, "this address does not support the method");
            case 406 -> new HaiheException(ErrorCode.NOT_ACCEPTABLE, "none of the accepted types can be answered");
            case 413 -> new HaiheException(ErrorCode.BODY_TOO_LARGE, "the body is too large");
            case 415 -> new HaiheException(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "the body's type is not read here");
            case 503 -> new HaiheException(ErrorCode.UNAVAILABLE, "not available; try again");
            default ->
                status.is4xxClientError()
                        ? new HaiheException(ErrorCode.INVALID_REQUEST, "the request cannot be understood")
                        : new HaiheException(ErrorCode.INTERNAL, "an unexpected fault");
        };
    }

    /** After a dispatch to the error page the address that was asked for stands in an attribute. */
    private static boolean isFhir(HttpServletRequest request) {
        Object original = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
        String path = original instanceof String text ? text : request.getRequestURI();
        return path.equals("/fhir") || path.startsWith("/fhir/");
    }

    private static FhirObject operationOutcome(HaiheException error, String trace) {
        FhirObject coding = new FhirObject()
                .put("system", "urn:haihe:code-system:error")
                .put("code", error.code().code());
        FhirObject issue = new FhirObject()
                .put("severity", error.code().category() == ErrorCategory.INTERNAL ? "fatal" : "error")
                .put("code", error.code().issueType())
                .put("details", new FhirObject().append("coding", coding))
                .put("diagnostics", error.getMessage() + " [" + error.code().code() + ", trace " + trace + "]");
        if (error.expression() != null) {
            issue.append("expression", new city.haihe.fhir.FhirString(error.expression()));
        }
        return FhirObject.resource("OperationOutcome").append("issue", issue);
    }

    private static FhirObject problem(HaiheException error, String trace) {
        return new FhirObject()
                .put("type", "about:blank")
                .put("title", title(error.code()))
                .put("status", error.code().httpStatus())
                .put("detail", String.valueOf(error.getMessage()))
                .put("code", error.code().code())
                .putIfPresent("field", error.expression())
                .put("trace", trace);
    }

    private static String title(ErrorCode code) {
        String words = code.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
        return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }
}
