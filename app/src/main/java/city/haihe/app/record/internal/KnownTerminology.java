package city.haihe.app.record.internal;

import city.haihe.app.record.StoredResource;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.terminology.CodeSystem;
import city.haihe.fhir.terminology.CoreTerminology;
import city.haihe.fhir.terminology.TerminologySource;
import city.haihe.fhir.terminology.Versions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The terminology that one caller may see, over one connection, for one question. */
final class KnownTerminology implements TerminologySource {

    /** Versions of one definition that are looked at; a city keeps a few. */
    private static final int MAX_VERSIONS = 100;

    private static final String IMPLIED = "?fhir_vs";
    private static final String IS_A = "=isa/";

    /** The latest version first; of two that are called the same, what was stored last. */
    private static final Comparator<Definition> LATEST = Comparator.comparing(Definition::version, Versions.ORDER)
            .thenComparing(Definition::updated)
            .reversed();

    private final Terminology terminology;
    private final Connection connection;
    private final Visibility visibility;
    private final Map<String, Optional<CodeSystem>> found = new HashMap<>();
    private final Map<String, Optional<FhirObject>> foundSets = new HashMap<>();

    KnownTerminology(Terminology terminology, Connection connection, Visibility visibility) {
        this.terminology = terminology;
        this.connection = connection;
        this.visibility = visibility;
    }

    @Override
    public Optional<CodeSystem> codeSystem(String url, String version) {
        return found.computeIfAbsent(url + "|" + version, key -> Optional.ofNullable(findCodeSystem(url, version)));
    }

    private @Nullable CodeSystem findCodeSystem(String url, String version) {
        Definition stored = stored("CodeSystem", url, version).stream()
                .filter(definition -> !definition.content().equals("supplement"))
                .findFirst()
                .orElse(null);
        if (stored != null && !stored.content().equals("not-present")) {
            return stored.codeSystem();
        }
        CodeSystem uploaded = uploaded(url, version);
        if (uploaded != null) {
            return uploaded;
        }
        CodeSystem core = terminology.core(url, version);
        return core != null || stored == null ? core : stored.codeSystem();
    }

    @Override
    public Optional<FhirObject> valueSet(String url, String version) {
        return foundSets.computeIfAbsent(url + "|" + version, key -> findValueSet(url, version));
    }

    private Optional<FhirObject> findValueSet(String url, String version) {
        return stored("ValueSet", url, version).stream()
                .map(Definition::resource)
                .findFirst()
                .or(() -> CoreTerminology.r4().valueSet(url, version))
                .or(() -> implied(url));
    }

    /**
     * The value set that a code system's address implies: {@code SYSTEM?fhir_vs} has all its codes, and
     * {@code SYSTEM?fhir_vs=isa/CODE} those that are a CODE (FHIR R4 4.3.15, there of SNOMED CT).
     */
    private Optional<FhirObject> implied(String url) {
        int mark = url.indexOf(IMPLIED);
        if (mark < 1) {
            return Optional.empty();
        }
        String rest = url.substring(mark + IMPLIED.length());
        FhirObject include = new FhirObject().put("system", url.substring(0, mark));
        if (rest.startsWith(IS_A)) {
            include.append(
                    "filter",
                    new FhirObject()
                            .put("property", "concept")
                            .put("op", "is-a")
                            .put("value", rest.substring(IS_A.length())));
        } else if (!rest.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(FhirObject.resource("ValueSet")
                .put("url", url)
                .put("status", "active")
                .put("compose", new FhirObject().append("include", include)));
    }

    /** The ConceptMap of the address. */
    Optional<FhirObject> conceptMap(String url, String version) {
        return stored("ConceptMap", url, version).stream()
                .map(Definition::resource)
                .findFirst();
    }

    /** Concept maps by a search parameter of one of their systems, those of the latest versions first. */
    List<FhirObject> conceptMaps(String parameter, String system) {
        return definitions("ConceptMap", terminology.byAddress("ConceptMap", parameter, system)).stream()
                .sorted(LATEST)
                .map(Definition::resource)
                .toList();
    }

    /** A stored definition by its id, as a reading caller sees it; empty where there is none. */
    Optional<Definition> byId(String type, String id) {
        return definitions(type, List.of(new Condition.AnyId(List.of(id)))).stream()
                .findFirst();
    }

    private List<Definition> stored(String type, String url, String version) {
        return definitions(type, terminology.byAddress(type, "url", url)).stream()
                .filter(definition -> definition.url().equals(url)
                        && (version.isEmpty() || definition.version().equals(version)))
                .sorted(LATEST)
                .toList();
    }

    private List<Definition> definitions(String type, List<Condition> conditions) {
        if (!visibility.reaches(type)) {
            return List.of();
        }
        SqlText sql = new SqlText().add("SELECT id,version");
        String alias = new ConditionSql(terminology.tables(), visibility.ofIncluded(), sql).matches(type, conditions);
        sql.add(" ORDER BY ").add(alias).add(".updated DESC LIMIT " + MAX_VERSIONS);
        try {
            List<Definition.Key> keys = new ArrayList<>();
            try (PreparedStatement statement = connection.prepareStatement(sql.text())) {
                sql.bind(statement);
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        keys.add(new Definition.Key(type, rows.getString(1), rows.getLong(2)));
                    }
                }
            }
            List<Definition> definitions = new ArrayList<>();
            for (Definition.Key key : keys) {
                definition(key).ifPresent(definitions::add);
            }
            return definitions;
        } catch (SQLException failed) {
            throw new SqlFailure(failed);
        }
    }

    private Optional<Definition> definition(Definition.Key key) throws SQLException {
        Definition kept = terminology.definitions().get(key);
        if (kept != null) {
            return Optional.of(kept);
        }
        // That the caller may see it was part of the statement that found it.
        StoredResource stored = terminology
                .store()
                .readVersion(connection, key.type(), key.id(), key.version(), null)
                .map(StoredRow::resource)
                .filter(resource -> !resource.deleted())
                .orElse(null);
        if (stored == null) {
            return Optional.empty();
        }
        Definition definition = Definition.of(stored);
        terminology.definitions().put(key, definition);
        return Optional.of(definition);
    }

    private @Nullable CodeSystem uploaded(String url, String version) {
        String sql = "SELECT " + UploadedCodeSystem.Row.COLUMNS + " FROM record.code_system WHERE url=?"
                + (version.isEmpty() ? "" : " AND version=?") + " AND superseded IS NULL LIMIT " + MAX_VERSIONS;
        List<UploadedCodeSystem.Row> rows = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, url);
            if (!version.isEmpty()) {
                statement.setString(2, version);
            }
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    rows.add(UploadedCodeSystem.Row.of(row));
                }
            }
        } catch (SQLException failed) {
            throw new SqlFailure(failed);
        }
        return rows.stream()
                .max(Comparator.comparing(UploadedCodeSystem.Row::version, Versions.ORDER))
                .map(row -> new UploadedCodeSystem(connection, row, terminology.counts()))
                .orElse(null);
    }
}
