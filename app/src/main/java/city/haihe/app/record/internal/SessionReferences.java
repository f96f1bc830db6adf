package city.haihe.app.record.internal;

import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.Settings;
import city.haihe.app.record.internal.IndexedResource.LocalReference;
import city.haihe.app.record.internal.ReferenceChecks.Referrer;
import city.haihe.fhir.FhirObject;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The references of one transaction's writes: what it refers to must be there at its end, and nothing may refer to what it
 * deleted, as the operator decided (FHIR R4 2.3.0.1, 3.1.0.7.1).
 */
final class SessionReferences {

    /** Enough to see what is going on; a body of thousands of wrong references needs no more. */
    private static final int MAX_WARNINGS = 50;

    private final RecordEngine engine;
    private final Visibility visibility;
    private final Settings.References mode;

    private final List<LocalReference> references = new ArrayList<>();
    private final List<LocalReference> deleted = new ArrayList<>();
    private final Set<String> written = new HashSet<>();
    private final List<Warning> warnings = new ArrayList<>();

    /** Who refers, kept only where somebody is to be warned. */
    private final List<String> sources = new ArrayList<>();

    SessionReferences(RecordEngine engine, Visibility visibility) {
        this.engine = engine;
        this.visibility = visibility;
        this.mode = engine.settings().references();
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

    /** Checks all that was written, at the end of the transaction. */
    void check(Connection connection) throws SQLException {
        switch (mode) {
            case ENFORCE -> enforce(connection);
            case WARN -> warn(connection);
            case OFF -> {
                // The operator takes references as they come.
            }
        }
    }

    private void enforce(Connection connection) throws SQLException {
        List<LocalReference> open = references.stream()
                .filter(reference -> !written.contains(address(reference)))
                .toList();
        boolean locked = !deleted.isEmpty();
        if (locked) {
            engine.checks().lock(connection, open, deleted);
        }
        if (!open.isEmpty()) {
            Set<String> missing = engine.checks().missing(connection, open, visibility, locked);
            for (LocalReference reference : open) {
                if (missing.contains(address(reference))) {
                    throw ReferenceChecks.unresolved(reference);
                }
            }
        }
        if (engine.settings().deletesReferenced()) {
            return;
        }
        for (LocalReference target : deleted) {
            List<Referrer> referrers = referrers(connection, target);
            if (!referrers.isEmpty()) {
                throw ReferenceChecks.stillReferenced(address(target), referrers, visibility);
            }
        }
    }

    private void warn(Connection connection) throws SQLException {
        List<LocalReference> open = references.stream()
                .filter(reference -> !written.contains(address(reference)))
                .toList();
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
            List<Referrer> referrers = referrers(connection, target);
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

    private List<Referrer> referrers(Connection connection, LocalReference target) throws SQLException {
        return engine.checks().referrers(connection, target.type(), target.id(), ReferenceChecks.MAX_NAMED + 1).stream()
                .filter(referrer ->
                        !referrer.type().equals(target.type()) || !referrer.id().equals(target.id()))
                .collect(Collectors.toList());
    }

    private static String address(LocalReference reference) {
        return reference.type() + "/" + reference.id();
    }
}
