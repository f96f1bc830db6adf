package city.haihe.app.record.internal;

import java.util.List;

/** Writes conditions that ask the tables of wordings and of prose. */
final class ProseSql {

    private final SqlText sql;
    private final String alias;

    ProseSql(SqlText sql, String alias) {
        this.sql = sql;
        this.alias = alias;
    }

    /** A term is the text's hash XOR the parameter's, so the texts that are found say which terms to look for. */
    void write(Condition.Worded worded) {
        sql.add(alias).add(".terms && ARRAY(SELECT w.hash # ").mark(worded.parameter());
        sql.add("::bigint FROM record.wording w WHERE ");
        for (int index = 0; index < worded.beginnings().size(); index++) {
            sql.add(index == 0 ? "" : " OR ")
                    .add("w.text ^@ ")
                    .mark(worded.beginnings().get(index));
        }
        sql.add(")");
    }

    /** Every word is found through indexes wherever it may stand, and the ids of what has it are put together. */
    void write(TypeTable table, Condition.Written written) {
        sql.add("(");
        for (int index = 0; index < written.words().size(); index++) {
            Prose.Word word = written.words().get(index);
            sql.add(index == 0 ? "" : " AND ").add(alias).add(".id IN (");
            writeProse(table, word.terms(), word, "narrative");
            if (written.content()) {
                sql.add(" UNION ALL ");
                writeProse(table, word.terms().stream().map(Prose::inNotes).toList(), word, "notes");
                writeWordings(table, word, written.parameters());
                writeStrings(table, word);
            }
            sql.add(")");
        }
        sql.add(")");
    }

    private void writeProse(TypeTable table, List<Long> terms, Prose.Word word, String column) {
        sql.add("SELECT p.id FROM record.prose p JOIN ").add(table.name()).add(" x ON x.id=p.id WHERE p.type=");
        sql.mark(table.type()).add(" AND p.terms @> ").mark(longs(terms));
        sql.add(" AND x.present @> ARRAY[")
                .mark(TermHash.presence(Prose.PARAMETER))
                .add("::int]");
        if (word.recheck()) {
            sql.add(" AND strpos(p.").add(column).add(",").mark(word.text()).add(")>0");
        }
    }

    private void writeWordings(TypeTable table, Prose.Word word, List<Long> parameters) {
        sql.add(" UNION ALL SELECT x.id FROM ").add(table.name());
        sql.add(" x WHERE x.terms && ARRAY(SELECT w.hash # h FROM record.wording w,unnest(");
        sql.mark(longs(parameters)).add("::bigint[]) h WHERE w.terms @> ").mark(longs(word.terms()));
        if (word.recheck()) {
            sql.add(" AND strpos(w.text,").mark(word.text()).add(")>0");
        }
        sql.add(")");
    }

    private void writeStrings(TypeTable table, Prose.Word word) {
        TermSet grams = new TermSet();
        Grams.runs(word.text(), grams);
        long[] runs = grams.toArray();
        if (runs.length == 0) {
            // One or two letters leave no run; they are no word that anybody looks for in a name.
            return;
        }
        sql.add(" UNION ALL SELECT x.id FROM ").add(table.name());
        sql.add(" x WHERE x.terms @> ").mark(runs);
        sql.add(" AND EXISTS (SELECT FROM unnest(x.strings) s WHERE ");
        if (word.chinese()) {
            sql.add("strpos(s,").mark(word.text()).add(")>0)");
        } else {
            sql.add("s ~ ").mark("\\m" + word.text() + "\\M").add(")");
        }
    }

    private static long[] longs(List<Long> values) {
        return values.stream().mapToLong(Long::longValue).toArray();
    }
}
