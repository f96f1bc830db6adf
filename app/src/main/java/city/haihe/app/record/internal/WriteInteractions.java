package city.haihe.app.record.internal;

import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.HaiheException;
import city.haihe.app.record.StoredResource;
import city.haihe.app.record.internal.CombinedWrites.Finished;
import city.haihe.app.record.internal.CombinedWrites.Subject;
import city.haihe.app.record.internal.CombinedWrites.Work;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.patch.ResourcePatch;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Create, update, patch and delete over REST, each also conditional (FHIR R4 3.1.0.4 to 3.1.0.8). */
final class WriteInteractions {

    /** Larger bodies are not gathered: a group of them would hold much memory at once. */
    private static final long MAX_COMBINED_BYTES = 256 * 1024;

    private final Conditional conditional;
    private final CombinedWrites writes;

    WriteInteractions(RecordEngine engine) {
        this.conditional = new Conditional(engine);
        this.writes = new CombinedWrites(engine);
    }

    /** What a write did: the status and the version that stands now. */
    private record Done(int status, StoredResource resource) {

        static Done of(WriteSession.Updated updated) {
            return new Done(updated.created() ? 201 : 200, updated.resource());
        }
    }

    private void answer(FhirRequest asked, FhirAnswer answer, Finished<Done> finished) throws IOException {
        Done done = finished.result();
        answer.written(done.status(), done.resource(), asked.preference(), finished.warnings());
    }

    /** A write of one resource, which may share its transaction with others unless its body is large. */
    private void writeVersion(
            FhirRequest asked, Visibility visibility, FhirAnswer answer, Subject subject, Work<Done> work)
            throws IOException {
        boolean large = asked.servlet().getContentLengthLong() > MAX_COMBINED_BYTES;
        answer(asked, answer, large ? writes.writeAlone(visibility, work) : writes.write(visibility, subject, work));
    }

    /** Also conditional, by {@code If-None-Exist} (FHIR R4 3.1.0.8.1). */
    void create(FhirRequest asked, Visibility visibility, FhirAnswer answer) throws IOException {
        String type = asked.path()[0];
        FhirObject resource = asked.resource(type);
        String criteria = asked.header("If-None-Exist");
        if (criteria == null) {
            writeVersion(asked, visibility, answer, Subject.NONE, session -> new Done(201, session.create(resource)));
            return;
        }
        Criteria looked = conditional.criteria(visibility, type, criteria);
        writeVersion(asked, visibility, answer, Subject.claim(looked), session -> {
            Optional<StoredResource> match = conditional.matchOrClaim(session, looked);
            return match.isPresent() ? new Done(200, match.get()) : new Done(201, session.create(resource));
        });
    }

    void update(FhirRequest asked, Visibility visibility, FhirAnswer answer) throws IOException {
        String id = asked.path()[1];
        FhirObject resource = asked.resource(asked.path()[0]);
        if (!id.equals(resource.id())) {
            throw RecordErrors.idMismatch(resource.id(), id);
        }
        Long ifMatch = asked.ifMatch();
        writeVersion(
                asked,
                visibility,
                answer,
                Subject.row(resource.resourceType(), id),
                session -> Done.of(session.put(resource, id, ifMatch)));
    }

    void updateMatch(FhirRequest asked, Visibility visibility, FhirAnswer answer) throws IOException {
        FhirObject resource = asked.resource(asked.path()[0]);
        Criteria criteria = criteria(asked, visibility);
        Long ifMatch = asked.ifMatch();
        answer(
                asked,
                answer,
                writes.writeAlone(
                        visibility, session -> Done.of(conditional.update(session, criteria, resource, ifMatch))));
    }

    void patch(FhirRequest asked, Visibility visibility, FhirAnswer answer) throws IOException {
        String type = asked.path()[0];
        String id = asked.path()[1];
        ResourcePatch patch = asked.patch();
        Long ifMatch = asked.ifMatch();
        writeVersion(
                asked,
                visibility,
                answer,
                Subject.row(type, id),
                session -> new Done(200, session.patch(type, id, patch, ifMatch)));
    }

    void patchMatch(FhirRequest asked, Visibility visibility, FhirAnswer answer) throws IOException {
        ResourcePatch patch = asked.patch();
        Criteria criteria = criteria(asked, visibility);
        Long ifMatch = asked.ifMatch();
        answer(asked, answer, writes.writeAlone(visibility, session -> {
            String id = conditional.lockedMatch(session, criteria).id();
            return new Done(200, session.patch(criteria.type(), id, patch, ifMatch));
        }));
    }

    /** Deleting what is not there, or twice, changes nothing and succeeds (FHIR R4 3.1.0.7). */
    void delete(FhirRequest asked, Visibility visibility, FhirAnswer answer) throws IOException {
        String type = asked.path()[0];
        String id = asked.path()[1];
        Long ifMatch = asked.ifMatch();
        Finished<Optional<StoredResource>> finished =
                writes.writeAlone(visibility, session -> session.delete(type, id, ifMatch));
        finished.result().ifPresent(answer::versionHeaders);
        String text = type + "/" + id + (finished.result().isPresent() ? " is deleted" : " was not there");
        answer.deleted(text, asked.preference(), finished.warnings());
    }

    void deleteMatches(FhirRequest asked, Visibility visibility, FhirAnswer answer) throws IOException {
        Criteria criteria = criteria(asked, visibility);
        Long ifMatch = asked.ifMatch();
        Finished<Integer> finished = writes.writeAlone(visibility, session -> {
            List<StoredResource> matches = conditional.lockedMatches(session, criteria);
            if (ifMatch != null && matches.isEmpty()) {
                throw RecordErrors.versionConflict(ifMatch, 0);
            }
            for (StoredResource match : matches) {
                session.delete(criteria.type(), match.id(), ifMatch);
            }
            return matches.size();
        });
        answer.deleted(
                criteria.type() + ": " + finished.result() + " deleted", asked.preference(), finished.warnings());
    }

    private Criteria criteria(FhirRequest asked, Visibility visibility) {
        if (asked.query().parameters().isEmpty()) {
            throw new HaiheException(
                    ErrorCode.UNSUPPORTED_INTERACTION,
                    asked.method() + " of a type without criteria (expected: " + asked.path()[0] + "/id or "
                            + asked.path()[0] + "?criteria)");
        }
        return conditional.criteria(visibility, asked.path()[0], asked.query());
    }
}
