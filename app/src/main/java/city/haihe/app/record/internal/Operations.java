package city.haihe.app.record.internal;

import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.HaiheException;
import city.haihe.app.record.internal.Operation.Level;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The operations that there are, by name. Several may share a name where their types differ, as {@code $everything} of a
 * Patient and of an Encounter do.
 */
final class Operations {

    private static final char MARK = '$';

    private final Map<String, List<Operation>> operations = new TreeMap<>();

    Operations(List<Operation> operations) {
        for (Operation operation : operations) {
            this.operations.merge(
                    operation.name(),
                    List.of(operation),
                    (known, more) -> java.util.stream.Stream.concat(known.stream(), more.stream())
                            .toList());
        }
    }

    /** All operations, by their names. */
    Collection<Operation> all() {
        return operations.values().stream().flatMap(List::stream).toList();
    }

    /** Whether the address asks for an operation: its last segment begins with a dollar sign. */
    static boolean isAsked(String[] path) {
        return path.length > 0 && !path[path.length - 1].isEmpty() && path[path.length - 1].charAt(0) == MARK;
    }

    /** Refuses an answer that is wanted in no form that the operation of the address has. */
    void requireAcceptable(FhirRequest asked) {
        String accept = asked.header("Accept");
        String name = asked.path()[asked.path().length - 1].substring(1);
        boolean own = accept != null
                && operations.getOrDefault(name, List.of()).stream()
                        .anyMatch(operation ->
                                operation instanceof BroughtOperation brought && brought.answersIn(accept));
        if (!own) {
            asked.requireAcceptable();
        }
    }

    /** Carries out what the address asks for. The type of the address exists. */
    OperationAnswer invoke(FhirRequest asked, Visibility visibility) throws IOException {
        String[] path = asked.path();
        String name = path[path.length - 1].substring(1);
        Level level = switch (path.length) {
            case 1 -> Level.SYSTEM;
            case 2 -> Level.TYPE;
            case 3 -> Level.INSTANCE;
            default -> throw unknown(name, "at most a type and an id before it");
        };
        String type = path.length > 1 ? path[0] : "";
        Operation operation = find(name, level, type);
        boolean post = asked.method().equals("POST");
        if (operation.changesState()) {
            asked.requireMethod("POST");
        } else if (!post && !asked.method().equals("GET")) {
            throw asked.unsupported("GET, POST");
        }
        String id = path.length > 2 ? path[1] : "";
        if (operation instanceof StreamedOperation streamed) {
            OperationRequest request =
                    new OperationRequest(level, type, id, visibility, asked.query(), asked.preference(), new byte[0]);
            return streamed.invoke(request, asked.servlet());
        }
        return operation.invoke(new OperationRequest(
                level,
                type,
                id,
                visibility,
                asked.query(),
                asked.preference(),
                post ? asked.operationBody() : new byte[0]));
    }

    private Operation find(String name, Level level, String type) {
        List<Operation> known = operations.getOrDefault(name, List.of());
        if (known.isEmpty()) {
            throw unknown(name, "an operation of /metadata");
        }
        for (Operation operation : known) {
            if (operation.levels().contains(level) && (level == Level.SYSTEM || operation.appliesTo(type))) {
                return operation;
            }
        }
        throw unknown(name, "a level and type that it is defined for, see /metadata");
    }

    private static HaiheException unknown(String name, String expected) {
        return new HaiheException(
                ErrorCode.UNKNOWN_OPERATION,
                MARK + RecordErrors.quote(name) + ": not supported here (expected: " + expected + ")");
    }
}
