package city.haihe.app.record.internal;

import city.haihe.app.platform.Caller;
import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.Settings;
import city.haihe.app.platform.SmartScope;
import city.haihe.app.record.internal.IndexedResource.LocalReference;
import city.haihe.app.record.internal.ReferenceChecks.Referrer;
import city.haihe.fhir.FhirObject;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The references of one transaction's writes: what it refers to must be there at its end, and nothing may refer to what it
 * deleted, as the operator decided (FHIR R4 2.3.0.1, 3.1.0.7.1).
 */
final class SessionReferences {

    /** Enough to see what is going on; a body of thousands of wrong references needs no more. */
    private static final int MAX_WARNINGS = 50;

    private final RecordEngine engine;
    private final Connection connection;
    private final Visibility visibility;
    private final Settings.References mode;
    private final TransactionRows rows;

    private final List<LocalReference> references = new ArrayList<>();
    private final List<LocalReference> deleted = new ArrayList<>();
    private final Set<String> written = new HashSet<>();
    private final List<Warning> warnings = new ArrayList<>();

    /** Who refers, kept only where somebody is to be warned. */
    private final List<String> sources = new ArrayList<>();

    SessionReferences(RecordEngine engine, Connection connection, Visibility visibility, TransactionRows rows) {
        this.engine = engine;
        this.connection = connection;
        this.visibility = visibility;
        this.mode = engine.settings().references();
        this.rows = rows;
    }

    /**
     * Something that would be an error if references were enforced.
     *
     * @param source the resource that was written, as {@code Type/id}
     * @param issue an issue of an OperationOutcome
     */
    record Warning(String source, FhirObject issue) {}

    /** What the checks found where they do not refuse. */
    List<Warning> warnings() {
        return warnings;
    }

    void wrote(NewVersion version) {
        if (mode == Settings.References.OFF) {
            return;
        }
        String source = version.resource().type() + "/" + version.resource().id();
        written.add(source);
        references.addAll(version.index().references());
        while (mode == Settings.References.WARN && sources.size() < references.size()) {
            sources.add(source);
        }
    }

    void deleted(String type, String id) {
        deleted.add(new LocalReference(type, id, ""));
        written.remove(type + "/" + id);
    }

    /** What callers see alike is looked for together. */
    private record Sight(@Nullable String patient, Set<SmartScope> scopes) {}

    /** Checks all that sessions of one transaction wrote, at its end. */
    static void check(List<SessionReferences> sessions) throws SQLException {
        Map<Sight, List<SessionReferences>> alike = new LinkedHashMap<>();
        for (SessionReferences session : sessions) {
            switch (session.mode) {
                case ENFORCE -> {
                    Caller caller = session.visibility.caller();
                    alike.computeIfAbsent(new Sight(caller.patient(), caller.scopes()), sight -> new ArrayList<>())
                            .add(session);
                }
                case WARN -> session.warn();
                case OFF -> {
                    // The operator takes references as they come.
                }
            }
        }
        for (List<SessionReferences> group : alike.values()) {
            enforce(group);
        }
    }

    private static void enforce(List<SessionReferences> sessions) throws SQLException {
        SessionReferences first = sessions.getFirst();
        ReferenceChecks checks = first.engine.checks();
        List<LocalReference> open =
                sessions.stream().flatMap(SessionReferences::open).toList();
        List<LocalReference> deleted =
                sessions.stream().flatMap(session -> session.deleted.stream()).toList();
        boolean locked = !deleted.isEmpty();
        if (locked) {
            checks.lock(first.connection, open, deleted);
        }
        if (!open.isEmpty()) {
            Set<String> missing = checks.missing(first.connection, open, first.visibility, locked);
            for (LocalReference reference : missing.isEmpty() ? List.<LocalReference>of() : open) {
                if (missing.contains(address(reference))) {
                    throw ReferenceChecks.unresolved(reference);
                }
            }
        }
        if (first.engine.settings().deletesReferenced()) {
            return;
        }
        for (LocalReference target : deleted) {
            List<Referrer> referrers = first.referrers(target);
            if (!referrers.isEmpty()) {
                throw ReferenceChecks.stillReferenced(address(target), referrers, first.visibility);
            }
        }
    }

    /**
     * What it refers to, has not written itself, and might not be there or not be seen. Nobody deletes a row that this
     * transaction holds.
     */
    private Stream<LocalReference> open() {
        boolean all = visibility.seesEverything();
        return references.stream().filter(reference -> {
            String address = address(reference);
            return !written.contains(address) && !(all && rows.holds(address));
        });
    }

    private void warn() throws SQLException {
        List<LocalReference> open = open().toList();
        Set<String> missing = open.isEmpty() ? Set.of() : engine.checks().missing(connection, open, visibility, true);
        for (int index = 0; index < references.size() && !missing.isEmpty(); index++) {
            LocalReference reference = references.get(index);
            if (missing.contains(address(reference))) {
                warn(
                        sources.get(index),
                        Outcomes.warning(
                                ErrorCode.UNRESOLVED_REFERENCE,
                                "reference: " + address(reference) + " (expected: a resource that exists)",
                                reference.expression()));
            }
        }
        for (LocalReference target : engine.settings().deletesReferenced() ? List.<LocalReference>of() : deleted) {
            List<Referrer> referrers = referrers(target);
            if (!referrers.isEmpty()) {
                warn(
                        address(target),
                        Outcomes.warning(
                                ErrorCode.STILL_REFERENCED,
                                String.valueOf(ReferenceChecks.stillReferenced(address(target), referrers, visibility)
                                        .getMessage()),
                                ""));
            }
        }
    }

    private void warn(String source, FhirObject issue) {
        if (warnings.size() < MAX_WARNINGS) {
            warnings.add(new Warning(source, issue));
        }
    }

    private List<Referrer> referrers(LocalReference target) throws SQLException {
        return engine.checks().referrers(connection, target.type(), target.id(), ReferenceChecks.MAX_NAMED + 1).stream()
                .filter(referrer ->
                        !referrer.type().equals(target.type()) || !referrer.id().equals(target.id()))
                .collect(Collectors.toList());
    }

    private static String address(LocalReference reference) {
        return reference.type() + "/" + reference.id();
    }
}
