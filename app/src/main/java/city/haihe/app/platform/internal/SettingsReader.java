package city.haihe.app.platform.internal;

import city.haihe.app.platform.Role;
import city.haihe.app.platform.Settings;
import city.haihe.app.platform.StartupFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads settings from flags, variables and the file, refuses what it does not know, and checks every value. */
final class SettingsReader {

    /** Variables of the launcher and the tests that share our prefix. */
    private static final Set<String> OTHER_VARIABLES = Set.of(
            UnforeseenFailure.DEBUG, "HAIHE_LONG", "HAIHE_JAVA_OPTIONS", "HAIHE_CHROMIUM", "HAIHE_HOME", "HAIHE_JAR");

    /** A connection to the database gives up after a minute, and would not tell why. */
    private static final int MAX_SEARCH_SECONDS = 50;

    /** The settings' file in the data directory. */
    static final String FILE = "haihe.toml";

    private final Map<Setting, Source> values = new EnumMap<>(Setting.class);

    /** A value and where it came from, for the error message. */
    private record Source(String text, String origin) {}

    private SettingsReader() {}

    /**
     * The settings that the arguments, variables and the data directory's file make.
     *
     * @throws StartupFailure CONFIGURATION, naming the key, the value and what was expected; nothing was created
     */
    static Settings read(List<String> arguments, Map<String, String> environment) {
        SettingsReader reader = new SettingsReader();
        Map<Setting, Source> flags = flags(arguments);
        Map<Setting, Source> variables = variables(environment);
        reader.values.putAll(variables);
        reader.values.putAll(flags);
        Map<Setting, Source> file = file(reader.data().resolve(FILE));
        file.forEach(reader.values::putIfAbsent);
        return reader.settings();
    }

    static StartupFailure wrong(String message) {
        return new StartupFailure(StartupFailure.Kind.CONFIGURATION, message);
    }

    private static Map<Setting, Source> flags(List<String> arguments) {
        Map<Setting, Source> flags = new EnumMap<>(Setting.class);
        for (int index = 0; index < arguments.size(); index++) {
            String argument = arguments.get(index);
            if (!argument.startsWith("--")) {
                throw wrong("argument: \"" + argument + "\" (expected: a flag such as --port 8080; see --help)");
            }
            int equals = argument.indexOf('=');
            String key = argument.substring(2, equals < 0 ? argument.length() : equals);
            boolean off = key.startsWith("no-");
            Optional<Setting> setting = Setting.named(off ? key.substring(3) : key);
            if (setting.isEmpty() || (off && !setting.get().isSwitch())) {
                throw wrong("flag: \"--" + key + "\" (expected: one of those that --help lists)");
            }
            String text;
            if (equals >= 0) {
                text = argument.substring(equals + 1);
            } else if (setting.get().isSwitch()) {
                text = off ? "off" : "on";
            } else if (index + 1 < arguments.size()) {
                text = arguments.get(++index);
            } else {
                throw wrong(
                        "--" + key + ": no value (expected: " + setting.get().flag() + ")");
            }
            flags.put(setting.get(), new Source(text, "--" + key));
        }
        return flags;
    }

    private static Map<Setting, Source> variables(Map<String, String> environment) {
        Map<Setting, Source> variables = new EnumMap<>(Setting.class);
        environment.forEach((name, value) -> {
            if (!name.startsWith("HAIHE_") || OTHER_VARIABLES.contains(name)) {
                return;
            }
            Setting setting = Setting.ofVariable(name)
                    .orElseThrow(
                            () -> wrong("variable: \"" + name + "\" (expected: HAIHE_ and a flag's name, see --help)"));
            variables.put(setting, new Source(value, name));
        });
        return variables;
    }

