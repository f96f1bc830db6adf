package city.haihe.app.gateway.internal;

import city.haihe.app.gateway.Connection;
import city.haihe.hl7v2.Message;
import city.haihe.v2fhir.Translation.Translated;
import org.jspecify.annotations.Nullable;

/** A message that was read and translated, or refused, and has yet to be committed. */
sealed interface Prepared {

    /** Its bytes. */
    Received received();

    /** The name of its sender's connection, or what stands for none. */
    String connectionName();

    /**
     * A message to be carried out.
     *
     * @param translated what it asks for
     * @param accepted the acknowledgement for when it was committed
     * @param key what it is known by, should it come again
     */
    record Taken(
            Received received,
            Connection connection,
            Message message,
            Translated translated,
            byte[] accepted,
            Inbox.Key key)
            implements Prepared {

        @Override
        public String connectionName() {
            return connection.name();
        }
    }

    /**
     * A message that is kept as a dead letter.
     *
     * @param message what could be read of it, or null
     * @param connection its sender's connection, or null where it has none
     */
    record Refused(
            Received received,
            @Nullable Connection connection,
            @Nullable Message message,
            Refusal refusal) implements Prepared {

        /** Stands for the connection where there is none. */
        static final String NO_CONNECTION = "none";

        @Override
        public String connectionName() {
            return connection == null ? NO_CONNECTION : connection.name();
        }
    }
}
