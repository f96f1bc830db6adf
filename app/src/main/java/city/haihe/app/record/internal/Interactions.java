package city.haihe.app.record.internal;

import city.haihe.app.platform.SmartScope.Permission;
import city.haihe.app.record.StoredResource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The reading interactions, as REST, Bundles and other modules use them. */
final class Interactions {

    private final RecordEngine engine;

    Interactions(RecordEngine engine) {
        this.engine = engine;
    }

    /** The current version, also where it is a deletion; empty where there is none or the caller may not see it. */
    Optional<StoredResource> read(Connection connection, Visibility visibility, String type, String id)
            throws SQLException {
        visibility.require(type, Permission.READ);
        Condition restriction = visibility.of(type, Permission.READ);
        if (restriction != null) {
            return engine.restrictedRows()
                    .read(connection, visibility, restriction, type, id)
                    .map(StoredRow::resource);
        }
        return engine.store()
                .read(connection, type, id, visibility.boundTo(type))
                .map(StoredRow::resource);
    }

    /** One version, also where it is a deletion. */
    Optional<StoredResource> readVersion(
            Connection connection, Visibility visibility, String type, String id, long version) throws SQLException {
        visibility.require(type, Permission.READ);
        Condition restriction = visibility.of(type, Permission.READ);
        if (restriction != null) {
            return engine.restrictedRows()
                    .readVersion(connection, visibility, restriction, type, id, version)
                    .map(StoredRow::resource);
        }
        return engine.store()
                .readVersion(connection, type, id, version, visibility.boundTo(type))
                .map(StoredRow::resource);
    }

    /**
     * A page of a search.
     *
     * @param plan what was understood
     * @param found what was found
     * @param next the sealed link to the next page, or an empty string
     */
    record Searched(SearchPlan plan, SearchEngine.Found found, String next) {}

    /** Searches a type; the parameter {@code _page} goes on with an earlier search. */
    Searched search(Connection connection, Visibility visibility, String type, QueryString query, boolean strict)
            throws SQLException {
        return search(connection, visibility, SearchBase.type(type), query, strict);
    }

    /** Searches what the base names. */
    Searched search(Connection connection, Visibility visibility, SearchBase base, QueryString query, boolean strict)
            throws SQLException {
        if (!base.type().isEmpty()) {
            visibility.require(base.type(), Permission.SEARCH);
        }
        requireOwner(connection, visibility, base.compartment());
        QueryString asked = query;
        PageKey after = null;
        String page = query.first(SearchParser.PAGE);
        if (!page.isEmpty()) {
            PageToken token = openPage(visibility, base.path(), page);
            asked = QueryString.parse(token.query());
            after = token.after();
        }
        SearchPlan plan = engine.parser().parse(base, asked, strict, visibility);
        SearchEngine.Found found = engine.search().find(connection, visibility, plan, after);
        return new Searched(plan, found, sealPage(visibility, base.path(), usedQuery(plan), found.next()));
    }

    /** A compartment has an owner that the caller may see; what another's holds is not even empty. */
    private void requireOwner(
            Connection connection, Visibility visibility, SearchBase.@Nullable Compartment compartment)
            throws SQLException {
        if (compartment == null) {
            return;
        }
        if (!visibility.reaches(compartment.type())) {
            visibility.require(compartment.type(), Permission.READ);
        }
        Condition owner = new Condition.AnyId(List.of(compartment.id()));
        SearchPlan plan = SearchPlan.of(compartment.type(), List.of(owner), 1);
        if (engine.search().first(connection, visibility.ofIncluded(), plan).isEmpty()) {
            throw RecordErrors.notFound(compartment.type(), compartment.id());
        }
    }

    /** The parameters that a search used, as a query string. */
    static String usedQuery(SearchPlan plan) {
        return String.join(
                "&", plan.used().stream().map(QueryString.Parameter::encoded).toList());
    }

    /** The link of a page of what the path names. */
    PageToken openPage(Visibility visibility, String path, String link) {
        PageToken token = engine.seal().open(visibility.caller(), link);
        if (!token.path().equals(path)) {
            throw RecordErrors.parameter(SearchParser.PAGE, "…", "a link of a Bundle of " + path);
        }
        return token;
    }

    /** The link to the next page, or an empty string where there is none. */
    String sealPage(Visibility visibility, String path, String query, @Nullable PageKey next) {
        return next == null ? "" : engine.seal().seal(visibility.caller(), new PageToken(path, query, next));
    }
}
