package city.haihe.app.platform.internal;

/** Where the process stands between its start and its end. */
final class Lifecycle {

    /** The phases, in order. */
    enum Phase {
        STARTING,
        READY,
        STOPPING
    }

    private volatile Phase phase = Phase.STARTING;

    boolean isStarting() {
        return phase == Phase.STARTING;
    }

    boolean isReady() {
        return phase == Phase.READY;
    }

    Phase phase() {
        return phase;
    }

    void enter(Phase next) {
        phase = next;
    }
}
