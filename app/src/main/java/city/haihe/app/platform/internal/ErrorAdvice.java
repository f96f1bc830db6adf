package city.haihe.app.platform.internal;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpStatusCode;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RequestMapping;

/** Brings what controllers throw, and what the servlet container refuses, to {@link HttpErrors}. */
@ControllerAdvice
@Controller
class ErrorAdvice implements ErrorController {

    private final HttpErrors errors;

    ErrorAdvice(HttpErrors errors) {
        this.errors = errors;
    }

    @ExceptionHandler(Exception.class)
    void handle(Exception failure, HttpServletRequest request, HttpServletResponse response) throws IOException {
        errors.respondTo(request, response, failure);
    }

    /** What never reached a controller. */
    @RequestMapping("/error")
    void container(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Object failure = request.getAttribute(RequestDispatcher.ERROR_EXCEPTION);
        if (failure instanceof Throwable throwable) {
            Throwable cause = throwable.getCause() == null ? throwable : throwable.getCause();
            errors.respond(request, response, HttpErrors.translate(cause));
            return;
        }
        Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        int code = status instanceof Integer number ? number : 404;
        errors.respond(request, response, HttpErrors.ofStatus(HttpStatusCode.valueOf(code)));
    }
}
