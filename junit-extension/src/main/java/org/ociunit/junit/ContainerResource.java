package org.ociunit.junit;

import org.junit.jupiter.api.extension.Extension;
import org.ociunit.Bundle;
import org.ociunit.CheckReturnValue;
import org.ociunit.Container;

/**
 * A container around tests, for what no annotation can say: registered by JUnit's own {@code @RegisterExtension}.
 *
 * <h2>Where it stands</h2>
 *
 * In a static field, the container lives as long as the class; classes that run at the same time and inherit the field
 * share it. In a field of an instance, it lives as long as the instance's test, or its class under {@code PER_CLASS}.
 *
 * <h2>What a test gets</h2>
 *
 * {@link #container}. What {@link WithContainer} says of failed and of unsupported tests, and of the configuration, holds
 * here, too.
 *
 * <pre>{@code
 * @RegisterExtension
 * static final ContainerResource WEB = ContainerResource.of(Bundle.from(Image.host()).hostname("web"));
 *
 * @Test
 * void knows_its_name() {
 *     assertThat(WEB.container().exec("hostname")).hasStdout("web\n");
 * }
 * }</pre>
 */
@CheckReturnValue
public sealed interface ContainerResource extends Extension permits RegisteredContainer {
    /**
     * A container that is started, and of use as {@link Bundle#readyWhen} says, when tests begin.
     *
     * @param bundle what it is made from
     * @return the resource, which has no container yet
     */
    static ContainerResource of(Bundle bundle) {
        return new RegisteredContainer(bundle, Bundle::start, Keep.DEFAULT);
    }

    /**
     * The same resource with a container that is created, and not started, when tests begin.
     *
     * @return another resource
     */
    ContainerResource created();

    /**
     * The same resource with another answer to what is left of its container.
     *
     * @param keep what is left
     * @return another resource
     */
    ContainerResource keep(Keep keep);

    /**
     * The container.
     *
     * @return the container, which is up
     * @throws IllegalStateException outside of the tests that it is for
     */
    Container container();
}
