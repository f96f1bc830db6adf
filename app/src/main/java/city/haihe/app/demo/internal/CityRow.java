package city.haihe.app.demo.internal;

import city.haihe.app.platform.Database;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Optional;

/** The row of {@code demo.sample_city}: which city is loaded, and whether it is all there. */
final class CityRow {

    private final Database database;

    CityRow(Database database) {
        this.database = database;
    }

    /**
     * What the city follows from.
     *
     * @param seed its seed
     * @param today the day before which its history lies
     * @param residents how many residents
     * @param finished whether it is all there
     */
    record City(long seed, LocalDate today, int residents, boolean finished) {}

    /** The city, or empty where none was begun. */
    Optional<City> find() {
        return database.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement(
                            "SELECT seed, today, residents, finished IS NOT NULL FROM demo.sample_city");
                    ResultSet rows = select.executeQuery()) {
                return rows.next() ? Optional.of(city(rows)) : Optional.empty();
            }
        });
    }

    private static City city(ResultSet row) throws SQLException {
        return new City(row.getLong(1), row.getObject(2, LocalDate.class), row.getInt(3), row.getBoolean(4));
    }

    /** Notes that the load begins. */
    void begin(City city) {
        database.<Integer>transaction(transaction -> {
            try (PreparedStatement insert = transaction
                    .connection()
                    .prepareStatement("INSERT INTO demo.sample_city (seed, today, residents) VALUES (?, ?, ?)")) {
                insert.setLong(1, city.seed());
                insert.setObject(2, city.today());
                insert.setInt(3, city.residents());
                return insert.executeUpdate();
            }
        });
    }

    /** Notes that everything is there. */
    void finish() {
        database.<Integer>transaction(transaction -> {
            try (PreparedStatement update =
                    transaction.connection().prepareStatement("UPDATE demo.sample_city SET finished = now()")) {
                return update.executeUpdate();
            }
        });
    }
}
