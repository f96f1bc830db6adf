package city.haihe.app.platform;

/** Who can mend an error. */
public enum ErrorCategory {
    /** The caller sent something wrong. */
    USER,
    /** The caller may not do this. */
    POLICY,
    /** A system that we talk to misbehaved. */
    PEER,
    /** A fault of ours. */
    INTERNAL,
    /** A bound was reached: size, time, number. */
    RESOURCE
}
