package city.haihe.app;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_FIELD_INJECTION;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.FileDescriptor;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** Rules that the compiler cannot keep, over the classes of the application and its libraries. */
final class HouseRulesTests {

    private static final String ROOT = "city.haihe";
    private static final String APPLICATION = "city.haihe.app..";
    private static final List<String> LIBRARIES =
            List.of("city.haihe.fhir", "city.haihe.hl7v2", "city.haihe.v2fhir", "city.haihe.simulator");

    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    private static final JavaClasses TESTS = new ClassFileImporter()
            .withImportOption(new ImportOption.OnlyIncludeTests())
            .importPackages(ROOT);

    @Test
    void theRulesSeeEveryPart() {
        Set<String> seen = new TreeSet<>();
        MAIN.forEach(type -> seen.add(type.getPackageName()));
        assertThat(seen).containsAll(LIBRARIES).contains("city.haihe.app.platform.internal");
    }

    @Test
    void librariesKnowNeitherTheApplicationNorSpring() {
        noClasses()
                .that()
                .resideOutsideOfPackage(APPLICATION)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(APPLICATION, "org.springframework..", "jakarta..")
                .check(MAIN);
    }

    @Test
    void theMessageAndResourceLibrariesDoNotKnowEachOther() {
        noClasses()
                .that()
                .resideInAPackage("city.haihe.fhir..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("city.haihe.hl7v2..", "city.haihe.v2fhir..", "city.haihe.simulator..")
                .check(MAIN);
        noClasses()
                .that()
                .resideInAPackage("city.haihe.hl7v2..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("city.haihe.fhir..", "city.haihe.v2fhir..", "city.haihe.simulator..")
                .check(MAIN);
    }

    @Test
    void nothingReachesIntoTheInsideOfAModule() {
        classes()
                .that()
                .resideInAPackage("..internal")
                .should(beSeenByTheirModuleOnly())
                .check(MAIN);
    }

    @Test
    void classesAreNamedForWhatTheyAre() {
        noClasses()
                .should()
                .haveNameMatching(".*(Impl|Util|Utils|Manager|Helper)")
                .because("such a name says nothing about the domain")
                .check(MAIN);
    }

    @Test
    void onlyTheCommandsWriteToTheTerminal() {
        NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(MAIN);
        NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING.check(MAIN);
        noClasses()
                .that()
                .haveNameNotMatching(".*\\.(HaiheApplication|CommandLine)")
                .should()
                .accessField(FileDescriptor.class, "out")
                .orShould()
                .accessField(FileDescriptor.class, "err")
                .check(MAIN);
    }

    @Test
    void everyPackageIsNullMarked() {
        assertThat(packages(MAIN))
                .allSatisfy(each -> assertThat(each.isAnnotatedWith(NullMarked.class))
                        .as("%s is @NullMarked", each.getName())
                        .isTrue());
    }

    @Test
    void partsAreHandedToConstructors() {
        NO_CLASSES_SHOULD_USE_FIELD_INJECTION.check(MAIN);
    }

    @Test
    void noStateIsStatic() {
        fields().that().areStatic().should().beFinal().check(MAIN);
    }

    @Test
    void everyClassOfTestsHasANameThatTheBuildRuns() {
        classes()
                .that(haveTests())
                .should()
                .haveNameMatching(".*(Tests|IT)")
                .because("the build runs …Tests and …IT and nothing else")
                .check(TESTS);
    }

    private static Set<JavaPackage> packages(JavaClasses types) {
        Set<JavaPackage> packages = new TreeSet<>(Comparator.comparing(JavaPackage::getName));
        types.forEach(type -> packages.add(type.getPackage()));
        return packages;
    }

    private static ArchCondition<JavaClass> beSeenByTheirModuleOnly() {
        return new ArchCondition<>("be seen by their module only") {
            @Override
            public void check(JavaClass inside, ConditionEvents events) {
                String module = inside.getPackageName()
                        .substring(0, inside.getPackageName().lastIndexOf('.'));
                inside.getDirectDependenciesToSelf().stream()
                        .filter(each -> !isIn(each.getOriginClass().getPackageName(), module))
                        .forEach(each -> events.add(SimpleConditionEvent.violated(each, each.getDescription())));
            }
        };
    }

    private static boolean isIn(String name, String module) {
        return name.equals(module) || name.startsWith(module + ".");
    }

    private static DescribedPredicate<JavaClass> haveTests() {
        return DescribedPredicate.describe(
                "have tests",
                type -> type.getMethods().stream()
                        .anyMatch(method -> method.isAnnotatedWith(Test.class)
                                || method.isMetaAnnotatedWith("org.junit.platform.commons.annotation.Testable")));
    }
}
