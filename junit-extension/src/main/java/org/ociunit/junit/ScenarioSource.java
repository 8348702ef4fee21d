package org.ociunit.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Makes a method a test that is run once for each scenario of some files.
 *
 * <h2>Where it stands</h2>
 *
 * On a method, in place of {@code @Test}; or on an annotation that stands there.
 *
 * <h2>What a test gets</h2>
 *
 * A parameter of type {@link org.ociunit.scenario.Scenario} is the scenario whose turn it is. If there is one of type {@link
 * org.ociunit.runtime.OciRuntime}, too, each scenario has a turn for each runtime that is here, as {@link OnEveryRuntime} has
 * it. A scenario that this machine is not fit for is skipped or fails, as {@code ociunit.unsupported} says (see
 * {@link WithContainer}), with the reason.
 *
 * <pre>{@code
 * @ScenarioSource("src/test/scenarios")
 * void passes(Scenario scenario, OciRuntime runtime) {
 *     scenario.runOn(runtime).orThrow();
 * }
 * }</pre>
 */
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@TestTemplate
@ExtendWith({ScenarioExtension.class, RequirementExtension.class, ContainerExtension.class})
public @interface ScenarioSource {
    /**
     * The file, or the folder with the files {@code *.json}: a path, from the folder that the tests run in, or else a folder
     * of the class path, such as {@code scenarios}. See {@link org.ociunit.scenario.Scenario#loadAll}.
     *
     * @return where the scenarios are
     */
    String value();
}
