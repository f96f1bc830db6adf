package city.haihe.app.record.internal;

import city.haihe.app.record.ServerOperation;
import city.haihe.fhir.FhirObject;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** An operation of another module at the record's door. */
final class BroughtOperation implements StreamedOperation {

    private final ServerOperation operation;

    BroughtOperation(ServerOperation operation) {
        this.operation = operation;
    }

    @Override
    public String name() {
        return operation.name();
    }

    @Override
    public String definition() {
        return operation.definition();
    }

    @Override
    public Set<Level> levels() {
        return Set.of(Level.SYSTEM);
    }

    @Override
    public Set<String> types() {
        return Set.of();
    }

    @Override
    public OperationAnswer invoke(OperationRequest request, HttpServletRequest servlet) throws IOException {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (QueryString.Parameter parameter : request.withoutForm().parameters()) {
            if (!operation.parameters().contains(parameter.name())) {
                List<String> known = operation.parameters().stream().sorted().toList();
                throw RecordErrors.unsupportedParameter(
                        parameter.name(), known.isEmpty() ? "no parameter" : "one of " + String.join(", ", known));
            }
            parameters.putIfAbsent(parameter.name(), parameter.value());
        }
        byte[] body = FhirRequest.of(servlet).body();
        ServerOperation.Call call =
                new ServerOperation.Call(request.visibility().caller(), servlet.getContentType(), body, parameters);
        return switch (operation.invoke(call)) {
            case ServerOperation.Answer.Resource(FhirObject resource) -> OperationAnswer.of(resource);
            case ServerOperation.Answer.Other(String contentType, byte[] answer) ->
                new OperationAnswer.Other(contentType, answer);
        };
    }

    /** Whether a header {@code Accept} names a media type of its own. */
    boolean answersIn(String accept) {
        return operation.mediaTypes().stream().anyMatch(accept::contains);
    }
}
