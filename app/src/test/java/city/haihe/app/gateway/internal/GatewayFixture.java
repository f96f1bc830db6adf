package city.haihe.app.gateway.internal;

import city.haihe.app.platform.internal.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** One gateway on one database for all tests of a class, and for each test a hospital of its own that sends to it. */
@TestInstance(Lifecycle.PER_CLASS)
abstract class GatewayFixture {

    final TestDatabase postgres = new TestDatabase();
    TestGateway gateway;
    Hospital hospital;

    @BeforeAll
    void start() throws Exception {
        gateway = new TestGateway(postgres);
    }

    @BeforeEach
    void open() {
        hospital = new Hospital(gateway);
    }

    @AfterAll
    void stop() {
        gateway.close();
        postgres.close();
    }
}
