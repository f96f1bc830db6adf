package city.haihe.app.platform.internal;

import city.haihe.app.platform.StartupFailure;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;

/** Each module's migrations, in a schema of the module's name. */
final class Migrations {

    /** The modules that keep data, in the order of their dependencies. */
    static final List<String> MODULES = List.of("platform", "identity", "record", "gateway", "demo");

    private Migrations() {}

    /** Brings every module's schema up to date. */
    static void run(DataSource dataSource) {
        for (String module : MODULES) {
            if (Migrations.class.getResource("/db/migration/" + module) == null) {
                continue;
            }
            try {
                of(module, dataSource).migrate();
            } catch (FlywayException failed) {
                throw new StartupFailure(
                        StartupFailure.Kind.INTERNAL,
                        "migrations of module " + module + " failed: " + failed.getMessage(),
                        failed);
            }
        }
    }

    /** The migrations that have yet to be run, as {@code module version}. */
    static List<String> pending(DataSource dataSource) {
        List<String> pending = new ArrayList<>();
        for (String module : MODULES) {
            if (Migrations.class.getResource("/db/migration/" + module) != null) {
                for (MigrationInfo migration : of(module, dataSource).info().pending()) {
                    pending.add(module + " " + migration.getVersion());
                }
            }
        }
        return pending;
    }

    private static Flyway of(String module, DataSource dataSource) {
        return Flyway.configure()
                .dataSource(dataSource)
                .locations("classpath:db/migration/" + module)
                .schemas(module)
                .defaultSchema(module)
                .table("migration")
                .validateMigrationNaming(true)
                .load();
    }
}
