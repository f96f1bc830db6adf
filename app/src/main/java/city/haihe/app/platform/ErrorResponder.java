package city.haihe.app.platform;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** The one place that turns an error into an HTTP answer: OperationOutcome on {@code /fhir}, RFC 9457 elsewhere. */
public interface ErrorResponder {

    /** Answers the error, unless the answer has begun already. */
    void respond(HttpServletRequest request, HttpServletResponse response, HaiheException error) throws IOException;

    /** Answers what was thrown, whatever it is: what nobody foresaw is INTERNAL, and its message stays inside. */
    void respondTo(HttpServletRequest request, HttpServletResponse response, Exception failure) throws IOException;
}
