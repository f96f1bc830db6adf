package city.haihe.app.record.internal;

import city.haihe.app.platform.Caller;
import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.HaiheException;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.terminology.CodeSystem;
import city.haihe.fhir.terminology.CoreTerminology;
import city.haihe.fhir.terminology.ListedCodeSystem;
import city.haihe.fhir.terminology.TerminologyException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of code systems, value sets and concept maps: those of FHIR itself, those that were uploaded and those that are
 * stored as resources. A stored one stands before the others of its address, so that a city can correct what comes with FHIR.
 */
final class Terminology {

    /**
     * Bytes of stored definitions, as JSON, that are kept parsed; parsed they take some ten times as much. What is larger than
     * this is parsed for each question, and is better uploaded.
     */
    private static final long KEPT_BYTES = 8L * 1024 * 1024;

    private static final long KEPT_COUNTS = 2_000;

    /** Concepts of R4's own code systems that are kept parsed; there are 20,000 in all. */
    private static final long KEPT_CORE_CONCEPTS = 10_000;

    private static final Caller CITY = Caller.system("Client/haihe", "haihe", "0".repeat(32));

    private final ResourceTables tables;
    private final ResourceStore store;
    private final SearchParser parser;
    private final Visibility city;
    private final BoundedCache<Definition.Key, Definition> definitions =
            new BoundedCache<>(KEPT_BYTES, Definition::sizeBytes);
    private final BoundedCache<UploadedCodeSystem.Counted, Long> counts = new BoundedCache<>(KEPT_COUNTS, count -> 1);
    private final BoundedCache<String, CodeSystem> core =
            new BoundedCache<>(KEPT_CORE_CONCEPTS, system -> system.header().concepts());

    /** Finds stored definitions by searches that ask nothing of terminology themselves. */
    Terminology(ResourceTables tables, ResourceStore store, SearchParser parser) {
        this.tables = tables;
        this.store = store;
        this.parser = parser;
        this.city = new Visibility(CITY, new Restrictions(parser, tables));
    }

    /** A question about terminology. */
    @FunctionalInterface
    interface Question<T> {
        T answer(KnownTerminology known) throws SQLException;
    }

    /** Answers a question by what the caller may see; what it may not see is unknown. */
    <T> T ask(Connection connection, Visibility visibility, Question<T> question) throws SQLException {
        try {
            return question.answer(new KnownTerminology(this, connection, visibility));
        } catch (SqlFailure failed) {
            throw failed.failure();
        } catch (TerminologyException unanswered) {
            throw translate(unanswered);
        }
    }

    private static HaiheException translate(TerminologyException unanswered) {
        ErrorCode code = switch (unanswered.kind()) {
            case UNKNOWN -> ErrorCode.UNKNOWN_TERMINOLOGY;
            case INVALID -> ErrorCode.INVALID_VALUE;
            case UNSUPPORTED -> ErrorCode.UNSUPPORTED_PARAMETER;
            case TOO_COSTLY -> ErrorCode.TOO_COSTLY;
        };
        return new HaiheException(code, String.valueOf(unanswered.getMessage()));
    }

    /** What the city itself sees: everything. */
    Visibility city() {
        return city;
    }

    /** What a search by an address comes to. */
    List<Condition> byAddress(String type, String parameter, String address) {
        String escaped = address.replace("\\", "\\\\")
                .replace(",", "\\,")
                .replace("|", "\\|")
                .replace("$", "\\$");
        QueryString query = new QueryString(List.of(new QueryString.Parameter(parameter, escaped)));
        return parser.parse(type, query, true, city).conditions();
    }

    ResourceTables tables() {
        return tables;
    }

    ResourceStore store() {
        return store;
    }

    BoundedCache<Definition.Key, Definition> definitions() {
        return definitions;
    }

    BoundedCache<UploadedCodeSystem.Counted, Long> counts() {
        return counts;
    }

    /** A code system of R4, or null. */
    @Nullable
    CodeSystem core(String url, String version) {
        CodeSystem known = core.get(url);
        if (known == null) {
            FhirObject resource = CoreTerminology.r4().codeSystem(url, "").orElse(null);
            if (resource == null || "supplement".equals(resource.string("content"))) {
                return null;
            }
            known = ListedCodeSystem.of(resource);
            core.put(url, known);
        }
        return version.isEmpty() || known.header().version().equals(version) ? known : null;
    }
}
