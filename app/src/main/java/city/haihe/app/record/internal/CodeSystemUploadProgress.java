package city.haihe.app.record.internal;

import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.HaiheException;
import city.haihe.fhir.FhirObject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code CodeSystem/$upload-progress}: how far the last upload of a code system has come, and what became of it. */
final class CodeSystemUploadProgress implements Operation {

    private final RecordEngine engine;

    CodeSystemUploadProgress(RecordEngine engine) {
        this.engine = engine;
    }

    @Override
    public String name() {
        return "upload-progress";
    }

    @Override
    public String definition() {
        return "urn:haihe:operation:CodeSystem-upload-progress";
    }

    @Override
    public Set<Level> levels() {
        return Set.of(Level.TYPE);
    }

    @Override
    public Set<String> types() {
        return Set.of("CodeSystem");
    }

    @Override
    public boolean changesState() {
        return false;
    }

    @Override
    public OperationAnswer invoke(OperationRequest request) {
        TerminologyOperation.requireReadable(request.visibility(), "CodeSystem");
        OperationInputs inputs = request.inputs();
        inputs.requireKnown(List.of("url", "version"));
        String url = OperationRequest.required("url", inputs.text("url"));
        return OperationAnswer.of(engine.database()
                .read(connection -> progress(connection, url, inputs.text("version")))
                .orElseThrow(() -> new HaiheException(
                        ErrorCode.UNKNOWN_TERMINOLOGY,
                        "upload: " + RecordErrors.quote(url) + " (expected: the url and version of an upload)")));
    }

    private static Optional<FhirObject> progress(Connection connection, String url, String version)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT phase,lines,errors,started,updated FROM record.code_system_upload WHERE url=? AND version=?")) {
            statement.setString(1, url);
            statement.setString(2, version);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return Optional.empty();
                }
                return Optional.of(OperationAnswer.parameters(
                        OperationAnswer.part("phase").put("valueCode", row.getString(1)),
                        OperationAnswer.part("concepts").put("valueInteger", row.getLong(2)),
                        OperationAnswer.part("errors").put("valueInteger", row.getLong(3)),
                        OperationAnswer.part("started")
                                .put(
                                        "valueInstant",
                                        Instant.ofEpochMilli(row.getLong(4)).toString()),
                        OperationAnswer.part("updated")
                                .put(
                                        "valueInstant",
                                        Instant.ofEpochMilli(row.getLong(5)).toString())));
            }
        }
    }
}
