package city.haihe.app.gateway.internal;

import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.HaiheException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** {@code /admin/connections/NAME/certificates}: which certificates stand for a connection. */
@RestController
@RequestMapping(path = "/admin/connections/{name}/certificates", produces = "application/json")
class CertificateController {

    private final Administration administration;
    private final ConnectionStore connections;
    private final Certificates certificates;

    CertificateController(Administration administration, ConnectionStore connections, Certificates certificates) {
        this.administration = administration;
        this.connections = connections;
        this.certificates = certificates;
    }

    /** A certificate in PEM form (RFC 7468). */
    record Body(@Nullable String certificate) {}

    /** A certificate as it is told; times in RFC 3339. */
    record Told(
            String fingerprint,
            String subject,
            String notAfter,
            String addedAt,
            @Nullable String revokedAt) {
        static Told of(Certificates.Bound bound) {
            return new Told(
                    bound.fingerprint(),
                    bound.subject(),
                    bound.notAfter().toString(),
                    bound.addedAt().toString(),
                    bound.revokedAt() == null ? null : bound.revokedAt().toString());
        }
    }

    @GetMapping
    Map<String, List<Told>> list(HttpServletRequest request, @PathVariable String name) {
        administration.require(request);
        requireConnection(name);
        return Map.of(
                "certificates", certificates.of(name).stream().map(Told::of).toList());
    }

    @PostMapping(consumes = "application/json")
    @ResponseStatus(HttpStatus.CREATED)
    Told bind(HttpServletRequest request, @PathVariable String name, @RequestBody Body body) {
        administration.require(request);
        requireConnection(name);
        return Told.of(certificates.bind(name, read(body.certificate())));
    }

    @DeleteMapping("/{fingerprint}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void revoke(HttpServletRequest request, @PathVariable String name, @PathVariable String fingerprint) {
        administration.require(request);
        if (!certificates.revoke(name, fingerprint)) {
            throw new HaiheException(
                    ErrorCode.NOT_FOUND, "certificate (expected: the fingerprint of one of the connection's)");
        }
    }

    private void requireConnection(String name) {
        if (connections.named(name).isEmpty()) {
            throw new HaiheException(
                    ErrorCode.NOT_FOUND, "connection: \"" + name + "\" (expected: a connection's name)");
        }
    }

    private static X509Certificate read(@Nullable String pem) {
        try {
            byte[] bytes = String.valueOf(pem).getBytes(StandardCharsets.US_ASCII);
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(bytes));
        } catch (CertificateException none) {
            throw new HaiheException(
                    ErrorCode.INVALID_REQUEST,
                    "certificate (expected: an X.509 certificate in PEM form)",
                    "certificate",
                    none);
        }
    }
}
