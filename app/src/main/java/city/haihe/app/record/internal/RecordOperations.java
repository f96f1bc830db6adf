package city.haihe.app.record.internal;

import city.haihe.app.record.ServerOperation;
import java.util.ArrayList;
import java.util.List;

/** The one list of the record's operations. */
final class RecordOperations {

    private RecordOperations() {}

    /** All of them on the parts of the record, and those that other modules bring. */
    static Operations of(RecordEngine engine, Interactions interactions, List<ServerOperation> brought) {
        List<Operation> operations = new ArrayList<>(List.of(
                new EverythingOperation(engine, interactions, EverythingScope.patient(engine.parameters())),
                new EverythingOperation(engine, interactions, EverythingScope.encounter(engine.parameters())),
                new ValidateOperation(engine, interactions),
                new ReindexStatus(engine),
                new LastnOperation(engine),
                new MetaOperation(engine, interactions),
                new MetaChangeOperation(engine, MetaChangeOperation.Change.ADD),
                new MetaChangeOperation(engine, MetaChangeOperation.Change.DELETE)));
        operations.addAll(TerminologyOperations.of(engine));
        brought.forEach(operation -> operations.add(new BroughtOperation(operation)));
        return new Operations(operations);
    }
}
