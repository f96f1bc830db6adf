package city.haihe.app.identity.internal;

import city.haihe.app.identity.SignedIn;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.util.HtmlUtils;

/** Identity's own pages: small templates with no script. Every value that goes into one is escaped. */
@Controller
class Pages {

    private static final Pattern PLACE = Pattern.compile("\\{\\{([a-z-]+)}}");

    private final String frame = resource("frame.html");
    private final String signIn = resource("sign-in.html");
    private final String consent = resource("consent.html");
    private final byte[] style = resource("pages.css").getBytes(StandardCharsets.UTF_8);

    @GetMapping("/identity/pages.css")
    void style(HttpServletResponse response) throws IOException {
        response.setContentType("text/css;charset=UTF-8");
        response.setHeader("Cache-Control", "public, max-age=3600");
        response.getOutputStream().write(style);
    }

    /** The sign-in form with what went wrong: nothing, {@code empty}, {@code wrong} or {@code wait}. */
    void signIn(
            HttpServletRequest request,
            HttpServletResponse response,
            int status,
            String next,
            String username,
            String problem,
            Duration pause)
            throws IOException {
        Words words = Words.of(request);
        String message = problem.isEmpty()
                ? ""
                : "<p class=\"notice\" role=\"alert\" id=\"problem\">"
                        + words.problem(problem, pause.toSeconds() + 1)
                        + "</p>";
        Map<String, String> values = new TreeMap<>(Map.of(
                "next", HtmlUtils.htmlEscape(next),
                "username", HtmlUtils.htmlEscape(username),
                "problem", message,
                "described", problem.isEmpty() ? "" : "aria-describedby=\"problem\" aria-invalid=\"true\"",
                "action", words.path("/sign-in")));
        String other = words.other().path("/sign-in") + "?next=" + URLEncoder.encode(next, StandardCharsets.UTF_8);
        // The form's answer may lead on to an app's own address, which form-action would forbid.
        boolean toApp = next.startsWith("/oauth2/");
        write(request, response, status, words, "sign-in", signIn, values, other, toApp ? "" : "; form-action 'self'");
    }

    /** Who asks, for what, for whose data, until when; and two equal buttons. */
    void consent(
            HttpServletRequest request,
            HttpServletResponse response,
            SignedIn person,
            RegisteredClient client,
            List<String> scopes,
            String state)
            throws IOException {
        Words words = Words.of(request);
        StringBuilder fields = new StringBuilder();
        for (String scope : scopes) {
            if (!scope.equals("openid")) {
                fields.append("<input type=\"hidden\" name=\"scope\" value=\"")
                        .append(HtmlUtils.htmlEscape(scope))
                        .append("\">");
            }
        }
        Map<String, String> values = new TreeMap<>(Map.of(
                "client", HtmlUtils.htmlEscape(client.getClientName()),
                "client-id", HtmlUtils.htmlEscape(client.getClientId()),
                "state", HtmlUtils.htmlEscape(state),
                "token", person.formToken(),
                "person", HtmlUtils.htmlEscape(person.displayName()),
                "scopes", fields.toString(),
                "what", sentences(words.scopes(scopes)),
                "until", words.text(scopes.contains("offline_access") ? "consent.offline" : "consent.online")));
        String query = String.valueOf(request.getQueryString());
        write(
                request,
                response,
                200,
                words,
                "consent",
                consent,
                values,
                words.other().path("/consent") + "?" + query,
                "");
    }

    /** A restriction is an app's own text. */
    private static String sentences(List<String> sentences) {
        return sentences.stream().map(HtmlUtils::htmlEscape).collect(Collectors.joining("<br>"));
    }

    private void write(
            HttpServletRequest request,
            HttpServletResponse response,
            int status,
            Words words,
            String page,
            String template,
            Map<String, String> values,
            String other,
            String formPolicy)
            throws IOException {
        Map<String, String> all = new TreeMap<>(words.of(page));
        all.putAll(values);
        all.put("content", fill(template, all));
        all.put("other", HtmlUtils.htmlEscape(other));
        all.put("lang", words.language());
        all.put("elder", isElder(request) ? "elder" : "");
        byte[] bytes = fill(frame, all).getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setContentType("text/html;charset=UTF-8");
        response.setHeader("Cache-Control", "no-store");
        response.setHeader(
                "Content-Security-Policy",
                "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'" + formPolicy);
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }

    private static boolean isElder(HttpServletRequest request) {
        Cookie[] cookies = request.getCookies();
        if (cookies == null) {
            return false;
        }
        for (Cookie cookie : cookies) {
            if (cookie.getName().equals("elder") && cookie.getValue().equals("1")) {
                return true;
            }
        }
        return false;
    }

    private static String fill(String template, Map<String, String> values) {
        return PLACE.matcher(template)
                .replaceAll(place -> Matcher.quoteReplacement(values.getOrDefault(place.group(1), "")));
    }

    private static String resource(String name) {
        try (InputStream stream = Pages.class.getResourceAsStream("/identity/" + name)) {
            if (stream == null) {
                throw new IllegalStateException("/identity/" + name + " is missing from the program");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
