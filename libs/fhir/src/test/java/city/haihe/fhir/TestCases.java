package city.haihe.fhir;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;

/** The files of the official test cases of FHIR R4, read from their archive. */
public final class TestCases {

    private static final String ROOT = "org/hl7/fhir/testcases/r4/";
    private static final List<String> FOLDERS = List.of("", "examples/");

    private TestCases() {}

    /** The bytes of a file below the folder of R4. */
    public static byte[] bytes(String name) {
        byte[] bytes = find(name);
        if (bytes == null) {
            throw new IllegalArgumentException(name);
        }
        return bytes;
    }

    /** An example resource by its file's name; those that exist in XML only are converted. */
    public static FhirObject resource(String file) {
        for (String folder : FOLDERS) {
            byte[] bytes = find(folder + file);
            if (bytes != null) {
                return file.endsWith(".xml") ? new XmlResource(bytes).read() : FhirJsonParser.parseTrusted(bytes);
            }
        }
        throw new IllegalArgumentException(file);
    }

    /** The JSON files that hold a resource of R4 by its type's name, with their contents, by their names. */
    public static Map<String, byte[]> resources() {
        Map<String, byte[]> files = new TreeMap<>();
        URL suite = TestCases.class.getResource("/" + ROOT + "fhirpath/tests-fhir-r4.xml");
        if (suite == null) {
            throw new IllegalStateException(ROOT);
        }
        try {
            URLConnection connection = suite.openConnection();
            connection.setUseCaches(false);
            try (JarFile jar = ((JarURLConnection) connection).getJarFile()) {
                List<JarEntry> entries = new ArrayList<>(jar.stream().toList());
                for (JarEntry entry : entries) {
                    String name = entry.getName();
                    if (name.startsWith(ROOT) && name.endsWith(".json")) {
                        try (InputStream in = jar.getInputStream(entry)) {
                            byte[] json = in.readAllBytes();
                            if (isResource(json)) {
                                files.put(name.substring(ROOT.length()), json);
                            }
                        }
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }

    private static boolean isResource(byte[] json) {
        try {
            return R4.definitions()
                    .isResourceType(FhirJsonParser.parseTrusted(json).resourceType());
        } catch (FhirParseException noObject) {
            return false;
        }
    }

    private static byte @Nullable [] find(String name) {
        try (InputStream in = TestCases.class.getResourceAsStream("/" + ROOT + name)) {
            return in == null ? null : in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
