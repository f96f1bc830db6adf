package city.haihe.app.record.internal;

import city.haihe.app.platform.Database;
import city.haihe.app.platform.Examination.Part;
import city.haihe.app.platform.Examination.Subject;
import city.haihe.app.platform.StartupFailure;
import city.haihe.fhir.R4;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Compares all that the record keeps beside its resources with the resources: walks every type's table in pages, each in a
 * snapshot of its own, then the tables beside. It writes nothing, holds a page at a time, and may run beside a running city.
 */
public final class DeepCheck {

    private final Database database;
    private final Subject subject;
    private final Consumer<Part> progress;

    private final ResourceTables tables;
    private final ResourceStore store;
    private final ResourceIndexer indexer;
    private final AddedParameters added;
    private final SideTableAgreement beside = new SideTableAgreement();
    private final HistoryAgreement history;
    private final Tally historyTally;

    private final Map<String, Long> rowsByType = new HashMap<>();
    private List<AddedParameter> inForce = List.of();
    private String seen = "";
    private long versions;

    /**
     * Prepares a check.
     *
     * @param progress is told after each page how far its part has come
     * @throws StartupFailure where the tables of this version are not there
     */
    public DeepCheck(Subject subject, Consumer<Part> progress) {
        this.database = subject.database();
        this.subject = subject;
        this.progress = progress;
        SearchParameters parameters = new SearchParameters(R4.definitions());
        this.tables = new ResourceTables(parameters);
        if (!tables.missing(database).isEmpty()) {
            throw new StartupFailure(
                    StartupFailure.Kind.CONFIGURATION,
                    "the record lacks tables of this version (expected: a database that ./haihe up has started on)");
        }
        String address =
                database.read(IndexedBase::of).orElse(subject.settings().publicUrl());
        RecordSettings settings = new RecordSettings(address, subject.settings().record());
        this.store = new ResourceStore(tables, new BodyCodec());
        this.indexer = new ResourceIndexer(parameters, tables, settings);
        this.added = new AddedParameters(database, Clock.systemUTC(), parameters, tables, store);
        this.historyTally = new Tally("history", progress);
        this.history = new HistoryAgreement(store, historyTally);
    }

    /** Looks through everything; answers the parts that have something. */
    public List<Part> run() {
        List<Part> parts = new ArrayList<>();
        for (TypeTable table : tables.all()) {
            Tally tally = new Tally(table.type(), progress);
            walk(table, tally);
            rowsByType.put(table.type(), tally.part().rows());
            addTo(parts, tally);
        }
        StrayRows stray = new StrayRows(database, tables, tablesByRows());
        stray.history(historyTally);
        addTo(parts, historyTally);
        Tally identities = new Tally("identity", progress);
        stray.identities(identities);
        addTo(parts, identities);
        Tally prose = new Tally("prose", progress);
        stray.prose(prose);
        addTo(parts, prose);
        Tally wordings = new Tally("wording", progress);
        stray.wordings(wordings);
        addTo(parts, wordings);
        Tally systems = new Tally("code systems", progress);
        new CodeSystemAgreement(database, systems).check();
        addTo(parts, systems);
        Tally feed = new Tally("change feed", progress);
        new FeedAgreement(database, subject.feed(), tables, feed).check(versions);
        addTo(parts, feed);
        return parts;
    }

    private static void addTo(List<Part> parts, Tally tally) {
        if (!tally.isEmpty()) {
            parts.add(tally.part());
        }
    }

    private List<TypeTable> tablesByRows() {
        List<TypeTable> ordered = new ArrayList<>(tables.all());
        ordered.sort(Collections.reverseOrder(
                Comparator.comparingLong((TypeTable table) -> rowsByType.getOrDefault(table.type(), 0L))));
        return ordered;
    }

    private void walk(TypeTable table, Tally tally) {
        String[] after = {""};
        boolean more = true;
        while (more) {
            more = Snapshot.read(database, connection -> {
                ReindexFrontier frontier = parametersInForce(connection);
                DeepPage page = new DeepPage(table, store, indexer);
                String last = page.read(connection, after[0]);
                beside.check(connection, page);
                history.check(connection, page, after[0], page.isLast() ? null : last);
                count(page, frontier, tally);
                after[0] = last;
                return !page.isLast();
            });
            tally.tell();
        }
    }

    /** Takes up what was added or removed since the last page, and reads how far the reindexes are. */
    private ReindexFrontier parametersInForce(Connection connection) throws SQLException {
        String now = added.state(connection);
        if (!now.equals(seen)) {
            inForce = added.load(connection);
            added.use(inForce, Set.of());
            seen = now;
        }
        return ReindexFrontier.of(connection, inForce);
    }

    private void count(DeepPage page, ReindexFrontier frontier, Tally tally) {
        String type = page.table().type();
        for (DeepPage.Row row : page.rows().values()) {
            versions += row.version();
            if (row.body().isEmpty() && row.beside().isEmpty()) {
                tally.agree(1);
            } else if (row.body().isEmpty() && frontier.waits(type, row.id())) {
                tally.waits();
            } else {
                List<String> problems = new ArrayList<>(row.body());
                problems.addAll(row.beside());
                tally.differs(type + "/" + row.id(), String.join("; ", problems));
            }
        }
    }
}
