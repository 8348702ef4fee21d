package org.ociunit.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.ExtendWith;
import org.ociunit.Bundle;
import org.ociunit.lifecycle.Status;

/**
 * Creates a container around each test and destroys it afterwards.
 *
 * <h2>Where it stands</h2>
 *
 * On a class: a container for each of its tests, or with {@link Scope#CLASS} one for all of them. On a method: a
 * container for that test, in place of the class's. On a field of type {@link org.ociunit.Container}: a container that
 * the field is set to, for each test, or for the whole class if the field is static. On a parameter of a test method: a
 * further container for that test. On an annotation: whatever that one stands on. With {@link Scope#SESSION}, at any of
 * these places: one container for the whole run of tests.
 *
 * <p>It holds for subclasses and for nested classes, for implementations of an interface, and for repeated, parameterized
 * and dynamic tests; each repetition is a test. {@link OnEveryRuntime} makes a test for each runtime of it. Where no
 * annotation will do, there is {@link ContainerResource}.
 *
 * <h2>What a test gets</h2>
 *
 * Parameters of the types {@link org.ociunit.Container}, {@link Bundle}, {@link org.ociunit.runtime.OciRuntime} and
 * {@link org.ociunit.lifecycle.Timeline} are the test's container and what belongs to it. Without a container in reach, a
 * bundle is one of the machine's own programs, and a runtime the best one that is here. In a parameterized test, bundles
 * and runtimes without an annotation are left to its arguments; they are the container's {@link
 * org.ociunit.Container#bundle} and {@link org.ociunit.Container#runtime}.
 *
 * <p>A constructor's parameters are its test's, and so are those of the methods before and after each. Before all tests
 * there are the containers of the class alone, and fields of an instance are not set yet, even if there is one already.
 *
 * <h2>What the container is</h2>
 *
 * By default it is made from the machine's own programs and idles until the test ends. {@link #bundle} or
 * {@link #supplier} say all that {@link #image} and the other attributes cannot; the attributes come on top.
 *
 * <h2>When a test fails</h2>
 *
 * State, timeline, {@code config.json} and output of its containers, and of those of its classes, are published as report
 * entries; {@link #keep} leaves the container's folder, too. After each test, a container that the test itself has made and
 * not closed fails it, and is destroyed; but not one that it has had a runtime make without a bundle. A test that is
 * interrupted or times out is over, and so is its container.
 *
 * <p>Where JUnit runs tests in parallel, that holds for containers that were made in the test's own thread alone: one that
 * was made in another, such as an executor's or that of a timeout with a thread of its own, may be another test's. It is
 * told of, and ended, when all tests have run.
 *
 * <h2>When it cannot be done here</h2>
 *
 * A test that meets an {@link org.ociunit.error.UnsupportedException}, be it for its container or by itself, is aborted,
 * or fails where the environment variable {@code CI} is set; {@code ociunit.unsupported} decides otherwise. One line at the
 * end of the run counts what was aborted or skipped, with the reasons.
 *
 * <h2>What is told at the end</h2>
 *
 * Of a test that fails, the state, timeline, {@code config.json} and output of each container that it could use are
 * published as report entries; and so it is of a class that fails before its tests or after them. A page, {@code
 * target/ociunit-report/index.html}, has the same of all tests and classes that have failed, with the timelines drawn, and
 * counts the tests that have passed; it is there after every run in which a test had a container, or failed for want of one,
 * loads nothing, and can be kept as it is. JVMs that the same build has started write to the same page, at the same time or
 * one after the other; what earlier builds have left is removed, and of a class that was run again the last run counts.
 *
 * <h2>Configuration</h2>
 *
 * JUnit's configuration parameters, such as from {@code junit-platform.properties} or system properties; without one, the
 * environment variable of the same name, such as {@code OCIUNIT_DEADLINE_START}. A value that is none fails the tests.
 *
 * <table>
 * <caption>Parameters</caption>
 * <tr><th>parameter<th>values<th>meaning
 * <tr><td>{@code ociunit.runtime}<td>such as {@code runc}<td>the runtime where neither the test nor the bundle names
 *     one; by default the best that is here
 * <tr><td>{@code ociunit.root}<td>an absolute path<td>where the runtimes keep their containers' state, for the whole JVM;
 *     by default a folder of the user's that is gone after a reboot
 * <tr><td>{@code ociunit.unsupported}<td>{@code fail}, {@code abort}<td>what becomes of tests that cannot be run here
 * <tr><td>{@code ociunit.keep}<td>{@code never}, {@code on-failure}, {@code always}<td>what {@link Keep#DEFAULT} is; by
 *     default never
 * <tr><td>{@code ociunit.report}<td>a folder, or {@code off}<td>where the page of the tests is written; by default
 *     {@code target/ociunit-report}, or {@code build/ociunit-report} where there is a folder {@code build} and no
 *     {@code target}
 * <tr><td>{@code ociunit.deadline.start}<td>such as {@code 30s}<td>how long containers may take to be of use, where
 *     neither {@link #deadline} nor the bundle says so; by default 10 seconds
 * <tr><td>{@code ociunit.deadline.run}<td>such as {@code 2m}<td>how long the runs of a bundle may take that a test has
 *     as a parameter, where the bundle does not say so; by default 60 seconds
 * </table>
 *
 * <pre>{@code
 * @WithContainer(image = "host")
 * class CacheTest {
 *     @Test
 *     void startsEmpty(Container container) {
 *         assertThat(container).isRunning();
 *     }
 * }
 * }</pre>
 */
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.FIELD, ElementType.PARAMETER, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ExtendWith(ContainerExtension.class)
public @interface WithContainer {
    /**
     * The image: {@code host}, {@code dir:PATH} or {@code tar:PATH}, as {@link org.ociunit.image.Image#parse} has them. By
     * default {@code host}.
     *
     * @return an image, or the empty text if there is another source
     */
    String image() default "";

