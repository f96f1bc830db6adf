package city.haihe.app.record.internal;

import city.haihe.app.platform.Database;
import java.sql.PreparedStatement;
import java.time.InstantSource;

/** Tells others how far an upload has come, outside of the upload's own transaction. */
final class UploadProgress {

    private final Database database;
    private final InstantSource clock;
    private final String url;
    private final String version;
    private final long started;
    private long concepts;
    private long errors;
    private boolean begun;

    UploadProgress(Database database, InstantSource clock, String url, String version) {
        this.database = database;
        this.clock = clock;
        this.url = url;
        this.version = version;
        this.started = clock.millis();
    }

    /** Tells the phase and what was read so far. */
    void phase(String phase, long readConcepts, long foundErrors) {
        concepts = readConcepts;
        errors = foundErrors;
        begun = true;
        write(phase);
    }

    /** Tells that nothing was stored, of an upload that had begun. */
    void refused() {
        if (begun) {
            write("refused");
        }
    }

    private void write(String phase) {
        database.transaction(transaction -> {
            try (PreparedStatement statement = transaction.connection().prepareStatement("""
                    INSERT INTO record.code_system_upload (url,version,phase,started,updated,lines,errors)
                    VALUES (?,?,?,?,?,?,?) ON CONFLICT (url,version) DO UPDATE SET phase=excluded.phase,
                    started=excluded.started,updated=excluded.updated,lines=excluded.lines,errors=excluded.errors""")) {
                statement.setString(1, url);
                statement.setString(2, version);
                statement.setString(3, phase);
                statement.setLong(4, started);
                statement.setLong(5, clock.millis());
                statement.setLong(6, concepts);
                statement.setLong(7, errors);
                return statement.executeUpdate();
            }
        });
    }
}
