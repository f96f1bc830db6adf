package city.haihe.peers;

/** One way to do the work that is measured; used by one thread. */
interface Contender {

    /** What the table calls it. */
    String name();

    /**
     * Does the work on one message.
     *
     * @return a number that depends on all of the result, so that nothing of it can be left out
     * @throws Exception where the message is not taken
     */
    long work(byte[] message) throws Exception;
}
