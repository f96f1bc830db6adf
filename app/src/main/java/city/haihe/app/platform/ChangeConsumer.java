package city.haihe.app.platform;

import java.util.List;

/** Takes changes in the order of their positions, at least once. */
@FunctionalInterface
public interface ChangeConsumer {

    /** Handles a batch of consecutive changes. When it returns, the batch is done; when it throws, it comes again. */
    void accept(List<ChangeEvent> events);
}
