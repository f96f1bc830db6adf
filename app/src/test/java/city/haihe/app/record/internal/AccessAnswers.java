package city.haihe.app.record.internal;

import static org.assertj.core.api.Assertions.assertThat;

import city.haihe.app.platform.Caller;
import city.haihe.app.platform.HaiheException;
import city.haihe.app.record.StoredResource;
import city.haihe.app.record.internal.AccessCase.Question;
import city.haihe.app.record.internal.AccessCase.Version;
import city.haihe.fhir.FhirJsonParser;
import city.haihe.fhir.FhirObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** A record's answers to a caller, with all their pages, as text that can be compared; refusals by their codes. */
final class AccessAnswers {

    static final String DELETED = "deleted";

    /** An answer of more pages than this does not end. */
    private static final int MOST_PAGES = 100;

    private final TestRecord record;
    private final Caller caller;

    AccessAnswers(TestRecord record, Caller caller) {
        this.record = record;
        this.caller = caller;
    }

    private interface Ask {
        String ask() throws SQLException;
    }

    private interface Page {

        /** Writes the page that the query asks for and answers the query of the next, or an empty string. */
        String write(String query, StringBuilder text) throws SQLException;
    }

    private static String answer(Ask ask) {
        try {
            return ask.ask();
        } catch (HaiheException refused) {
            return refused.code().code();
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static String pages(String first, Page page) {
        return answer(() -> {
            StringBuilder text = new StringBuilder();
            String query = page.write(first, text);
            for (int pages = 1; !query.isEmpty(); pages++) {
                assertThat(pages).as(first).isLessThan(MOST_PAGES);
                query = page.write(query, text);
            }
            return text.toString();
        });
    }

    private Visibility visibility() {
        return record.engine().visibility(caller);
    }

    String search(Question.Search asked) {
        SearchBase base = asked.patient().isEmpty()
                ? new SearchBase(asked.type(), null)
                : new SearchBase(asked.type(), new SearchBase.Compartment("Patient", asked.patient()));
        return pages(String.join("&", asked.parameters()), (query, text) -> {
            Interactions.Searched searched = record.engine()
                    .database()
                    .read(connection -> record.interactions()
                            .search(connection, visibility(), base, QueryString.parse(query), true));
            SearchEngine.Found found = searched.found();
            text.append("matches ").append(addresses(found.matches()));
            text.append(" included ")
                    .append(new TreeSet<>(addresses(found.included().resources())));
            text.append(" total ").append(found.total()).append('\n');
            return searched.next().isEmpty() ? "" : SearchParser.PAGE + "=" + searched.next();
        });
    }

    private static List<String> addresses(List<StoredResource> resources) {
        return resources.stream()
                .map(resource -> resource.type() + "/" + resource.id())
                .toList();
    }

    String read(String type, String id) {
        return answer(() -> text(record.engine()
                .database()
                .read(connection -> record.interactions()
                        .read(connection, visibility(), type, id)
                        .orElseThrow(() -> RecordErrors.notFound(type, id)))));
    }

    String readVersion(String type, String id, int version) {
        return answer(() -> text(record.engine()
                .database()
                .read(connection -> record.interactions()
                        .readVersion(connection, visibility(), type, id, version)
                        .orElseThrow(() -> RecordErrors.notFound(type, id)))));
    }

    /** Addresses with versions, a page a line. */
    String history(Question.History asked) {
        HistoryInteractions.Subject subject = new HistoryInteractions.Subject(asked.type(), asked.id());
        HistoryInteractions history = new HistoryInteractions(record.engine());
        return pages("_count=" + asked.count(), (query, text) -> {
            FhirObject bundle = FhirJsonParser.parseTrusted(record.engine()
                    .database()
                    .read(connection ->
                            history.page(connection, visibility(), subject, QueryString.parse(query), true)));
            bundle.objects("entry")
                    .map(AccessAnswers::version)
                    .forEach(version -> text.append(version).append('\n'));
            assertThat(bundle.objects("entry")).hasSizeLessThanOrEqualTo(asked.count());
            return next(bundle);
        });
    }

    private static String version(FhirObject entry) {
        FhirObject response = entry.object("response");
        String tag = response == null ? "" : String.valueOf(response.string("etag"));
        String url = String.valueOf(entry.string("fullUrl"));
        return url.substring(TestRecord.BASE.length() + 1) + " v" + tag.replaceAll("\\D", "");
    }

    private static String next(FhirObject bundle) {
        return bundle.objects("link")
                .filter(link -> "next".equals(link.string("relation")))
                .map(link -> String.valueOf(link.string("url")))
                .map(url -> url.substring(url.indexOf('?') + 1))
                .findFirst()
                .orElse("");
    }

    String everything(Question.Everything asked) {
        return pages("_count=" + asked.count(), (query, text) -> {
            FhirObject bundle = operation("everything", asked.type(), asked.id(), query);
            List<String> entries = bundle.objects("entry")
                    .map(entry -> String.valueOf(entry.string("fullUrl")))
                    .toList();
            text.append(entries).append(" total ").append(bundle.get("total")).append('\n');
            return next(bundle);
        });
    }

    String meta(String type) {
        return answer(() -> operation("meta", type, "", "").toString());
    }

    /** Ends a transaction of which nothing is to stay. */
    private static final class TakenBack extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TakenBack(String answer) {
            super(answer);
        }
    }

    String write(Question.Write asked) {
        Version version = asked.version();
        return answer(() -> {
            try {
                return record.engine().database().transaction(transaction -> {
                    WriteSession session = new WriteSession(record.engine(), transaction, visibility());
                    String done = write(session, asked.create(), version);
                    session.finish();
                    throw new TakenBack(done);
                });
            } catch (TakenBack done) {
                return String.valueOf(done.getMessage());
            }
        });
    }

    private static String write(WriteSession session, boolean create, Version version) throws SQLException {
        if (version.isDeletion()) {
            return session.delete(version.type(), version.id(), null).isPresent() ? "deleted" : "nothing";
        }
        if (create) {
            session.create(version.resource(), version.id());
            return "created";
        }
        return session.put(version.resource(), version.id(), null).created() ? "created" : "updated";
    }

    private FhirObject operation(String name, String type, String id, String query) {
        Operation.Level level = type.isEmpty()
                ? Operation.Level.SYSTEM
                : id.isEmpty() ? Operation.Level.TYPE : Operation.Level.INSTANCE;
        Operation operation = RecordOperations.of(record.engine(), record.interactions(), List.of()).all().stream()
                .filter(known -> known.name().equals(name) && (type.isEmpty() || known.appliesTo(type)))
                .findFirst()
                .orElseThrow();
        OperationAnswer answer = operation.invoke(new OperationRequest(
                level, type, id, visibility(), QueryString.parse(query), Preference.parse(null), new byte[0]));
        return switch (answer) {
            case OperationAnswer.Resource(int _, FhirObject resource) -> resource;
            case OperationAnswer.Json(int _, byte[] body) -> FhirJsonParser.parseTrusted(body);
            case OperationAnswer.Version(StoredResource _, FhirObject resource) -> resource;
            case OperationAnswer.Streamed(OperationAnswer.Body body) -> streamed(body);
            case OperationAnswer.Other(String contentType, byte[] _) ->
                throw new IllegalStateException(contentType + " (expected: FHIR)");
        };
    }

    private static FhirObject streamed(OperationAnswer.Body body) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            body.writeTo(bytes);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return FhirJsonParser.parseTrusted(bytes.toByteArray());
    }

    private static String text(StoredResource resource) {
        return resource.deleted() ? DELETED : content(resource.resource());
    }

    /** A resource without what tells of its versions, in which two records differ. */
    static String content(FhirObject resource) {
        FhirObject copy = resource.copy();
        FhirObject meta = copy.object("meta");
        if (meta != null) {
            meta.remove("versionId");
            meta.remove("lastUpdated");
            if (meta.isEmpty()) {
                copy.remove("meta");
            }
        }
        List<String> fields = new ArrayList<>();
        copy.forEach((name, value) -> fields.add(name + "=" + value));
        return new TreeSet<>(fields).toString();
    }
}
