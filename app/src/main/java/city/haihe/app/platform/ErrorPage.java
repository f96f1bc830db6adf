package city.haihe.app.platform;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Shows people an error as a page. The portal implements it; a process without one answers people as it answers programs. */
public interface ErrorPage {

    /** Answers the error with a page, or answers false and leaves the response as it was. */
    boolean show(HttpServletRequest request, HttpServletResponse response, HaiheException error, String trace)
            throws IOException;
}
