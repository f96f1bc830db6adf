package city.haihe.app.record.internal;

import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.HaiheException;
import city.haihe.app.platform.SmartScope.Permission;
import city.haihe.app.record.StoredResource;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Finds what a conditional create or a conditional reference names (FHIR R4 3.1.0.8, 3.1.0.11.2). */
final class Conditional {

    /** A longer claim is kept as its digest, since PostgreSQL's index takes entries of at most 2.7 KB. */
    private static final int LONGEST_PLAIN_KEY = 500;

    private final RecordEngine engine;

    Conditional(RecordEngine engine) {
        this.engine = engine;
    }

    /** What a conditional create looks for. */
    SearchPlan plan(Visibility visibility, String type, String criteria) {
        visibility.require(type, Permission.SEARCH);
        String query = criteria.startsWith("?") ? criteria.substring(1) : criteria;
        SearchPlan plan = engine.parser().parse(type, QueryString.parse(query), true, visibility);
        if (plan.conditions().isEmpty()) {
            throw new HaiheException(
                    ErrorCode.INVALID_REQUEST, "criteria: none (expected: a search such as identifier=system|value)");
        }
        return SearchPlan.of(type, plan.conditions(), 1);
    }

    /** The key that all who create under the same criteria claim. */
    static String key(String type, String criteria) {
        List<String> sorted =
                QueryString.parse(criteria.startsWith("?") ? criteria.substring(1) : criteria).parameters().stream()
                        .map(parameter -> parameter.name() + "=" + parameter.value())
                        .sorted()
                        .toList();
        String key = type + "?" + String.join("&", sorted);
        if (key.length() <= LONGEST_PLAIN_KEY) {
            return key;
        }
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            return type + "?" + HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256", e);
        }
    }

    /** The one match, or empty where there is none. */
    Optional<StoredResource> match(WriteSession session, Visibility visibility, SearchPlan plan) throws SQLException {
        List<StoredRow> rows = engine.search().first(session.connection(), visibility, plan);
        if (rows.size() > 1) {
            throw new HaiheException(
                    ErrorCode.MULTIPLE_MATCHES, plan.type() + ": several match the criteria (expected: at most one)");
        }
        return rows.stream().findFirst().map(StoredRow::resource);
    }

    /** The one match; where there is none the criteria are claimed, so that whoever else finds none waits for us. */
    Optional<StoredResource> matchOrClaim(WriteSession session, Visibility visibility, String type, String criteria)
            throws SQLException {
        SearchPlan plan = plan(visibility, type, criteria);
        Optional<StoredResource> found = match(session, visibility, plan);
        if (found.isPresent()) {
            return found;
        }
        session.claim(key(type, criteria));
        return match(session, visibility, plan);
    }
}
