package city.haihe.app.gateway;

import java.util.List;
import java.util.Optional;

/** The hospitals' connections. */
public interface Connections {

    /** All, by name. */
    List<Connection> all();

    /** One by its name. */
    Optional<Connection> named(String name);

    /** Adds a connection or replaces the one of its name. */
    void save(Connection connection);

    /** Removes a connection and answers whether there was one. */
    boolean remove(String name);
}
