package city.haihe.app.gateway.internal;

import city.haihe.app.gateway.Connection;
import city.haihe.v2fhir.Translator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** The translators that follow connections' overlays, kept once made: to compile a mapping takes as long as many messages. */
@Component
class Translators {

    /** As many hospitals with ways of their own as send at the same time; each holds about a megabyte. */
    private static final int MAX_KEPT = 256;

    private final Translator usual;
    private final Map<String, Translator> kept = new ConcurrentHashMap<>();

    Translators(Translator usual) {
        this.usual = usual;
    }

    /** The connection's translator. */
    Translator of(Connection connection) {
        String overlay = connection.overlay();
        return overlay == null ? usual : with(overlay);
    }

    /**
     * The translator that follows an overlay.
     *
     * @throws IllegalArgumentException where the overlay has a mistake; the message names its line
     */
    Translator with(String overlay) {
        Translator known = kept.get(overlay);
        if (known != null) {
            return known;
        }
        if (kept.size() >= MAX_KEPT) {
            kept.clear();
        }
        Translator made = usual.with(overlay);
        kept.put(overlay, made);
        return made;
    }
}
