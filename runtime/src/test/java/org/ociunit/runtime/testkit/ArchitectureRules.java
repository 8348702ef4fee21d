package org.ociunit.runtime.testkit;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * The rules that keep packages in their layers. Each module has a test that extends this one: it reads all of the
 * project's classes on its class path, and has no list of exceptions.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class ArchitectureRules {
    /** A package uses only packages of layers before its own, and those of its own that do not use it. */
    private static final List<List<String>> LAYERS = List.of(
            List.of("org.ociunit.error", "org.ociunit.json"),
            List.of("org.ociunit.spec", "org.ociunit.lifecycle", "org.ociunit.runtime.host"),
            List.of("org.ociunit.runtime"),
            List.of(
                    "org.ociunit.runtime.plan",
                    "org.ociunit.runtime.recording",
                    "org.ociunit.runtime.network",
                    "org.ociunit.runtime.cgroup",
                    "org.ociunit.runtime.seccomp",
                    "org.ociunit.runtime.store"),
            List.of("org.ociunit.runtime.launcher"),
            List.of("org.ociunit.runtime.embedded", "org.ociunit.runtime.driver"),
            List.of("org.ociunit.runtime.catalog"),
            List.of("org.ociunit.jrunc"),
            List.of("org.ociunit.image"),
            List.of("org.ociunit.rootfs"),
            List.of("org.ociunit"),
            List.of("org.ociunit.scenario"),
            List.of("org.ociunit.report"),
            List.of("org.ociunit.junit"),
            List.of("org.ociunit.samples.."));

    /** What dsl, junit and samples must not import. */
    private static final String[] INTERNAL = {
        "org.ociunit.runtime.cgroup",
        "org.ociunit.runtime.store",
        "org.ociunit.runtime.seccomp",
        "org.ociunit.runtime.launcher",
        "org.ociunit.runtime.embedded",
        "org.ociunit.runtime.driver"
    };

    private final JavaClasses project = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(location -> !location.contains("/testkit/") && !location.contains("-tests.jar"))
            .importPackages("org.ociunit");

    private final int atLeast;

    /**
     * The rules for a module.
     *
     * @param atLeast how many classes are on its class path at the least: a rule that sees none proves nothing
     */
    protected ArchitectureRules(int atLeast) {
        this.atLeast = atLeast;
    }

    @Test
    void enough_classes_are_seen_for_the_rules_to_mean_something() {
        assertThat(project.size()).isGreaterThan(atLeast);
    }

    @Test
    void a_package_uses_only_layers_before_its_own() {
        for (int layer = 0; layer < LAYERS.size(); layer++) {
            String[] later = LAYERS.subList(layer + 1, LAYERS.size()).stream()
                    .flatMap(List::stream)
                    .toArray(String[]::new);
            String[] own = LAYERS.get(layer).toArray(String[]::new);
            if (later.length > 0) {
                noClasses()
                        .that()
                        .resideInAnyPackage(own)
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(later)
                        .allowEmptyShould(true)
                        .check(project);
            }
        }
    }

    @Test
    void every_package_stands_in_a_layer() {
        String[] known = LAYERS.stream().flatMap(List::stream).toArray(String[]::new);
        classes().should().resideInAnyPackage(known).check(project);
    }

    @Test
    void no_packages_use_each_other_in_a_cycle() {
        slices().matching("org.(**)").should().beFreeOfCycles().check(project);
    }

    @Test
    void only_the_json_package_knows_jackson() {
        noClasses()
                .that(resideOutsideOfPackages("org.ociunit.json"))
                .should()
                .dependOnClassesThat(resideInAPackage("com.fasterxml.."))
                .check(project);
    }

    @Test
    void documents_are_read_where_they_are_known() {
        noClasses()
                .that(resideOutsideOfPackages(
                        "org.ociunit.json",
                        "org.ociunit.spec",
                        "org.ociunit.runtime..",
                        "org.ociunit.jrunc..",
                        "org.ociunit.image",
                        "org.ociunit",
                        "org.ociunit.scenario",
                        "org.ociunit.report"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.ociunit.json")
                .check(project);
    }

    @Test
    void what_is_internal_to_the_runtime_stays_there() {
        noClasses()
                .that(resideOutsideOfPackages(
                        "org.ociunit.json", "org.ociunit.spec", "org.ociunit.runtime..", "org.ociunit.jrunc.."))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(INTERNAL)
                .check(project);
    }

    @Test
    void nobody_prints() {
        noClasses()
                .that(resideOutsideOfPackages("org.ociunit.jrunc..", "org.ociunit.samples.."))
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(project);
    }

    @Test
    void every_package_is_null_marked() {
        noClasses()
                .that(resideOutsideOfPackages("org.ociunit.samples.."))
                .should(notBeNullMarked())
                .check(project);
    }

    @Test
    void names_are_of_the_field_and_not_of_the_trade() {
        noClasses()
                .should()
                .haveNameMatching(".*(Util|Utils|Helper|Manager|Impl|Data|Handler)")
                .check(project);
    }

    @Test
    void exceptions_end_in_exception_and_are_unchecked() {
        classes()
                .that()
                .areAssignableTo(Throwable.class)
                .should()
                .haveSimpleNameEndingWith("Exception")
                .andShould()
                .beAssignableTo(RuntimeException.class)
                .check(project);
    }

    private static ArchCondition<JavaClass> notBeNullMarked() {
        return new ArchCondition<>("be in a package that is not null-marked") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                boolean marked = type.getPackage()
                        .tryGetPackageInfo()
                        .map(info -> info.isAnnotatedWith(NullMarked.class))
                        .orElse(false);
                events.add(new SimpleConditionEvent(
                        type, !marked, type.getName() + (marked ? " is" : " is not") + " null-marked"));
            }
        };
    }
}
