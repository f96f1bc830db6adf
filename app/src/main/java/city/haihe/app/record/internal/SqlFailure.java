package city.haihe.app.record.internal;

import java.sql.SQLException;

/** Carries a database's refusal through code that knows no database; whoever has the connection takes it out again. */
final class SqlFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final SQLException failure;

    SqlFailure(SQLException failure) {
        super(failure);
        this.failure = failure;
    }

    SQLException failure() {
        return failure;
    }
}
