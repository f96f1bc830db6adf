package city.haihe.app.platform.internal;

import city.haihe.app.platform.Role;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which role opens which routes. Health and metrics belong to every process, so they are in no role. */
final class RoleMap {

    private static final Map<Role, List<String>> ROUTES = new EnumMap<>(Map.of(
            Role.GATEWAY, List.of("/v2", "/admin/connections", "/admin/dead-letters", "/admin/destinations"),
            Role.RECORD, List.of("/fhir"),
            Role.IDENTITY,
                    List.of(
                            "/.well-known",
                            "/oauth2",
                            "/userinfo",
                            "/connect",
                            "/sign-in",
                            "/sign-out",
                            "/consent",
                            "/identity",
                            "/admin/clients",
                            "/en/sign-in",
                            "/en/consent",
                            "/fhir/.well-known"),
            Role.PORTAL, List.of("/")));

    private static final List<String> EVERYWHERE = List.of("/health", "/metrics", "/error");

    private RoleMap() {}

    /** The role whose route is the longest that the path begins with; empty for what every process has. */
    static Optional<Role> roleOf(String path) {
        if (EVERYWHERE.stream().anyMatch(route -> matches(path, route))) {
            return Optional.empty();
        }
        Role found = Role.PORTAL;
        int longest = 0;
        for (Map.Entry<Role, List<String>> role : ROUTES.entrySet()) {
            for (String route : role.getValue()) {
                if (route.length() > longest && matches(path, route)) {
                    found = role.getKey();
                    longest = route.length();
                }
            }
        }
        return Optional.of(found);
    }

    private static boolean matches(String path, String route) {
        return route.equals("/")
                || (path.startsWith(route) && (path.length() == route.length() || path.charAt(route.length()) == '/'));
    }
}
