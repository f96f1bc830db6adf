package city.haihe.app.record.internal;

import city.haihe.app.platform.Caller;
import city.haihe.app.platform.Database;
import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.HaiheException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Seals page links with AES-GCM under a key of the installation, bound to who asked: a link shows nothing of what it holds
 * and means nothing to another caller.
 */
final class PageSeal {

    private static final String KEY_NAME = "page-links";
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final Database database;
    private final SecureRandom random = new SecureRandom();
    private volatile @Nullable SecretKeySpec key;

    PageSeal(Database database) {
        this.database = database;
    }

    String seal(Caller caller, PageToken token) {
        try {
            byte[] nonce = new byte[NONCE_BYTES];
            random.nextBytes(nonce);
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, caller, nonce).doFinal(token.toBytes());
            byte[] link = Arrays.copyOf(nonce, NONCE_BYTES + sealed.length);
            System.arraycopy(sealed, 0, link, NONCE_BYTES, sealed.length);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(link);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM", e);
        }
    }

    PageToken open(Caller caller, String link) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(link);
            if (bytes.length <= NONCE_BYTES) {
                throw unknown();
            }
            Cipher cipher = cipher(Cipher.DECRYPT_MODE, caller, Arrays.copyOf(bytes, NONCE_BYTES));
            return PageToken.parse(cipher.doFinal(bytes, NONCE_BYTES, bytes.length - NONCE_BYTES));
        } catch (IllegalArgumentException | AEADBadTagException notOurs) {
            throw unknown();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM", e);
        }
    }

    private static HaiheException unknown() {
        return new HaiheException(
                ErrorCode.INVALID_PARAMETER, "_page: not a page link of this caller (expected: a link of a Bundle)");
    }

    private Cipher cipher(int mode, Caller caller, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key(), new GCMParameterSpec(TAG_BITS, nonce));
        String bound = caller.actor() + '\n' + caller.client() + '\n' + caller.patient();
        cipher.updateAAD(bound.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    private SecretKeySpec key() {
        SecretKeySpec known = key;
        if (known == null) {
            known = new SecretKeySpec(loadOrMake(), "AES");
            key = known;
        }
        return known;
    }

    /** All processes on one database share the key; the first that needs it makes it. */
    private byte[] loadOrMake() {
        byte[] fresh = new byte[KEY_BYTES];
        random.nextBytes(fresh);
        return database.transaction(transaction -> {
            try (PreparedStatement insert = transaction
                    .connection()
                    .prepareStatement("INSERT INTO record.secret (name,value) VALUES (?,?) ON CONFLICT DO NOTHING")) {
                insert.setString(1, KEY_NAME);
                insert.setBytes(2, fresh);
                insert.executeUpdate();
            }
            try (PreparedStatement select =
                    transaction.connection().prepareStatement("SELECT value FROM record.secret WHERE name=?")) {
                select.setString(1, KEY_NAME);
                try (ResultSet rows = select.executeQuery()) {
                    rows.next();
                    return rows.getBytes(1);
                }
            }
        });
    }
}
