package city.haihe.fhir.path;

import static org.assertj.core.api.Assertions.assertThat;

import city.haihe.fhir.TestCases;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

/** The official suite of FHIRPath for FHIR R4: every test, and every failure with the reason that is known for it. */
class OfficialFhirPathSuiteTests {

    private static final double LEAST_SHARE = 0.95;

    @Test
    void passesTheOfficialSuiteButForWhatIsExplained() throws Exception {
        Map<String, String> explained = explanations();
        Map<String, String> failures = new TreeMap<>();
        Map<String, int[]> groups = new LinkedHashMap<>();
        int passed = 0;
        List<SuiteTest> tests = tests();
        for (SuiteTest test : tests) {
            int[] counts = groups.computeIfAbsent(test.group(), group -> new int[2]);
            String failure = test.run();
            if (failure == null) {
                passed++;
                counts[0]++;
            } else {
                counts[1]++;
                failures.put(test.group() + "/" + test.name(), test.expression() + " -> " + failure);
            }
        }
        groups.forEach(
                (group, counts) -> System.out.printf("%-32s passed %3d failed %3d%n", group, counts[0], counts[1]));
        System.out.printf("FHIRPath: %d of %d passed, %d failed%n", passed, tests.size(), failures.size());
        failures.forEach((name, failure) -> System.out.println("  " + name + ": " + failure));

        assertThat((double) passed / tests.size()).isGreaterThanOrEqualTo(LEAST_SHARE);
        assertThat(failures.keySet()).isEqualTo(explained.keySet());
    }

    private static List<SuiteTest> tests() throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        Element root = factory.newDocumentBuilder()
                .parse(new ByteArrayInputStream(TestCases.bytes("fhirpath/tests-fhir-r4.xml")))
                .getDocumentElement();
        List<SuiteTest> tests = new ArrayList<>();
        for (Element group : SuiteTest.children(root, "group")) {
            Map<String, Integer> names = new LinkedHashMap<>();
            for (Element test : SuiteTest.children(group, "test")) {
                String name = test.getAttribute("name");
                int count = names.merge(name, 1, Integer::sum);
                tests.add(SuiteTest.read(group.getAttribute("name"), count == 1 ? name : name + "#" + count, test));
            }
        }
        return tests;
    }

    /** The known failures, each with its explanation. */
    private static Map<String, String> explanations() throws Exception {
        Map<String, String> explained = new TreeMap<>();
        try (InputStream in = OfficialFhirPathSuiteTests.class.getResourceAsStream("known-failures.txt")) {
            String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            text.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .forEach(line -> {
                        int colon = line.indexOf(": ");
                        explained.put(line.substring(0, colon), line.substring(colon + 2));
                    });
        }
        return explained;
    }
}
