package city.haihe.app.record.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Compares the columns of a row with what its resource asks for. The problems name columns and never values. */
final class IndexAgreement {

    private static final String[] NONE = {};

    private final TypeTable table;
    private final List<String> problems = new ArrayList<>();

    private IndexAgreement(TypeTable table) {
        this.table = table;
    }

    /** What is wrong with the row of a resource that is there. */
    static List<String> problems(TypeTable table, StoredIndex stored, IndexedResource expected) {
        IndexAgreement agreement = new IndexAgreement(table);
        agreement.scalar("self", stored.self(), expected.self());
        agreement.scalar("shard", stored.shard(), expected.shard());
        agreement.scalar("organisation", stored.organisation(), expected.organisation());
        agreement.list("patients", stored.patients(), expected.patients());
        agreement.list("labels", stored.labels(), expected.labels());
        agreement.list("present", boxed(stored.present()), boxed(expected.present()));
        agreement.list("terms", boxed(stored.terms()), boxed(expected.terms()));
        agreement.list("strings", stored.strings(), expected.strings());
        agreement.list("ranges", boxed(stored.ranges()), boxed(expected.ranges()));
        agreement.bounds(stored, expected.lows(), expected.highs());
        return agreement.problems;
    }

    /** What is wrong with the row of a deletion: it is found by nothing, and belongs to whom it belonged before. */
    static List<String> problemsOfDeletion(TypeTable table, String id, StoredIndex stored) {
        IndexAgreement agreement = new IndexAgreement(table);
        long self = TermHash.self(table.type(), id);
        agreement.scalar("self", stored.self(), self);
        String[] patients = stored.patients();
        long shardBy = patients.length == 0 ? self : TermHash.self("Patient", patients[0]);
        agreement.scalar("shard", stored.shard(), ResourceIndexer.shard(shardBy));
        agreement.list("present", boxed(stored.present()), new Integer[0]);
        agreement.list("terms", boxed(stored.terms()), new Long[0]);
        agreement.list("strings", stored.strings(), NONE);
        agreement.list("ranges", boxed(stored.ranges()), new Long[0]);
        int ranges = table.ranges().size();
        agreement.bounds(stored, new Long[ranges], new Long[ranges]);
        return agreement.problems;
    }

    private void bounds(StoredIndex stored, @Nullable Long[] lows, @Nullable Long[] highs) {
        for (int range = 0; range < table.ranges().size(); range++) {
            scalar(table.ranges().get(range).low(), stored.lows()[range], lows[range]);
            scalar(table.ranges().get(range).high(), stored.highs()[range], highs[range]);
        }
    }

    private void scalar(String column, @Nullable Object stored, @Nullable Object expected) {
        if (!Objects.equals(stored, expected)) {
            problems.add(column + ": " + (stored == null ? "none" : expected == null ? "too much" : "another value"));
        }
    }

    private void list(String column, Object[] stored, Object[] expected) {
        if (Arrays.equals(stored, expected)) {
            return;
        }
        Map<Object, Integer> counts = new HashMap<>();
        for (Object value : expected) {
            counts.merge(value, 1, Integer::sum);
        }
        for (Object value : stored) {
            counts.merge(value, -1, Integer::sum);
        }
        int missing =
                counts.values().stream().mapToInt(count -> Math.max(0, count)).sum();
        int surplus =
                counts.values().stream().mapToInt(count -> Math.max(0, -count)).sum();
        if (missing + surplus == 0) {
            problems.add(column + ": in another order");
        } else {
            problems.add(column + ": " + missing + " missing, " + surplus + " too many");
        }
    }

    private static Integer[] boxed(int[] values) {
        return Arrays.stream(values).boxed().toArray(Integer[]::new);
    }

    private static Long[] boxed(long[] values) {
        return Arrays.stream(values).boxed().toArray(Long[]::new);
    }
}
