package city.haihe.app.gateway.internal;

import city.haihe.app.gateway.Connection;
import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.HaiheException;
import city.haihe.hl7v2.Hl7Charset;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** {@code /admin/connections}: the hospitals' connections, as JSON. */
@RestController
@RequestMapping(path = "/admin/connections", produces = "application/json")
class ConnectionController {

    private static final String NAME = "[a-z0-9][a-z0-9-]{0,62}";
    private static final String DEFAULT_ZONE = "+08:00";

    /** Names and URIs; what is longer is a mistake. */
    private static final int MAX_TEXT = 199;

    /** Some thousand rows of a hospital's own code tables. */
    private static final int MAX_OVERLAY = 256 * 1024;

    private final Administration administration;
    private final ConnectionStore connections;
    private final Translators translators;

    ConnectionController(Administration administration, ConnectionStore connections, Translators translators) {
        this.administration = administration;
        this.connections = connections;
        this.translators = translators;
    }

    /** A connection as it is written and read here; what is left out gets its default. */
    record Body(
            @Nullable String name,
            @Nullable String sendingApplication,
            @Nullable String sendingFacility,
            @Nullable String organisationName,
            @Nullable String charset,
            @Nullable String charsetOverride,
            @Nullable String zone,
            @Nullable List<String> allowedAddresses,
            @Nullable Map<String, String> authoritySystems,
            @Nullable String overlay,
            @Nullable Boolean enabled) {

        static Body of(Connection connection) {
            return new Body(
                    connection.name(),
                    connection.sendingApplication(),
                    connection.sendingFacility(),
                    connection.organisationName(),
                    connection.charset().hl7Name(),
                    Optional.ofNullable(connection.charsetOverride())
                            .map(Hl7Charset::hl7Name)
                            .orElse(null),
                    connection.zone().getId(),
                    connection.allowedAddresses(),
                    connection.authoritySystems(),
                    connection.overlay(),
                    connection.enabled());
        }

        Connection toConnection(String name) {
            return new Connection(
                    name,
                    required(sendingApplication, "sendingApplication", "MSH-3.1 of its messages"),
                    required(sendingFacility, "sendingFacility", "MSH-4.1 of its messages"),
                    organisationName == null ? null : storable(organisationName, "organisationName"),
                    readCharset("charset", charset == null ? Hl7Charset.UTF_8.hl7Name() : charset),
                    charsetOverride == null ? null : readCharset("charsetOverride", charsetOverride),
                    readZone(),
                    readAddresses(),
                    readSystems(),
                    overlay == null || overlay.isBlank() ? null : overlay,
                    enabled == null || enabled);
        }

        private static String required(@Nullable String value, String field, String expected) {
            if (value == null || value.isBlank()) {
                throw new HaiheException(
                        ErrorCode.INVALID_REQUEST, field + ": none (expected: " + expected + ")", field);
            }
            return storable(value, field);
        }

        private static String storable(String value, String field) {
            if (value.length() > MAX_TEXT || value.chars().anyMatch(Character::isISOControl)) {
                throw new HaiheException(
                        ErrorCode.INVALID_REQUEST,
                        field + " (expected: at most " + MAX_TEXT + " printable characters)",
                        field);
            }
            return value;
        }

        private List<String> readAddresses() {
            List<String> addresses = new ArrayList<>();
            for (@Nullable String address : Objects.requireNonNullElse(allowedAddresses, List.<String>of())) {
                try {
                    addresses.add(InetAddress.ofLiteral(String.valueOf(address)).getHostAddress());
                } catch (IllegalArgumentException none) {
                    throw new HaiheException(
                            ErrorCode.INVALID_REQUEST,
                            "allowedAddresses: \"" + address + "\" (expected: IPv4 or IPv6 addresses)",
                            "allowedAddresses",
                            none);
                }
            }
            return addresses;
        }

        private Map<String, String> readSystems() {
            Map<String, String> systems = Objects.requireNonNullElse(authoritySystems, Map.of());
            systems.forEach((namespace, system) -> {
                storable(namespace, "authoritySystems");
                required(system, "authoritySystems", "a URI for each namespace");
            });
            return systems;
        }

        private static Hl7Charset readCharset(String field, String named) {
            return Hl7Charset.named(named)
                    .orElseThrow(() -> new HaiheException(
                            ErrorCode.INVALID_REQUEST,
                            field + ": \"" + named + "\" (expected: " + Hl7Charset.EXPECTED + ")",
                            field));
        }

        private ZoneId readZone() {
            String named = zone == null ? DEFAULT_ZONE : zone;
            try {
                return ZoneId.of(named);
            } catch (DateTimeException unknown) {
                throw new HaiheException(
                        ErrorCode.INVALID_REQUEST,
                        "zone: \"" + named + "\" (expected: such as +08:00 or Asia/Shanghai)",
                        "zone",
                        unknown);
            }
        }
    }

    @GetMapping
    Map<String, List<Body>> list(HttpServletRequest request) {
        administration.require(request);
        return Map.of("connections", connections.all().stream().map(Body::of).toList());
    }

    @GetMapping("/{name}")
    Body read(HttpServletRequest request, @PathVariable String name) {
        administration.require(request);
        return connections.named(name).map(Body::of).orElseThrow(() -> unknown(name));
    }

    @PutMapping(path = "/{name}", consumes = "application/json")
    Body save(HttpServletRequest request, @PathVariable String name, @RequestBody Body body) {
        administration.require(request);
        if (!name.matches(NAME)) {
            throw new HaiheException(
                    ErrorCode.INVALID_REQUEST,
                    "name: \"" + name + "\" (expected: lower-case letters, digits and hyphens)",
                    "name");
        }
        Connection connection = body.toConnection(name);
        requireUsable(connection.overlay());
        connections.save(connection);
        return read(request, name);
    }

    @DeleteMapping("/{name}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void remove(HttpServletRequest request, @PathVariable String name) {
        administration.require(request);
        if (!connections.remove(name)) {
            throw unknown(name);
        }
    }

    private void requireUsable(@Nullable String overlay) {
        if (overlay == null) {
            return;
        }
        if (overlay.length() > MAX_OVERLAY) {
            throw new HaiheException(
                    ErrorCode.INVALID_REQUEST, "overlay (expected: at most " + MAX_OVERLAY + " characters)", "overlay");
        }
        try {
            translators.with(overlay);
        } catch (IllegalArgumentException mistake) {
            throw new HaiheException(ErrorCode.INVALID_REQUEST, "overlay: " + mistake.getMessage(), "overlay", mistake);
        }
    }

    private static HaiheException unknown(String name) {
        return new HaiheException(ErrorCode.NOT_FOUND, "connection: \"" + name + "\" (expected: a connection's name)");
    }
}
