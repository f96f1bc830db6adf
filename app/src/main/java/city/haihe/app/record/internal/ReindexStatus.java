package city.haihe.app.record.internal;

import city.haihe.app.platform.SmartScope.Permission;
import city.haihe.fhir.FhirArray;
import city.haihe.fhir.FhirObject;
import java.util.List;
import java.util.Set;

/** {@code SearchParameter/$reindex-status}: which search parameters are not usable yet, and how far their reindexes have come. */
final class ReindexStatus implements Operation {

    private final RecordEngine engine;

    ReindexStatus(RecordEngine engine) {
        this.engine = engine;
    }

    @Override
    public String name() {
        return "reindex-status";
    }

    @Override
    public String definition() {
        return engine.settings().base() + "/OperationDefinition/SearchParameter-reindex-status";
    }

    @Override
    public Set<Level> levels() {
        return Set.of(Level.TYPE);
    }

    @Override
    public Set<String> types() {
        return Set.of(AddedParameter.TYPE);
    }

    @Override
    public boolean changesState() {
        return false;
    }

    @Override
    public OperationAnswer invoke(OperationRequest request) {
        request.inputs().requireKnown(List.of());
        request.visibility().require(AddedParameter.TYPE, Permission.SEARCH);
        List<Reindexing.Job> jobs = engine.database().read(Reindexing::unfinished);
        FhirArray parts = new FhirArray();
        for (Reindexing.Job job : jobs) {
            FhirArray inner = new FhirArray();
            String[] words = job.name().split(" ");
            if (job.name().startsWith(AddedParameter.JOB)) {
                inner.add(OperationAnswer.part("parameter")
                        .put(
                                "valueReference",
                                new FhirObject().put("reference", AddedParameter.TYPE + "/" + words[1])));
            }
            inner.add(OperationAnswer.part("done").put("valueDecimal", job.done()));
            inner.add(OperationAnswer.part("total").put("valueDecimal", job.total()));
            parts.add(OperationAnswer.part("reindex").put("part", inner));
        }
        FhirObject parameters = FhirObject.resource("Parameters");
        return OperationAnswer.of(parts.isEmpty() ? parameters : parameters.put("parameter", parts));
    }
}
