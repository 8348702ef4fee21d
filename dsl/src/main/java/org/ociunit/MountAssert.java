package org.ociunit;

import java.util.function.Predicate;
import org.assertj.core.api.AbstractAssert;

/** Assertions on something that is mounted in a container; begun by {@link ContainerAssert#mount}. */
public class MountAssert extends AbstractAssert<MountAssert, MountsAt> {
    /**
     * Begins assertions.
     *
     * @param actual what they are on
     */
    public MountAssert(MountsAt actual) {
        super(actual, MountAssert.class);
    }

    /**
     * Checks the type of the file system.
     *
     * <pre>{@code
     * Container container = bundle.mount(tmpfs("/cache")).start();
     * assertThat(container).mount("/cache").hasType("tmpfs"); // passes
     * assertThat(container).mount("/cache").hasType("proc");  // fails
     * }</pre>
     *
     * @param type such as {@code tmpfs}
     * @return this
     */
    public MountAssert hasType(String type) {
        return check(mount -> mount.type().equals(type), "to be of type\n  " + type);
    }

    /**
     * Checks what is mounted: the device or word that the file system is on, or, for a bind mount, the path of what is bound
     * in its own file system.
     *
     * <pre>{@code
     * Container container = bundle.mount(tmpfs("/cache")).start();
     * assertThat(container).mount("/cache").hasSource("tmpfs");     // passes
     * assertThat(container).mount("/cache").hasSource("/dev/sda1"); // fails
     * }</pre>
     *
     * @param source such as {@code tmpfs}, {@code /dev/sda1}, or {@code /srv/pages}
     * @return this
     */
    public MountAssert hasSource(String source) {
        return check(
                mount -> mount.source().equals(source) || mount.folder().equals(source), "to be from\n  " + source);
    }

    /**
     * Checks that the mount, or its file system, has an option.
     *
     * <pre>{@code
     * Container container = bundle.mount(tmpfs("/cache")).start();
     * assertThat(container).mount("/cache").hasOption("nosuid"); // passes
     * assertThat(container).mount("/cache").hasOption("noexec"); // fails
     * }</pre>
     *
     * @param option as the kernel tells it, such as {@code nosuid} or {@code size=1024k}
     * @return this
     */
    public MountAssert hasOption(String option) {
        return check(mount -> mount.hasOption(option), "to have the option\n  " + option);
    }

    /**
     * Checks that neither the mount nor its file system has an option.
     *
     * <pre>{@code
     * Container container = bundle.mount(tmpfs("/cache")).start();
     * assertThat(container).mount("/cache").doesNotHaveOption("noexec"); // passes
     * assertThat(container).mount("/cache").doesNotHaveOption("nosuid"); // fails
     * }</pre>
     *
     * @param option as the kernel tells it, such as {@code nosuid}
     * @return this
     */
    public MountAssert doesNotHaveOption(String option) {
        return check(mount -> !mount.hasOption(option), "not to have the option\n  " + option);
    }

    /**
     * Checks that nothing can be written to the mount.
     *
     * <pre>{@code
     * Container container = bundle.mount(readOnly(pages, "/pages")).mount(tmpfs("/cache")).start();
     * assertThat(container).mount("/pages").isReadOnly(); // passes
     * assertThat(container).mount("/cache").isReadOnly(); // fails
     * }</pre>
     *
     * @return this
     */
    public MountAssert isReadOnly() {
        return check(mount -> mount.hasOption("ro"), "to be read-only");
    }

    /**
     * Checks that the mount itself may be written to.
     *
     * <pre>{@code
     * Container container = bundle.mount(readOnly(pages, "/pages")).mount(tmpfs("/cache")).start();
     * assertThat(container).mount("/cache").isWritable(); // passes
     * assertThat(container).mount("/pages").isWritable(); // fails
     * }</pre>
     *
     * @return this
     */
    public MountAssert isWritable() {
        return check(mount -> !mount.hasOption("ro"), "to be writable");
    }

    private MountAssert check(Predicate<MountPoint> condition, String expectation) {
        isNotNull();
        String begin = "Expecting the mount at " + actual.at() + " of container " + actual.id() + "\n" + expectation;
        if (actual.top().isEmpty()) {
            String places = Words.list(actual.all().stream().map(MountPoint::at).toList());
            failWithMessage("%s", begin + "\nbut there is none; there are mounts at\n  " + places);
        } else if (!condition.test(actual.top().get())) {
            failWithMessage("%s", begin + "\nbut it is\n  " + actual.top().get());
        }
        return this;
    }
}
