package city.haihe.app.platform.internal;

import city.haihe.app.platform.StartupFailure;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/** Where PostgreSQL listens and who we are there. The password is never printed. */
record PostgresAddress(String host, int port, String database, String user, String password) {

    private static final int DEFAULT_PORT = 5432;

    /** Reads {@code postgresql://user:password@host:port/database}. */
    static PostgresAddress parse(String text) {
        try {
            URI uri = new URI(text);
            String credentials = uri.getRawUserInfo();
            boolean scheme = "postgresql".equals(uri.getScheme()) || "postgres".equals(uri.getScheme());
            if (!scheme
                    || uri.getHost() == null
                    || credentials == null
                    || uri.getPath().length() < 2) {
                throw wrong();
            }
            int colon = credentials.indexOf(':');
            String user = colon < 0 ? credentials : credentials.substring(0, colon);
            String password = colon < 0 ? "" : credentials.substring(colon + 1);
            return new PostgresAddress(
                    uri.getHost(),
                    uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort(),
                    uri.getPath().substring(1),
                    decode(user),
                    decode(password));
        } catch (URISyntaxException malformed) {
            throw wrong();
        }
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** The value may hold a password, so it is not repeated. */
    private static StartupFailure wrong() {
        return new StartupFailure(
                StartupFailure.Kind.CONFIGURATION, "db (expected: postgresql://user:password@host:port/database)");
    }

    String jdbcUrl() {
        return "jdbc:postgresql://" + host + ":" + port + "/" + database;
    }

    @Override
    public String toString() {
        return "postgresql://" + user + "@" + host + ":" + port + "/" + database;
    }
}
