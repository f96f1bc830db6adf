package city.haihe.app.record.internal;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;

/**
 * What a conditional interaction looks for (FHIR R4 3.1.0.4.3, 3.1.0.7.1, 3.1.0.8.1).
 *
 * @param key what all who create under the same criteria claim
 * @param plan the search
 */
record Criteria(String key, SearchPlan plan) {

    /** A longer claim is kept as its digest, since PostgreSQL's index takes entries of at most 2.7 KB. */
    private static final int LONGEST_PLAIN_KEY = 500;

    String type() {
        return plan.type();
    }

    /** The key in the table of identities, where an identifier with its system is all that is asked for. */
    OptionalLong identity() {
        return plan.conditions().size() == 1
                        && plan.conditions().getFirst() instanceof Condition.AnyIdentifier(List<Long> terms)
                        && terms.size() == 1
                ? OptionalLong.of(TermHash.identity(plan.type(), terms.getFirst()))
                : OptionalLong.empty();
    }

    /** The same search for one resource more: whether that one still matches. */
    SearchPlan of(String id) {
        List<Condition> conditions = new ArrayList<>(plan.conditions());
        conditions.add(new Condition.AnyId(List.of(id)));
        return SearchPlan.of(plan.type(), conditions, 1);
    }

    /** The search for up to so many matches. */
    SearchPlan upTo(int count) {
        return SearchPlan.of(plan.type(), plan.conditions(), count);
    }

    /** The same parameters in any order have one key. */
    static String key(String type, QueryString query) {
        List<String> sorted = query.parameters().stream()
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
}