    /**
     * The program and its arguments. By default the image's own program; without one, the container idles.
     *
     * @return the command
     */
    String[] command() default {};

    /**
     * Variables of the environment.
     *
     * @return each as {@code NAME=value}
     */
    String[] env() default {};

    /**
     * Whether root's container gets a user namespace. An ordinary user's always has one.
     *
     * @return by default false
     */
    boolean rootless() default false;

    /**
     * The limit of memory, such as {@code 64MiB}; units are B, KiB, MiB and GiB. By default there is none.
     *
     * @return the limit, or the empty text
     */
    String memory() default "";

    /**
     * The network. {@code none}, {@code host} and {@code reachable} are those of {@link org.ociunit.Network}. Any other word
     * names one that the containers of a test, or of its class, are on together, as {@link org.ociunit.Network#create()} makes
     * it: each has its host name there, which is by default the name of its field. A test has its class's network where there
     * is one of that name, and otherwise one of its own.
     *
     * <pre>{@code
     * @WithContainer(bundle = "REDIS", network = "backend")
     * static Container redis;
     *
     * @WithContainer(bundle = "APP", network = "backend", env = "CACHE=redis:6379", after = "redis")
     * static Container app;
     * }</pre>
     *
     * @return a word, or the empty text for the bundle's own network, by default none
     */
    String network() default "";

    /**
     * The bundle, by the name of a field of type {@link Bundle} of the test class, or of a method of it that takes nothing
     * and returns one; or else of a class around it.
     *
     * @return the name, or the empty text if there is another source
     */
    String bundle() default "";

    /**
     * The bundle, by a class with a constructor that takes nothing.
     *
     * @return the class, or {@link None} if there is another source
     */
    Class<? extends Supplier<Bundle>> supplier() default None.class;

    /**
     * How long the container lives. A scope that makes no sense at its place is refused.
     *
     * @return by default what the annotation's place suggests
     */
    Scope scope() default Scope.DEFAULT;

    /**
     * The state that the container is in when the test begins.
     *
     * @return {@link Status#RUNNING}, the default, or {@link Status#CREATED}
     */
    Status status() default Status.RUNNING;

    /**
     * How long the container may take to be of use, as its bundle's {@link Bundle#readyWhen} says, such as {@code 500ms},
     * {@code 10s} or {@code 2m}. It bounds nothing that the test itself waits for, but the runs of the container's bundle,
     * if the test takes that as a parameter. By default it is the {@linkplain Bundle#deadline(java.time.Duration) bundle's own}, and without
     * that 10 seconds.
     *
     * @return the deadline, or the empty text
     */
    String deadline() default "";

    /**
     * The fields whose containers have to be up before this one is made; only a field has others. Such containers end after
     * it.
     *
     * @return the names of fields of the test class; by default none
     */
    String[] after() default {};

    /**
     * What is left of the container for somebody to look at.
     *
     * @return by default what the configuration says, and without that nothing
     */
    Keep keep() default Keep.DEFAULT;

    /** Stands for no supplier. */
    final class None implements Supplier<Bundle> {
        private None() {}

        @Override
        public Bundle get() {
            throw new UnsupportedOperationException("There is no bundle.");
        }
    }
}
