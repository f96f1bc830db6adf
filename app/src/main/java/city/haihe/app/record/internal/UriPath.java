package city.haihe.app.record.internal;

import java.util.function.Consumer;

/** The addresses that an address stands below (FHIR R4 3.1.1.4.12). */
final class UriPath {

    /** Deeper addresses are found by their upper part only. */
    private static final int MAX_DEPTH = 20;

    private UriPath() {}

    /** Gives the address and all above it, without the slashes they end with. Addresses of the scheme {@code urn} have none above. */
    static void above(String uri, Consumer<String> paths) {
        String whole = trimmed(uri);
        paths.accept(whole);
        int authority = whole.indexOf("://");
        if (authority < 0) {
            return;
        }
        int depth = 0;
        for (int slash = whole.lastIndexOf('/');
                slash > authority + 2 && depth < MAX_DEPTH;
                slash = whole.lastIndexOf('/', slash - 1)) {
            paths.accept(whole.substring(0, slash));
            depth++;
        }
    }

    /** The address without slashes at its end. */
    static String trimmed(String uri) {
        int end = uri.length();
        while (end > 0 && uri.charAt(end - 1) == '/') {
            end--;
        }
        return uri.substring(0, end);
    }
}
