package city.haihe.app.record.internal;

import java.util.List;

/** The operations on code systems, value sets and concept maps. */
final class TerminologyOperations {

    private TerminologyOperations() {}

    static List<Operation> of(RecordEngine engine) {
        return List.of(
                new CodeSystemLookup(engine),
                new CodeSystemValidateCode(engine),
                new CodeSystemSubsumes(engine),
                new CodeSystemUpload(engine),
                new CodeSystemUploadProgress(engine),
                new ValueSetExpand(engine),
                new ValueSetValidateCode(engine),
                new ConceptMapTranslate(engine));
    }
}
