package city.haihe.app.identity.internal;

import city.haihe.app.identity.NewPerson;
import city.haihe.app.identity.People;
import city.haihe.app.identity.PersonRole;
import city.haihe.app.platform.Database;
import city.haihe.fhir.FhirObject;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** People in the table {@code identity.person}. */
@Component
class StoredPeople implements People {

    private static final String COLUMNS =
            "id, username, display_name, role, fhir_user, patient_id, password_hash FROM identity.person";

    private final Database database;
    private final Passwords passwords;
    private final CredentialsFile credentials;

    StoredPeople(Database database, Passwords passwords, CredentialsFile credentials) {
        this.database = database;
        this.passwords = passwords;
        this.credentials = credentials;
    }

    @Override
    public List<String> registerAll(List<NewPerson> people) {
        List<String> made = people.stream().map(person -> Secrets.password()).toList();
        List<String> hashes = made.parallelStream().map(passwords::hash).toList();
        List<FhirObject> entries = new ArrayList<>();
        for (int index = 0; index < people.size(); index++) {
            entries.add(entry(people.get(index), made.get(index)));
        }
        database.<Boolean>transaction(transaction -> {
            try (PreparedStatement insert = transaction.connection().prepareStatement("""
                            INSERT INTO identity.person
                                (id, username, display_name, role, fhir_user, patient_id, password_hash)
                            VALUES (?, ?, ?, ?, ?, ?, ?)
                            ON CONFLICT (username) DO UPDATE SET display_name = EXCLUDED.display_name,
                                role = EXCLUDED.role, fhir_user = EXCLUDED.fhir_user,
                                patient_id = EXCLUDED.patient_id, password_hash = EXCLUDED.password_hash""")) {
                for (int index = 0; index < people.size(); index++) {
                    NewPerson person = people.get(index);
                    insert.setObject(1, UUID.randomUUID());
                    insert.setString(2, fold(person.username()));
                    insert.setString(3, person.displayName());
                    insert.setString(4, person.role().name());
                    insert.setString(5, person.fhirUser());
                    insert.setString(6, person.patientId());
                    insert.setString(7, hashes.get(index));
                    insert.addBatch();
                }
                insert.executeBatch();
            }
            credentials.add("people", "username", entries);
            return true;
        });
        return made;
    }

    private static FhirObject entry(NewPerson person, String password) {
        return new FhirObject()
                .put("username", fold(person.username()))
                .put("password", password)
                .put("role", person.role().text())
                .put("name", person.displayName())
                .putIfPresent("fhirUser", person.fhirUser())
                .put("identifiers", CredentialsFile.texts(person.identifiers()));
    }

    /** The person with the name, however it is written. */
    Optional<Person> byUsername(String username) {
        // PostgreSQL has no text with a NUL.
        return username.indexOf('\0') >= 0 ? Optional.empty() : find("username = ?", fold(username));
    }

    /** The person with the id. */
    Optional<Person> byId(UUID id) {
        return find("id = ?", id);
    }

    /** Whether there is anybody yet. */
    boolean isEmpty() {
        return find("true OR id = ?", new UUID(0, 0)).isEmpty();
    }

    private Optional<Person> find(String condition, Object value) {
        return database.read(connection -> {
            try (PreparedStatement select =
                    connection.prepareStatement("SELECT " + COLUMNS + " WHERE " + condition + " LIMIT 1")) {
                select.setObject(1, value);
                try (ResultSet rows = select.executeQuery()) {
                    return rows.next() ? Optional.of(person(rows)) : Optional.empty();
                }
            }
        });
    }

    private static Person person(ResultSet row) throws SQLException {
        return new Person(
                row.getObject(1, UUID.class),
                row.getString(2),
                row.getString(3),
                PersonRole.valueOf(row.getString(4)),
                row.getString(5),
                row.getString(6),
                row.getString(7));
    }

    static String fold(String username) {
        return Normalizer.normalize(username.strip(), Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    }
}
