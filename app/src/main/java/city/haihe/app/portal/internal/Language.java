package city.haihe.app.portal.internal;

import com.fasterxml.jackson.annotation.JsonValue;

/** The languages of the pages: Chinese at {@code /}, English at {@code /en/…}, under the same paths. */
enum Language {
    CHINESE("zh-CN", ""),
    ENGLISH("en", "/en");

    private final String tag;
    private final String prefix;

    Language(String tag, String prefix) {
        this.tag = tag;
        this.prefix = prefix;
    }

    /** The language of a request's path. */
    static Language of(String path) {
        return path.equals("/en") || path.startsWith("/en/") ? ENGLISH : CHINESE;
    }

    /** The BCP 47 tag. */
    @JsonValue
    String tag() {
        return tag;
    }

    /** The address of a path in this language. */
    String localized(String path) {
        return this == ENGLISH && path.equals("/") ? "/en/" : prefix + path;
    }

    /** The path without this language's prefix. */
    String unlocalized(String path) {
        String rest = path.substring(prefix.length());
        return rest.isEmpty() ? "/" : rest;
    }
}
