package city.haihe.app.record.internal;

import city.haihe.fhir.FhirArray;
import city.haihe.fhir.FhirJson;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.terminology.BoundedRegex;
import city.haihe.fhir.terminology.Concept;
import city.haihe.fhir.terminology.ConceptText;
import city.haihe.fhir.terminology.Selection;
import city.haihe.fhir.terminology.TerminologyException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Writes what is selected of an uploaded code system as SQL over its table. Values are always parameters, never text. */
final class SelectionSql {

    private final UploadedCodeSystem system;

    SelectionSql(UploadedCodeSystem system) {
        this.system = system;
    }

    /** Positions without a gap, both ends within; none where the last is before the first. */
    record Run(int first, int last) {

        long size() {
            return Math.max(0, (long) last - first + 1);
        }

        Run within(Run other) {
            return new Run(Math.max(first, other.first), Math.min(last, other.last));
        }
    }

    /** The run of positions that the selection is, or null where it is none. */
    @Nullable
    Run run(Selection selection) {
        UploadedCodeSystem.Row row = system.row();
        Run all = new Run(0, row.concepts() - 1);
        return switch (selection) {
            case Selection.All _ -> all;
            case Selection.Active _ -> row.inactive() == 0 ? all : null;
            case Selection.Below(String code, boolean self) ->
                row.tree()
                        ? system.find(code)
                                .map(top -> new Run(self ? top.position() : top.position() + 1, top.last()))
                                .orElse(new Run(0, -1))
                        : null;
            case Selection.And(List<Selection> parts) -> {
                Run common = all;
                for (Selection part : parts) {
                    Run run = common == null ? null : run(part);
                    common = run == null || common == null ? null : common.within(run);
                }
                yield common;
            }
            case Selection.Codes _,
                    Selection.Above _,
                    Selection.PropertyIs _,
                    Selection.PropertyMatches _,
                    Selection.PropertyExists _,
                    Selection.Text _,
                    Selection.Or _,
                    Selection.Not _ -> null;
        };
    }

    /** Writes the condition. It is never unknown, so that its opposite is what it does not meet. */
    void write(Selection selection, SqlText sql) {
        switch (selection) {
            case Selection.All _ -> sql.add("true");
            case Selection.Active _ -> sql.add("NOT inactive");
            case Selection.Codes(Set<String> codes) -> writeKeys(codes, sql);
            case Selection.Below(String code, boolean self) -> writeBelow(code, self, sql);
            case Selection.Above(String code) ->
                sql.add("position=ANY(")
                        .mark(system.find(code).map(system::above).orElse(new int[0]))
                        .add(")");
            case Selection.PropertyIs(String property, Set<String> values) -> writeProperty(property, values, sql);
            case Selection.PropertyMatches(String property, BoundedRegex regex) -> writeRegex(property, regex, sql);
            case Selection.PropertyExists(String property) -> writeExists(property, sql);
            case Selection.Text(List<String> words) -> writeWords(words, sql);
            case Selection.And(List<Selection> all) -> join(" AND ", all, sql, each -> write(each, sql));
            case Selection.Or(List<Selection> any) -> join(" OR ", any, sql, each -> write(each, sql));
            case Selection.Not(Selection other) -> {
                sql.add("NOT (");
                write(other, sql);
                sql.add(")");
            }
        }
    }

    private static <T> void join(String operator, Iterable<T> parts, SqlText sql, Consumer<T> write) {
        sql.add("(");
        boolean first = true;
        for (T part : parts) {
            sql.add(first ? "" : operator);
            write.accept(part);
            first = false;
        }
        sql.add(first ? "true)" : ")");
    }

    private void writeKeys(Set<String> codes, SqlText sql) {
        sql.add("key=ANY(")
                .mark(codes.stream().map(system::key).toArray(String[]::new))
                .add(")");
    }

    private void writeBelow(String code, boolean self, SqlText sql) {
        Optional<Concept> found = system.find(code);
        if (found.isEmpty()) {
            sql.add("false");
            return;
        }
        Concept top = found.get();
        if (system.row().tree()) {
            sql.add("position BETWEEN ").mark(self ? top.position() : top.position() + 1);
            sql.add(" AND ").mark(top.last());
            return;
        }
        sql.add("(ancestors @> ARRAY[").mark(top.position()).add("]");
        if (self) {
            sql.add(" OR position=").mark(top.position());
        }
        sql.add(")");
    }

    private void writeProperty(String property, Set<String> values, SqlText sql) {
        switch (property) {
            case "code", "concept" -> sql.add("code=ANY(").mark(array(values)).add(")");
            case "display" ->
                sql.add("coalesce(display=ANY(").mark(array(values)).add("),false)");
            case "inactive" ->
                sql.add("inactive::text=ANY(").mark(array(values)).add(")");
            case "notSelectable" ->
                sql.add("not_selectable::text=ANY(").mark(array(values)).add(")");
            case "parent" ->
                sql.add("parents && ")
                        .mark(found(values).stream().mapToInt(Concept::position).toArray());
            case "child" ->
                sql.add("position=ANY(")
                        .mark(found(values).stream()
                                .flatMap(child -> system.parents(child).stream())
                                .mapToInt(Concept::position)
                                .toArray())
                        .add(")");
            default -> {
                // A containment for each value is what the index answers.
                join(
                        " OR ",
                        values,
                        sql,
                        value -> sql.add("properties @> ")
                                .mark(FhirJson.write(new FhirObject().put(property, new FhirArray().add(value))))
                                .add("::jsonb"));
            }
        }
    }

    private List<Concept> found(Set<String> codes) {
        return codes.stream().flatMap(code -> system.find(code).stream()).toList();
    }

    private static void writeRegex(String property, BoundedRegex regex, SqlText sql) {
        String pattern = "^(?:" + regex.pattern() + ")$";
        switch (property) {
            case "code", "concept" -> sql.add("code ~ ").mark(pattern);
            case "display" -> sql.add("coalesce(display ~ ").mark(pattern).add(",false)");
            case "parent", "child", "inactive", "notSelectable" ->
                throw new TerminologyException(
                        TerminologyException.Kind.UNSUPPORTED,
                        "filter: regex of " + property + " (expected: of code, display or a property of its own)");
            default ->
                sql.add("EXISTS (SELECT FROM jsonb_array_elements_text(properties->")
                        .mark(property)
                        .add(") v WHERE v ~ ")
                        .mark(pattern)
                        .add(")");
        }
    }

    private static void writeExists(String property, SqlText sql) {
        switch (property) {
            case "code", "concept", "inactive", "notSelectable" -> sql.add("true");
            case "display" -> sql.add("display IS NOT NULL");
            case "parent" -> sql.add("cardinality(parents)>0");
            case "child" -> sql.add("has_children");
            default -> sql.add("jsonb_exists(properties,").mark(property).add(")");
        }
    }

    private static void writeWords(List<String> words, SqlText sql) {
        Set<Long> terms = new LinkedHashSet<>();
        List<String> parts = new ArrayList<>();
        for (String word : words) {
            ConceptText.wordTerms(word, terms::add);
            if (!ConceptText.isStart(word)) {
                parts.add(word);
            }
        }
        sql.add("(true");
        if (!terms.isEmpty()) {
            sql.add(" AND terms @> ")
                    .mark(terms.stream().mapToLong(Long::longValue).toArray());
        }
        for (String part : parts) {
            sql.add(" AND strpos(text,").mark(part).add(")>0");
        }
        sql.add(")");
    }

    private static String[] array(Set<String> values) {
        return values.toArray(String[]::new);
    }
}
