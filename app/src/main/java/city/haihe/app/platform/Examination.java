package city.haihe.app.platform;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** A look through all that a module keeps, for places where it disagrees with itself. It only reads. */
public interface Examination {

    /**
     * What is looked through.
     *
     * @param database the installation's database
     * @param settings the installation's settings
     * @param feed what the change feed holds
     */
    record Subject(Database database, Settings settings, FeedPages feed) {}

    /**
     * A place where something is not as it should be, in words without content of anybody's resources.
     *
     * @param place such as {@code Patient/abc}
     * @param problem such as {@code terms: 1 missing}
     */
    record Difference(String place, String problem) {}

    /**
     * What was found in one part. Each row is agreeing, waiting or differing.
     *
     * @param name such as {@code Patient} or {@code history}
     * @param rows how many were compared
     * @param agreeing how many are as they should be
     * @param waiting how many will be written anew by work that is under way, and are not as they should be yet
     * @param differing how many are not as they should be
     * @param took how long it took
     * @param named the first differences
     */
    record Part(
            String name,
            long rows,
            long agreeing,
            long waiting,
            long differing,
            Duration took,
            List<Difference> named) {}

    /**
     * Looks through everything.
     *
     * @param progress is told now and then how far a part has come
     * @return the parts that have something, in the order in which they were looked through
     * @throws StartupFailure where there is nothing that could be looked through, in words for the operator
     */
    List<Part> examine(Subject subject, Consumer<Part> progress);
}
