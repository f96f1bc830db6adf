package city.haihe.app.gateway.internal;

import java.net.InetAddress;

/** What a connection hands its messages to. */
interface MessageHandler {

    /**
     * Carries out a message and answers the acknowledgement's bytes.
     *
     * @throws city.haihe.app.platform.HaiheException where something of ours is away for now: nobody is told, so that the
     *     sender tries again
     */
    byte[] process(byte[] bytes, InetAddress sender);

    /** The answer to a message that its peer may not send. */
    byte[] refuseSender(byte[] bytes);

    /** The answer to a message that was too large to be read. */
    byte[] refuseTooLarge(int maxBytes);
}
