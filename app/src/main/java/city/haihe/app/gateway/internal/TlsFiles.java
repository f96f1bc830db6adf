package city.haihe.app.gateway.internal;

import city.haihe.app.platform.StartupFailure;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.Set;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.jspecify.annotations.Nullable;

/**
 * The key and certificate that the gateway shows, in {@code DATA/tls}: {@code mllp.pem} and {@code mllp.key}. Where the operator
 * put none there, the installation's own authority ({@code ca.pem}, {@code ca.key}) signs one, anew before it ends.
 */
final class TlsFiles {

    private static final Duration AUTHORITY_LASTS = Duration.ofDays(3650);

    /** What browsers and others take at most. */
    private static final Duration SERVER_LASTS = Duration.ofDays(397);

    private static final Duration RENEWED_BEFORE = Duration.ofDays(30);
    private static final Duration CLOCKS_DIFFER = Duration.ofHours(1);
    private static final int SERIAL_BITS = 127;
    private static final int LINE = 64;
    private static final String OURS = "CN=Haihe MLLP";

    private final Path directory;
    private final String publicUrl;
    private final Instant now;

    /** A key with its certificate and, where it was signed here, its authority's. */
    record Identity(PrivateKey key, X509Certificate[] chain) {}

    TlsFiles(Path data, String publicUrl, Instant now) {
        this.directory = data.resolve("tls");
        this.publicUrl = publicUrl;
        this.now = now;
    }

    /** The server's identity, made where there is none. */
    Identity server() {
        try {
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Identity present = read("mllp");
            if (present != null && !isEnding(present.chain()[0])) {
                return present;
            }
            Identity authority = read("ca");
            if (authority == null) {
                authority = made("CN=Haihe installation CA", null, AUTHORITY_LASTS);
                write("ca", authority);
            }
            Identity server = made(OURS, authority, SERVER_LASTS);
            write("mllp", server);
            return server;
        } catch (IOException | GeneralSecurityException | IllegalArgumentException wrong) {
            throw new StartupFailure(
                    StartupFailure.Kind.CONFIGURATION,
                    directory + ": " + wrong.getMessage()
                            + " (expected: mllp.pem and mllp.key, a certificate and its PKCS #8 key, or neither)",
                    wrong);
        }
    }

    /** One of the operator's own is never replaced. */
    private boolean isEnding(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().getName().equals(OURS)
                && certificate.getNotAfter().toInstant().isBefore(now.plus(RENEWED_BEFORE));
    }

    private @Nullable Identity read(String name) throws IOException, GeneralSecurityException {
        Path certificate = directory.resolve(name + ".pem");
        Path key = directory.resolve(name + ".key");
        if (!Files.exists(certificate) || !Files.exists(key)) {
            return null;
        }
        X509Certificate[] chain;
        try (var in = Files.newInputStream(certificate)) {
            chain = CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
                    .map(X509Certificate.class::cast)
                    .toArray(X509Certificate[]::new);
        }
        if (chain.length == 0) {
            throw new GeneralSecurityException(name + ".pem holds no certificate");
        }
        String pem = Files.readString(key).replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
        PrivateKey secret = KeyFactory.getInstance(chain[0].getPublicKey().getAlgorithm())
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pem)));
        return new Identity(secret, chain);
    }

    private void write(String name, Identity identity) throws IOException, GeneralSecurityException {
        StringBuilder chain = new StringBuilder();
        for (X509Certificate certificate : identity.chain()) {
            chain.append(pem("CERTIFICATE", certificate.getEncoded()));
        }
        Path key = directory.resolve(name + ".key");
        Files.deleteIfExists(key);
        Files.createFile(key, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(key, pem("PRIVATE KEY", identity.key().getEncoded()));
        Files.writeString(directory.resolve(name + ".pem"), chain);
    }

    private static String pem(String type, byte[] bytes) {
        return "-----BEGIN " + type + "-----\n"
                + Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(bytes)
                + "\n-----END " + type + "-----\n";
    }

    private Identity made(String subject, @Nullable Identity authority, Duration lasts)
            throws IOException, GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair pair = generator.generateKeyPair();
        AlgorithmIdentifier algorithm = new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
        V3TBSCertificateGenerator wanted = new V3TBSCertificateGenerator();
        wanted.setSerialNumber(new org.bouncycastle.asn1.ASN1Integer(new BigInteger(SERIAL_BITS, new SecureRandom())));
        wanted.setSignature(algorithm);
        wanted.setIssuer(
                authority == null ? new X500Name(subject) : name(authority.chain()[0]));
        wanted.setSubject(new X500Name(subject));
        wanted.setStartDate(new Time(Date.from(now.minus(CLOCKS_DIFFER))));
        wanted.setEndDate(new Time(Date.from(now.plus(lasts))));
        wanted.setSubjectPublicKeyInfo(
                SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()));
        ExtensionsGenerator extensions = new ExtensionsGenerator();
        extensions.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority == null));
        extensions.addExtension(
                Extension.keyUsage,
                true,
                new KeyUsage(authority == null ? KeyUsage.keyCertSign | KeyUsage.cRLSign : KeyUsage.digitalSignature));
        if (authority != null) {
            extensions.addExtension(
                    Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
            extensions.addExtension(Extension.subjectAlternativeName, false, names());
        }
        wanted.setExtensions(extensions.generate());
        byte[] body = wanted.generateTBSCertificate().getEncoded("DER");
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(authority == null ? pair.getPrivate() : authority.key());
        signature.update(body);
        ASN1EncodableVector whole = new ASN1EncodableVector();
        whole.add(org.bouncycastle.asn1.ASN1Primitive.fromByteArray(body));
        whole.add(algorithm);
        whole.add(new DERBitString(signature.sign()));
        X509Certificate certificate = (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new java.io.ByteArrayInputStream(new DERSequence(whole).getEncoded("DER")));
        return new Identity(
                pair.getPrivate(),
                authority == null
                        ? new X509Certificate[] {certificate}
                        : new X509Certificate[] {certificate, authority.chain()[0]});
    }

    private static X500Name name(X509Certificate certificate) {
        return X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
    }

    private GeneralNames names() {
        Set<GeneralName> names = new LinkedHashSet<>();
        names.add(new GeneralName(GeneralName.dNSName, "localhost"));
        names.add(new GeneralName(GeneralName.iPAddress, "127.0.0.1"));
        String host = URI.create(publicUrl).getHost();
        if (host != null) {
            boolean address = host.matches("[0-9.]+") || host.startsWith("[");
            names.add(new GeneralName(
                    address ? GeneralName.iPAddress : GeneralName.dNSName,
                    host.replace("[", "").replace("]", "")));
        }
        return new GeneralNames(names.toArray(GeneralName[]::new));
    }
}
