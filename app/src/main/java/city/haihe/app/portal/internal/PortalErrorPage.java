package city.haihe.app.portal.internal;

import city.haihe.app.platform.ErrorCategory;
import city.haihe.app.platform.ErrorPage;
import city.haihe.app.platform.HaiheException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/** Errors as pages in the portal's design: what happened, what was kept, what to do. */
@Component
final class PortalErrorPage implements ErrorPage {

    private final PageResponder responder;
    private final Residents residents;

    PortalErrorPage(PageResponder responder, Residents residents) {
        this.responder = responder;
        this.residents = residents;
    }

    @Override
    public boolean show(HttpServletRequest request, HttpServletResponse response, HaiheException error, String trace)
            throws IOException {
        boolean ours = error.code().category() == ErrorCategory.INTERNAL;
        Page page = new Page.Failure(error.code().httpStatus(), error.code().code(), ours ? trace : null);
        ResponseEntity<byte[]> answer = responder.open(request, resident(request), page);
        response.resetBuffer();
        response.setStatus(answer.getStatusCode().value());
        answer.getHeaders().forEach((name, values) -> values.forEach(value -> response.setHeader(name, value)));
        byte[] body = Objects.requireNonNull(answer.getBody());
        response.setContentLength(body.length);
        if (!request.getMethod().equals("HEAD")) {
            response.getOutputStream().write(body);
        }
        return true;
    }

    /** Whoever is signed in, unless that is just what cannot be told. */
    private Residents.@Nullable Resident resident(HttpServletRequest request) {
        try {
            return residents.current(request).orElse(null);
        } catch (RuntimeException _) {
            return null;
        }
    }
}
