package city.haihe.app.portal.internal;

import city.haihe.app.platform.ChangeFeed;
import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.HaiheException;
import city.haihe.app.portal.internal.Page.Hospital;
import city.haihe.app.portal.internal.Residents.Resident;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;

/** The pages, Chinese and English. */
@Controller
class PageController {

    /** FHIR R4 2.24.0.1, id. */
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9\\-.]{1,64}");
    /** Longer words find nothing. */
    private static final int MAX_WORDS = 100;

    private static final int HOSPITALS_A_PAGE = 20;

    private final PageResponder responder;
    private final Residents residents;
    private final ResidentPages pages;
    private final HospitalDirectory directory;
    private final ChangeFeed feed;

    PageController(
            PageResponder responder,
            Residents residents,
            ResidentPages pages,
            HospitalDirectory directory,
            ChangeFeed feed) {
        this.responder = responder;
        this.residents = residents;
        this.pages = pages;
        this.directory = directory;
        this.feed = feed;
    }

    @GetMapping({"/", "/en", "/en/"})
    ResponseEntity<byte[]> landing(HttpServletRequest request) {
        HospitalDirectory.Listing listing = directory.listing(language(request));
        Page page = new Page.Landing(
                listing.districts(), listing.departments(), listing.hospitals().size());
        return responder.open(request, residents.current(request).orElse(null), page);
    }

    @GetMapping({"/hospitals", "/en/hospitals"})
    ResponseEntity<byte[]> hospitals(
            @RequestParam(name = "q", defaultValue = "") String q,
            @RequestParam(name = "district", defaultValue = "") String district,
            @RequestParam(name = "department", defaultValue = "") String department,
            @RequestParam(name = "after", defaultValue = "0") String after,
            HttpServletRequest request) {
        HospitalDirectory.Listing listing = directory.listing(language(request));
        String words = shortened(q);
        List<Hospital> found = listing.find(words, shortened(district), shortened(department));
        int from = after.matches("\\d{1,6}") ? Math.min(Integer.parseInt(after), found.size()) : 0;
        int to = Math.min(from + HOSPITALS_A_PAGE, found.size());
        String next = to < found.size()
                ? "?q=" + RecordPages.encoded(words) + "&district=" + RecordPages.encoded(shortened(district))
                        + "&department=" + RecordPages.encoded(shortened(department)) + "&after=" + to
                : null;
        Page page = new Page.Hospitals(
                words,
                shortened(district),
                shortened(department),
                listing.districts(),
                listing.departments(),
                found.subList(from, to),
                found.size(),
                next);
        return responder.open(request, residents.current(request).orElse(null), page);
    }

    @GetMapping({"/me", "/en/me"})
    ResponseEntity<byte[]> home(HttpServletRequest request) {
        return own(request, (resident, language) -> Optional.of(pages.home(resident.patient(), language)));
    }

    @GetMapping({"/me/appointments", "/en/me/appointments"})
    ResponseEntity<byte[]> appointments(HttpServletRequest request) {
        return own(request, (resident, language) -> Optional.of(pages.appointments(resident.patient(), language)));
    }

    @GetMapping({"/me/results", "/en/me/results"})
    ResponseEntity<byte[]> results(
            @RequestParam(name = "before", required = false) @Nullable String before, HttpServletRequest request) {
        return own(request, (resident, language) -> results(resident, language, before));
    }

    /** A paging token that is not ours is an address that does not exist. */
    private Optional<Page.Results> results(Resident resident, Language language, @Nullable String before) {
        try {
            return Optional.of(pages.results(resident.patient(), language, before));
        } catch (HaiheException problem) {
            if (before != null && problem.code() == ErrorCode.INVALID_PARAMETER) {
                return Optional.empty();
            }
            throw problem;
        }
    }

    @GetMapping({"/me/results/{id}", "/en/me/results/{id}"})
    ResponseEntity<byte[]> result(@PathVariable("id") String id, HttpServletRequest request) {
        return own(
                request,
                (resident, language) ->
                        ID.matcher(id).matches() ? pages.result(resident.patient(), language, id) : Optional.empty());
    }

    @GetMapping({"/me/account", "/en/me/account"})
    ResponseEntity<byte[]> account(HttpServletRequest request) {
        return own(request, (resident, _) -> Optional.of(pages.account(resident.patient())));
    }

    private ResponseEntity<byte[]> own(
            HttpServletRequest request, BiFunction<Resident, Language, Optional<? extends Page>> read) {
        Optional<Resident> resident = residents.current(request);
        if (resident.isEmpty()) {
            return residents
                    .visitor(request)
                    .map(visitor -> responder.withoutRecord(request, visitor.token()))
                    .orElseGet(() -> signIn(request));
        }
        // Before the data: what is written meanwhile is told again rather than missed.
        long position = feed.head();
        Optional<? extends Page> page = read.apply(resident.get(), language(request));
        if (page.isEmpty()) {
            Page missing = new Page.Failure(ErrorCode.NOT_FOUND.httpStatus(), ErrorCode.NOT_FOUND.code(), null);
            return responder.open(request, resident.get(), missing);
        }
        return responder.own(request, resident.get(), page.get(), position);
    }

    private static ResponseEntity<byte[]> signIn(HttpServletRequest request) {
        String query = request.getQueryString();
        String wanted = request.getRequestURI() + (query == null ? "" : "?" + query);
        String signIn = language(request).localized("/sign-in");
        return ResponseEntity.status(HttpStatus.SEE_OTHER)
                .location(URI.create(signIn + "?next=" + RecordPages.encoded(wanted)))
                .cacheControl(CacheControl.noStore())
                .build();
    }

    private static Language language(HttpServletRequest request) {
        return Language.of(request.getRequestURI());
    }

    private static String shortened(String words) {
        String stripped = words.strip();
        return stripped.length() <= MAX_WORDS ? stripped : stripped.substring(0, MAX_WORDS);
    }
}
