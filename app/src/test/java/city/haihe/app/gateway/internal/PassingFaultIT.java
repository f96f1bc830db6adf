package city.haihe.app.gateway.internal;

import static city.haihe.app.gateway.internal.Hospital.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.haihe.app.gateway.internal.TestGateway.Peer;
import city.haihe.app.platform.Database;
import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.HaiheException;
import city.haihe.app.platform.internal.TestDatabase;
import java.io.IOException;
import java.net.http.HttpResponse;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** While something of ours is away for now nobody is told anything: the sender has the message and tries again. */
class PassingFaultIT {

    /** A database whose cable may be pulled: before the work, or after its commit. */
    private static final class Cable implements Database {

        private enum State {
            WHOLE,
            CUT,
            CUT_AFTER_COMMIT
        }

        private final Database database;
        private volatile State state = State.WHOLE;

        private Cable(Database database) {
            this.database = database;
        }

        @Override
        public <T extends @Nullable Object> T read(Work<T> work) {
            requireWhole(State.CUT);
            return database.read(work);
        }

        @Override
        public <T extends @Nullable Object> T transaction(TransactionalWork<T> work) {
            requireWhole(State.CUT);
            T result = database.transaction(work);
            requireWhole(State.CUT_AFTER_COMMIT);
            return result;
        }

        private void requireWhole(State broken) {
            if (state == broken) {
                throw new HaiheException(ErrorCode.UNAVAILABLE, "the database is not available");
            }
        }
    }

    @Test
    void closesWithoutAnAnswerAndTakesTheMessageOnceWhenItComesAgain() throws Exception {
        try (TestDatabase postgres = new TestDatabase()) {
            Cable cable = new Cable(postgres.database());
            try (TestGateway gateway = new TestGateway(postgres, cable)) {
                Hospital hospital = new Hospital(gateway);
                hospital.accept(hospital.result("C0", "P1", "F0", "131"));
                for (Cable.State broken : new Cable.State[] {Cable.State.CUT, Cable.State.CUT_AFTER_COMMIT}) {
                    String message = hospital.result("C" + broken, "P1", "F" + broken, "131");
                    long letters = gateway.count("SELECT count(*) FROM gateway.dead_letter");
                    cable.state = broken;
                    try (Peer peer = gateway.connect()) {
                        assertThatThrownBy(() -> peer.exchange(bytes(message))).isInstanceOf(IOException.class);
                    }
                    HttpResponse<byte[]> overHttp = gateway.post("system", "application/hl7-v2", bytes(message));
                    assertThat(overHttp.statusCode()).isEqualTo(503);
                    assertThat(overHttp.headers().firstValue("Retry-After")).isPresent();
                    cable.state = Cable.State.WHOLE;
                    hospital.accept(message);
                    assertThat(gateway.count("SELECT count(*) FROM gateway.dead_letter"))
                            .isEqualTo(letters);
                }
                assertThat(hospital.results("P1")).hasSize(3);
            }
        }
    }
}
