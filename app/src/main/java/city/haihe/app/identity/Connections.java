package city.haihe.app.identity;

import java.util.List;

/** The part of {@code DATA/credentials.json} that tells integrators which HL7 v2 senders are set up. */
public interface Connections {

    /**
     * A hospital's connection as integrators need to know it.
     *
     * @param name its name
     * @param sendingApplication what MSH-3 says
     * @param sendingFacility what MSH-4 says
     * @param charset the charset of its messages, such as {@code UTF-8}
     */
    record Known(String name, String sendingApplication, String sendingFacility, String charset) {}

    /** Writes the connections to the file; one of the same name is replaced. */
    void publish(List<Known> connections);
}
