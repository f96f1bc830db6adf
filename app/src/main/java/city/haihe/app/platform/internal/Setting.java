package city.haihe.app.platform.internal;

import java.util.Arrays;
import java.util.Optional;

/** Every setting, once: its name is the flag, the key in the file, and in capitals the variable. */
enum Setting {
    PORT("port", "PORT", "8080", "front door; 0 takes a free one"),
    BIND("bind", "ADDRESS", "127.0.0.1", "address to listen on"),
    PUBLIC_URL("public-url", "URL", "http://localhost:PORT", "address that others reach this by"),
    DATA("data", "DIR", "./data", "the installation's directory; deleting it resets the city"),
    DB("db", "URL", "embedded", "postgresql://user:password@host:port/database of the city's own server"),
    DEMO("demo", "", "on with the embedded database", "load the sample city once; --no-demo starts empty"),
    ROLES("roles", "NAMES", "all", "what this process opens: gateway,record,identity,portal"),
    MLLP_PORT("mllp-port", "PORT", "2575", "HL7 v2 messages over MLLP; 0 takes a free one"),
    MLLP_TLS_PORT(
            "mllp-tls-port",
            "PORT",
            "off",
            "HL7 v2 messages over MLLP with mutual TLS, usually 2576; 0 takes a free one"),
    LOG("log", "FORM", "plain", "log lines for people (plain) or machines (json)"),
    QUIET("quiet", "", "off", "print only the ready line"),
    RECORD_REFERENCES(
            "record.references", "MODE", "enforce", "references to resources that are not there: enforce, warn or off"),
    RECORD_CLIENT_IDS(
            "record.client-ids", "MODE", "off", "let an update create a resource under the client's id: on or off"),
    RECORD_CONDITIONAL_DELETE(
            "record.conditional-delete",
            "MODE",
            "single",
            "what a conditional delete may delete: a single match or multiple"),
    RECORD_DELETE_REFERENCED(
            "record.delete-referenced", "MODE", "refuse", "deleting what other resources refer to: refuse or allow"),
    RECORD_SEARCH_LIMIT(
            "record.search-limit", "SECONDS", "30", "how long a statement of a search may take before it answers 503"),
    PORTAL_WEB("portal.web", "DIR", "set by ./haihe", "the built pages"),
    PORTAL_NODE("portal.node", "FILE", "set by ./haihe", "the Node.js program that renders them"),
    TRAIN("train", "", "off", "stop as soon as everything is ready; for recording a faster start");

    private final String key;
    private final String placeholder;
    private final String defaultText;
    private final String description;

    Setting(String key, String placeholder, String defaultText, String description) {
        this.key = key;
        this.placeholder = placeholder;
        this.defaultText = defaultText;
        this.description = description;
    }

    String key() {
        return key;
    }

    String description() {
        return description;
    }

    String defaultText() {
        return defaultText;
    }

    /** Whether it is a flag without a value, which {@code --no-…} turns off. */
    boolean isSwitch() {
        return placeholder.isEmpty();
    }

    String flag() {
        return "--" + key + (isSwitch() ? "" : " " + placeholder);
    }

    String variable() {
        return "HAIHE_"
                + key.toUpperCase(java.util.Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    static Optional<Setting> named(String key) {
        return Arrays.stream(values())
                .filter(setting -> setting.key.equals(key))
                .findFirst();
    }

    static Optional<Setting> ofVariable(String variable) {
        return Arrays.stream(values())
                .filter(setting -> setting.variable().equals(variable))
                .findFirst();
    }
}
