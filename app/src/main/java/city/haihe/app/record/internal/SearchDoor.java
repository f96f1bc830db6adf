package city.haihe.app.record.internal;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Answers searches by their addresses (FHIR R4 3.1.1.1). */
final class SearchDoor {

    private static final String SEARCH = "_search";

    private final RecordEngine engine;
    private final Interactions interactions;
    private final Compartments compartments = new Compartments();

    SearchDoor(RecordEngine engine, Interactions interactions) {
        this.engine = engine;
        this.interactions = interactions;
    }

    /** What the address searches other than one type, or null where it is no such address. */
    @Nullable
    SearchBase base(FhirRequest asked) {
        String[] path = asked.path();
        boolean form = path.length > 0 && path[path.length - 1].equals(SEARCH);
        if (!asked.method().equals(form ? "POST" : "GET")) {
            return null;
        }
        int length = form ? path.length - 1 : path.length;
        if (length == 0) {
            return SearchBase.system();
        }
        if (length != 3 || !compartments.has(path[0])) {
            return null;
        }
        boolean member = path[2].equals(SearchBase.EVERY_TYPE) || compartments.holds(path[0], path[2]);
        return member ? SearchBase.compartment(path[0], path[1], path[2]) : null;
    }

    /** Searches what the base names, by the parameters of the address and those of a form. */
    void search(FhirRequest asked, Visibility visibility, SearchBase base, FhirAnswer answer) throws IOException {
        QueryString query = asked.method().equals("POST") ? asked.form() : asked.query();
        Interactions.Searched searched = engine.database()
                .read(connection -> interactions.search(
                        connection, visibility, base, query, asked.preference().strict()));
        answer.json(200, SearchBundle.write(engine.settings(), base.path(), searched));
    }
}
