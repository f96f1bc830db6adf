package city.haihe.app.platform;

/** A set of doors and background consumers that a process opens; {@code --roles} names some, the default is all. */
public enum Role {
    GATEWAY,
    RECORD,
    IDENTITY,
    PORTAL
}
