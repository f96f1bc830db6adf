package city.haihe.app.record;

import city.haihe.app.platform.Examination;
import city.haihe.app.record.internal.DeepCheck;
import java.util.List;
import java.util.function.Consumer;

/** Compares what the record keeps beside each resource with the resource itself. */
public final class RecordExamination implements Examination {

    @Override
    public List<Part> examine(Subject subject, Consumer<Part> progress) {
        return new DeepCheck(subject, progress).run();
    }
}
