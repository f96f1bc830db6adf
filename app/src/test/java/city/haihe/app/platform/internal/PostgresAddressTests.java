package city.haihe.app.platform.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.haihe.app.platform.StartupFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PostgresAddressTests {

    @Test
    void readsEveryPart() {
        assertThat(PostgresAddress.parse("postgresql://haihe:secret@db.example:6432/city"))
                .isEqualTo(new PostgresAddress("db.example", 6432, "city", "haihe", "secret"));
    }

    @Test
    void takesTheUsualPortAndTheShortScheme() {
        PostgresAddress address = PostgresAddress.parse("postgres://haihe@db.example/city");
        assertThat(address).isEqualTo(new PostgresAddress("db.example", 5432, "city", "haihe", ""));
        assertThat(address.jdbcUrl()).isEqualTo("jdbc:postgresql://db.example:5432/city");
    }

    @Test
    void decodesWhatAnAddressCannotHoldAndKeepsThePlus() {
        PostgresAddress address = PostgresAddress.parse("postgresql://ha%40ihe:a+b%2F%3A@db.example/city");
        assertThat(address.user()).isEqualTo("ha@ihe");
        assertThat(address.password()).isEqualTo("a+b/:");
    }

    @Test
    void neverShowsThePassword() {
        assertThat(PostgresAddress.parse("postgresql://haihe:secret@db.example/city"))
                .hasToString("postgresql://haihe@db.example:5432/city");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "secret",
                "jdbc:postgresql://db.example/city",
                "mysql://haihe:secret@db.example/city",
                "postgresql:secret",
                "postgresql://db.example/city",
                "postgresql://haihe:secret@db.example",
                "postgresql://haihe:secret@db.example/",
                "postgresql://haihe:secret@/city",
                "postgresql://haihe:sec ret@db.example/city",
                "postgresql://haihe:%zz@db.example/city"
            })
    void refusesAnythingElseWithoutRepeatingIt(String text) {
        assertThatThrownBy(() -> PostgresAddress.parse(text))
                .isInstanceOfSatisfying(
                        StartupFailure.class,
                        failure -> assertThat(failure.kind()).isEqualTo(StartupFailure.Kind.CONFIGURATION))
                .hasMessage("db (expected: postgresql://user:password@host:port/database)");
    }
}
