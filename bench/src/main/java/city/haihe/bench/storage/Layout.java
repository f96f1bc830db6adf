package city.haihe.bench.storage;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/** A way to store resources, with what the comparison asks of it. Methods answer how many rows were written or found. */
interface Layout {

    /** Its short name and what it is. */
    String name();

    /** The tables, whose sizes are counted. */
    List<String> tables();

    /** Makes the schema. */
    void create(Connection connection) throws SQLException;

    /** Stores one patient. */
    int insert(Connection connection, SamplePatient patient) throws SQLException;

    /** Stores one observation in few round trips. */
    int insert(Connection connection, SampleObservation observation) throws SQLException;

    /** {@code Patient?family=…&birthdate=…} */
    int patientByFamilyAndBirthDate(Connection connection, String family, LocalDate birthDate) throws SQLException;

    /** {@code Observation?patient=…&code=…&_sort=-date&_count=20} as that patient sees it. */
    int byPatientAndCode(Connection connection, int patient, String code) throws SQLException;

    /** {@code Observation?patient=…&category=…&date=ge…&date=lt…&_count=20} as that patient sees it. */
    int byPatientCategoryAndDate(Connection connection, int patient, String category, Instant from, Instant to)
            throws SQLException;

    /** {@code Observation?identifier=…|…}: one of all. */
    int byIdentifier(Connection connection, String value) throws SQLException;

    /** {@code Observation?code=…&_sort=-date&_count=20}: the newest of many. */
    int newestByCode(Connection connection, String code) throws SQLException;

    /** Makes a new token search parameter usable for the first {@code limit} stored observations. */
    int addTokenParameter(Connection connection, int limit) throws SQLException;
}
