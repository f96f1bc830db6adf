package city.haihe.app.gateway.internal;

import java.net.InetAddress;

/** What a connection hands its messages to. */
interface MessageHandler {

    /** Carries out a message and answers the acknowledgement's bytes. */
    byte[] process(byte[] bytes, InetAddress sender);

    /** The answer to a message that was too large to be read. */
    byte[] refuseTooLarge(int maxBytes);

    /** The answer to a message that there is no room for now; the bytes are as much of it as was read, or none. */
    byte[] refuseBusy(byte[] bytes);
}
