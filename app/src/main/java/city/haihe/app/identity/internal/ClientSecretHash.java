package city.haihe.app.identity.internal;

import org.jspecify.annotations.Nullable;
import org.springframework.security.crypto.password.PasswordEncoder;

/** Client secrets are 256 random bits, so SHA-256 keeps them and costs nothing at each token. */
final class ClientSecretHash implements PasswordEncoder {

    @Override
    public @Nullable String encode(@Nullable CharSequence secret) {
        return secret == null ? null : Secrets.hashText(secret.toString());
    }

    @Override
    public boolean matches(@Nullable CharSequence secret, @Nullable String hash) {
        return secret != null && hash != null && Secrets.same(Secrets.hashText(secret.toString()), hash);
    }
}
