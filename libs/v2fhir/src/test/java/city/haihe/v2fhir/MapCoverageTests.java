package city.haihe.v2fhir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Every row of the official segment maps that has a target is a rule, or says in the file why it is none. */
class MapCoverageTests {

    private static final Path MAPS = Corpus.folder("ig-maps");
    private static final Pattern NAME = Pattern.compile(".*R4_ (.*?) - .*\\.csv");
    private static final Pattern TABLE = Pattern.compile(".*Map_ (.*?) - .*\\.csv");
    private static final Pattern FIELD = Pattern.compile("[A-Z][A-Z0-9]{2}-\\d+");

    /** The columns of a row: which field, and the element it goes to. */
    private static final int FIELD_COLUMN = 1;

    private static final int TARGET_COLUMN = 9;

    private final Mapping mapping = MappingFiles.read();

    @Test
    void takesEveryFieldThatHasATarget() throws IOException {
        assumeTrue(Files.isDirectory(MAPS));
        Set<String> named = new HashSet<>();
        mapping.segments().values().forEach(map -> map.rules().forEach(rule -> addSources(rule, named)));
        mapping.types().values().forEach(map -> map.rules().forEach(rule -> addSources(rule, named)));
        Set<String> missing = new TreeSet<>();
        for (Path file : Corpus.files(MAPS.resolve("segments"), ".csv")) {
            for (List<String> row : rows(file)) {
                String field = row.size() > FIELD_COLUMN ? row.get(FIELD_COLUMN).strip() : "";
                boolean hasTarget = row.size() > TARGET_COLUMN
                        && !row.get(TARGET_COLUMN).isBlank()
                        && FIELD.matcher(field).matches();
                if (hasTarget && !named.contains(field)) {
                    missing.add(name(NAME, file) + ' ' + field);
                }
            }
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void listsEveryDataTypeAndCodeTable() throws IOException {
        assumeTrue(Files.isDirectory(MAPS));
        Path docs = Path.of("..", "..", "docs", "hl7v2");
        String types = Files.readString(docs.resolve("data-types.md"));
        for (Path file : Corpus.files(MAPS.resolve("datatypes"), ".csv")) {
            assertThat(types).contains("| " + name(NAME, file).replace("|", "\\|") + " |");
        }
        String tables = Files.readString(docs.resolve("code-tables.md"));
        for (Path file : Corpus.files(MAPS.resolve("codesystems"), "Sheet1.csv")) {
            assertThat(tables).contains("| " + name(TABLE, file) + " |");
        }
    }

    private static void addSources(MappingRule rule, Set<String> named) {
        addSource(rule.source(), named);
        // A field that is an argument, such as a quantity's unit, is read as well.
        Matcher argument = FIELD.matcher(rule.argument());
        while (argument.find()) {
            named.add(argument.group());
        }
        rule.conditions().forEach(condition -> condition.sources().forEach(source -> addSource(source, named)));
        rule.children().forEach(child -> addSources(child, named));
    }

    private static void addSource(RuleSource source, Set<String> named) {
        if (source instanceof RuleSource.Field field) {
            named.add(field.segment() + '-' + field.field());
        }
    }

    private static String name(Pattern pattern, Path file) {
        Matcher matcher = pattern.matcher(file.getFileName().toString());
        assertThat(matcher.matches()).as(file.toString()).isTrue();
        return matcher.group(1);
    }

    /** The rows of a CSV file (RFC 4180). */
    private static List<List<String>> rows(Path file) {
        String text;
        try {
            text = Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<List<String>> rows = new ArrayList<>();
        List<String> row = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        for (int index = 0; index < text.length(); index++) {
            char c = text.charAt(index);
            if (c == '"') {
                quoted = !quoted;
            } else if (quoted || c != ',' && c != '\n') {
                cell.append(c);
            } else {
                row.add(cell.toString());
                cell.setLength(0);
                if (c == '\n') {
                    rows.add(row);
                    row = new ArrayList<>();
                }
            }
        }
        row.add(cell.toString());
        rows.add(row);
        return rows;
    }
}
