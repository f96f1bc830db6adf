package city.haihe.app.record.internal;

import city.haihe.app.platform.SmartScope.Permission;
import city.haihe.fhir.DateRange;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which part of everything was asked for.
 *
 * @param from the first millisecond of care
 * @param until the first millisecond after it
 * @param since only what was written at or after this time, in milliseconds since 1970
 * @param types only these types, or all where it is empty
 * @param count how many resources a page holds
 * @param used the parameters as they were understood
 */
record EverythingFilter(
        long from, long until, long since, Set<String> types, int count, List<QueryString.Parameter> used) {

    /** What most patients have fits one page, and what a page holds is held in memory, compressed, while it is sent. */
    static final int MAX_COUNT = 5_000;

    static final String START = "start";
    static final String END = "end";
    static final String SINCE = "_since";
    static final String TYPE = "_type";
    static final String COUNT = "_count";

    static final List<String> NAMES = List.of(START, END, SINCE, TYPE, COUNT, SearchParser.PAGE);

    static EverythingFilter parse(QueryString query, Visibility visibility, ResourceTables tables) {
        long from = DateRange.START_OF_TIME;
        long until = DateRange.END_OF_TIME;
        long since = 0;
        int count = MAX_COUNT;
        Set<String> types = new LinkedHashSet<>();
        List<QueryString.Parameter> used = new ArrayList<>();
        for (QueryString.Parameter parameter : query.parameters()) {
            String value = parameter.value();
            switch (parameter.name()) {
                case START -> from = date(START, value).low();
                case END -> until = date(END, value).high();
                case SINCE -> since = date(SINCE, value).low();
                case COUNT -> count = Math.max(1, ResultParameters.count(value, MAX_COUNT));
                case TYPE -> types(value, visibility, tables, types);
                default ->
                    throw RecordErrors.unsupportedParameter(parameter.name(), "one of " + String.join(", ", NAMES));
            }
            used.add(
                    parameter.name().equals(COUNT)
                            ? new QueryString.Parameter(COUNT, Integer.toString(count))
                            : parameter);
        }
        return new EverythingFilter(from, until, since, types, count, used);
    }

    private static DateRange date(String name, String value) {
        return DateRange.parse(value)
                .orElseThrow(() -> RecordErrors.parameter(name, value, "a date or an instant, such as 2026-01-31"));
    }

    private static void types(String value, Visibility visibility, ResourceTables tables, Set<String> types) {
        for (String type : value.split(",")) {
            if (!tables.has(type)) {
                throw RecordErrors.parameter(TYPE, value, "resource types, separated by commas");
            }
            if (!visibility.reaches(type)) {
                visibility.require(type, Permission.READ);
            }
            types.add(type);
        }
    }

    /** Whether resources of the type were asked for. */
    boolean wants(String type) {
        return types.isEmpty() || types.contains(type);
    }

    /** The same part of care, of all types and times of writing. */
    EverythingFilter ofCare() {
        return new EverythingFilter(from, until, 0, Set.of(), MAX_COUNT, List.of());
    }

    /** Whether that is the same. */
    boolean isOfCare() {
        return since == 0 && types.isEmpty();
    }

    /** Whether care is bounded in time. */
    boolean dated() {
        return from != DateRange.START_OF_TIME || until != DateRange.END_OF_TIME;
    }

    /** The column that the bounds are compared with, or null where nothing of the table is bounded. */
    TypeTable.@Nullable RangeColumn careDate(TypeTable table) {
        return dated() ? CareDates.of(table) : null;
    }

    /** The parameters as a query string. */
    String query() {
        return String.join(
                "&", used.stream().map(QueryString.Parameter::encoded).toList());
    }
}
