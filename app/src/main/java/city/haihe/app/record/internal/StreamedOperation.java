package city.haihe.app.record.internal;

import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.HaiheException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;

/** An operation that reads its body itself, bit by bit, because it may be far larger than a resource. */
interface StreamedOperation extends Operation {

    /** Carries it out with what stands in the body of the servlet's request. */
    OperationAnswer invoke(OperationRequest request, HttpServletRequest servlet) throws IOException;

    @Override
    default boolean changesState() {
        return true;
    }

    @Override
    default OperationAnswer invoke(OperationRequest request) {
        throw new HaiheException(ErrorCode.UNSUPPORTED_INTERACTION, "$" + name() + " (expected: a request of its own)");
    }
}
