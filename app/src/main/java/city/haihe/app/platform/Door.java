package city.haihe.app.platform;

import java.time.Duration;

/** A listener other than the front door, such as MLLP, or a background consumer. Opened when its role is on. */
public interface Door {

    /** The role that it belongs to. */
    Role role();

    /** Its name in logs and in the role map. */
    String name();

    /** Opens it, once the start-up steps are done. A failure ends the start. */
    void open() throws Exception;

    /** Takes no new work, finishes what was begun within the time, then gives up. */
    void close(Duration within);
}