    /** Reads {@code key = value} lines, quoted or bare, with {@code [section]}s and comments: the part of TOML we need. */
    private static Map<Setting, Source> file(Path file) {
        Map<Setting, Source> entries = new EnumMap<>(Setting.class);
        if (!Files.isRegularFile(file)) {
            return entries;
        }
        String section = "";
        int number = 0;
        for (String raw : lines(file)) {
            number++;
            String line = raw.strip();
            String place = FILE + " line " + number;
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            if (line.startsWith("[") && line.endsWith("]")) {
                section = line.substring(1, line.length() - 1).strip() + ".";
                continue;
            }
            int equals = line.indexOf('=');
            if (equals < 0) {
                throw wrong(place + ": \"" + line + "\" (expected: key = value)");
            }
            String key = section + line.substring(0, equals).strip();
            Setting setting = Setting.named(key)
                    .orElseThrow(() -> wrong(place + ": key: \"" + key + "\" (expected: a flag's name, see --help)"));
            entries.put(setting, new Source(unquote(line.substring(equals + 1).strip()), place + ": " + key));
        }
        return entries;
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException unreadable) {
            throw wrong(file + " cannot be read: " + unreadable.getMessage());
        }
    }

    /** The value without its quotes and without a comment behind it. */
    private static String unquote(String text) {
        if (text.startsWith("\"")) {
            int end = text.indexOf('"', 1);
            String rest = end < 0 ? "" : text.substring(end + 1).strip();
            return end > 0 && (rest.isEmpty() || rest.startsWith("#")) ? text.substring(1, end) : text;
        }
        int comment = text.indexOf('#');
        return comment < 0 ? text : text.substring(0, comment).strip();
    }

    private Settings settings() {
        int port = port(Setting.PORT, 8080);
        int mllpPort = port(Setting.MLLP_PORT, 2575);
        if (port == mllpPort) {
            throw wrong("mllp-port: \"" + mllpPort + "\" (expected: another port than the front door's)");
        }
        OptionalInt mllpTlsPort = text(Setting.MLLP_TLS_PORT)
                .map(given ->
                        given.equals("off") ? OptionalInt.empty() : OptionalInt.of(port(Setting.MLLP_TLS_PORT, 0)))
                .orElse(OptionalInt.empty());
        if (mllpTlsPort.isPresent() && (mllpTlsPort.getAsInt() == port || mllpTlsPort.getAsInt() == mllpPort)) {
            throw wrong(Setting.MLLP_TLS_PORT, "another port than the other doors'");
        }
        Optional<String> db = text(Setting.DB);
        db.ifPresent(PostgresAddress::parse);
        return new Settings(
                port,
                bind(),
                publicUrl(port),
                data(),
                db,
                flag(Setting.DEMO, db.isEmpty()),
                roles(),
                mllpPort,
                mllpTlsPort,
                choice(Setting.LOG, Settings.Log.values(), Settings.Log.PLAIN),
                flag(Setting.QUIET, false),
                flag(Setting.TRAIN, false),
                new Settings.RecordSettings(
                        choice(Setting.RECORD_REFERENCES, Settings.References.values(), Settings.References.ENFORCE),
                        flag(Setting.RECORD_CLIENT_IDS, false),
                        choice(
                                Setting.RECORD_CONDITIONAL_DELETE,
                                Settings.ConditionalDelete.values(),
                                Settings.ConditionalDelete.SINGLE),
                        choice(
                                Setting.RECORD_DELETE_REFERENCED,
                                Settings.DeleteReferenced.values(),
                                Settings.DeleteReferenced.REFUSE),
                        searchLimit()),
                new Settings.PortalSettings(
                        existing(Setting.PORTAL_WEB, "an existing directory"),
                        existing(Setting.PORTAL_NODE, "an existing program")));
    }

    private StartupFailure wrong(Setting setting, String expected) {
        Source source = values.get(setting);
        String origin = source == null ? setting.key() : source.origin();
        String text = source == null ? "" : source.text();
        return wrong(origin + ": \"" + text + "\" (expected: " + expected + ")");
    }

    private Optional<String> text(Setting setting) {
        return Optional.ofNullable(values.get(setting)).map(Source::text);
    }

    private Path data() {
        String text = text(Setting.DATA).orElse("./data");
        try {
            if (text.isBlank()) {
                throw wrong(Setting.DATA, "a directory");
            }
            return Path.of(text).toAbsolutePath().normalize();
        } catch (InvalidPathException invalid) {
            throw wrong(Setting.DATA, "a directory");
        }
    }

    private int port(Setting setting, int otherwise) {
        String text = text(setting).orElse(Integer.toString(otherwise));
        if (!text.matches("\\d{1,5}") || Integer.parseInt(text) > 65_535) {
            throw wrong(setting, "a port from 0 to 65535");
        }
        int port = Integer.parseInt(text);
        return port == 0 ? freePort() : port;
    }

    private Duration searchLimit() {
        String text = text(Setting.RECORD_SEARCH_LIMIT)
                .orElse(Long.toString(Settings.RecordSettings.DEFAULT_SEARCH_LIMIT.toSeconds()));
        if (!text.matches("[1-9]\\d?") || Integer.parseInt(text) > MAX_SEARCH_SECONDS) {
            throw wrong(Setting.RECORD_SEARCH_LIMIT, "whole seconds from 1 to " + MAX_SEARCH_SECONDS);
        }
        return Duration.ofSeconds(Integer.parseInt(text));
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException none) {
            throw new StartupFailure(StartupFailure.Kind.INTERNAL, "there is no free port", none);
        }
    }

    private String bind() {
        String text = text(Setting.BIND).orElse("127.0.0.1");
        try {
            InetAddress.getByName(text);
            return text;
        } catch (UnknownHostException unknown) {
            throw wrong(Setting.BIND, "an address of this machine, such as 127.0.0.1 or 0.0.0.0");
        }
    }

    private String publicUrl(int port) {
        String text = text(Setting.PUBLIC_URL).orElse("http://localhost:" + port);
        try {
            URI uri = new URI(text);
            boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            boolean bare = uri.getRawPath() == null
                    || uri.getRawPath().isEmpty()
                    || uri.getRawPath().equals("/");
            if (http && bare && uri.getHost() != null && uri.getRawQuery() == null && uri.getRawUserInfo() == null) {
                return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
            }
        } catch (URISyntaxException malformed) {
            // Answered below, as any other address that is none.
        }
        throw wrong(Setting.PUBLIC_URL, "http:// or https:// and a host, without a path");
    }

    private boolean flag(Setting setting, boolean otherwise) {
        return text(setting)
                .map(text -> switch (text.toLowerCase(Locale.ROOT)) {
                    case "on", "true", "1", "yes" -> true;
                    case "off", "false", "0", "no", "" -> false;
                    default -> throw wrong(setting, "on or off");
                })
                .orElse(otherwise);
    }

    private <E extends Enum<E>> E choice(Setting setting, E[] choices, E otherwise) {
        return text(setting)
                .map(text -> Arrays.stream(choices)
                        .filter(choice -> choice.name().equalsIgnoreCase(text))
                        .findFirst()
                        .orElseThrow(() -> wrong(setting, names(choices))))
                .orElse(otherwise);
    }

    private Set<Role> roles() {
        Optional<String> text = text(Setting.ROLES);
        if (text.isEmpty() || text.get().equals("all")) {
            return EnumSet.allOf(Role.class);
        }
        EnumSet<Role> roles = EnumSet.noneOf(Role.class);
        for (String name : text.get().split(",")) {
            roles.add(Arrays.stream(Role.values())
                    .filter(role -> role.name().equalsIgnoreCase(name.strip()))
                    .findFirst()
                    .orElseThrow(() -> wrong(Setting.ROLES, "some of " + names(Role.values()))));
        }
        return roles;
    }

    private static String names(Enum<?>[] choices) {
        return Arrays.stream(choices)
                .map(choice -> choice.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
    }

    private Optional<Path> existing(Setting setting, String expected) {
        @Nullable Source source = values.get(setting);
        if (source == null || source.text().isEmpty()) {
            return Optional.empty();
        }
        Path path = Path.of(source.text()).toAbsolutePath().normalize();
        if (!Files.exists(path)) {
            throw wrong(setting, expected);
        }
        return Optional.of(path);
    }

    /** The text of {@code up --help}. */
    static String help() {
        StringBuilder text = new StringBuilder("""
                usage: ./haihe up [OPTIONS]

                Starts the roles on the embedded PostgreSQL, or on the city's own with --db. Each option can also stand in
                DATA/haihe.toml under its name, or in the environment as HAIHE_ and its name in capitals.

                """);
        for (Setting setting : Setting.values()) {
            text.append("  %-28s %s [%s]%n".formatted(setting.flag(), setting.description(), setting.defaultText()));
        }
        return text.toString();
    }
}
