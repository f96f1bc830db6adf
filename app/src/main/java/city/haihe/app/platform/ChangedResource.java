package city.haihe.app.platform;

/**
 * One resource version that a transaction wrote.
 *
 * @param type the resource type
 * @param id the logical id
 * @param version the version that was written, from 1
 * @param operation what was done
 */
public record ChangedResource(String type, String id, long version, Operation operation) {

    /** What was done to a resource. */
    public enum Operation {
        CREATE,
        UPDATE,
        DELETE
    }
}
