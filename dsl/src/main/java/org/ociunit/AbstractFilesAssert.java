package org.ociunit;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.AbstractStringAssert;
import org.assertj.core.api.ListAssert;
import org.assertj.core.api.MapAssert;
import org.ociunit.error.ContainerNotFoundException;

/**
 * Assertions on a container's mounts, files and processes.
 *
 * @param <S> the assertions themselves
 */
abstract class AbstractFilesAssert<S extends AbstractFilesAssert<S>> extends AbstractKernelAssert<S> {
    AbstractFilesAssert(Container actual, Class<S> type) {
        super(actual, type);
    }

    /**
     * Checks that something is mounted in the container.
     *
     * <pre>{@code
     * Container container = bundle.mount(tmpfs("/cache")).start();
     * assertThat(container).hasMount("/cache"); // passes
     * assertThat(container).hasMount("/other"); // fails
     * }</pre>
     *
     * @param at the mount point, an absolute path in the container
     * @return this
     */
    public S hasMount(String at) {
        List<String> present = view().mounts().stream().map(MountPoint::at).toList();
        return check(
                present.contains(at),
                "to have a mount at\n  " + at,
                () -> "it has mounts at\n  " + Words.list(present));
    }

    /**
     * Goes on with what is mounted at a place; its checks fail if nothing is.
     *
     * <pre>{@code
     * Container container = bundle.mount(tmpfs("/cache")).start();
     * assertThat(container).mount("/cache").hasType("tmpfs"); // passes
     * assertThat(container).mount("/cache").isReadOnly();     // fails
     * }</pre>
     *
     * @param at the mount point, an absolute path in the container
     * @return assertions on the mount
     */
    public MountAssert mount(String at) {
        List<MountPoint> all = look(KernelView::mounts, List.of());
        return navigation()
                .to(MountAssert.class, MountsAt.class, new MountsAt(actual.id(), at, all), MountAssert::new)
                .as(descriptionText());
    }

    /**
     * Goes on with the text of a file in the container, read from outside as the container's processes would see it. Of a
     * stopped container it is a file of its root, without any mounts.
     *
     * <pre>{@code
     * Container container = bundle.hostname("web").start();
     * assertThat(container).file("/etc/hostname").isEqualTo("web\n"); // passes
     * assertThat(container).file("/etc/hostname").isEmpty();          // fails
     * }</pre>
     *
     * @param path an absolute path in the container; links are followed within its root
     * @return assertions on the text
     */
    public AbstractStringAssert<?> file(String path) {
        isNotNull();
        return navigation().to(text(path)).as("%s of container %s", path, actual.id());
    }

    private String text(String path) {
        try {
            return read(path);
        } catch (AssertionError failure) {
            navigation().failed(failure);
            return "";
        }
    }

    private String read(String path) {
        try {
            return new ContainerFiles(actual).text(path);
        } catch (IOException e) {
            throw failure("to have a file\n  " + path, "reading it failed:\n  " + ContainerFiles.reason(e));
        } catch (ContainerNotFoundException gone) {
            throw failure("to have a file\n  " + path, "it is\n  gone");
        }
    }

    /**
     * Goes on with what a file of the container is: its kind, mode and owner. A link is not followed.
     *
     * <pre>{@code
     * Container container = bundle.start("sh", "-c", "install -m 0600 /dev/null /key; sleep 60");
     * assertThat(container).inode("/key").isRegularFile().hasMode(0600); // passes
     * assertThat(container).inode("/key").isDirectory();                 // fails
     * }</pre>
     *
     * @param path an absolute path in the container; links on the way are followed within its root
     * @return assertions on the file
     */
    public InodeAssert inode(String path) {
        isNotNull();
        return navigation()
                .to(InodeAssert.class, InodeAt.class, InodeAt.find(actual, path), InodeAssert::new)
                .as(descriptionText());
    }

    /**
     * Goes on with what the container's first process has open: what each of its descriptors leads to, as the kernel tells
     * it, such as {@code /dev/null} or {@code pipe:[4711]}.
     *
     * <pre>{@code
     * Container container = bundle.start("sleep", "60");
     * assertThat(container).descriptors().containsOnlyKeys(0, 1, 2); // passes
     * assertThat(container).descriptors().containsKey(3);            // fails
     * }</pre>
     *
     * @return assertions on the targets by number
     */
    public MapAssert<Integer, String> descriptors() {
        return navigation().to(look(KernelView::descriptors, Map.of())).as("descriptors of container %s", actual.id());
    }

    /**
     * Goes on with the command lines of the processes in the container, the oldest first.
     *
     * <pre>{@code
     * Container container = bundle.start("sleep", "60");
     * assertThat(container).processes().containsExactly("sleep 60"); // passes
     * assertThat(container).processes().isEmpty();                   // fails
     * }</pre>
     *
     * @return assertions on the list
     */
    public ListAssert<String> processes() {
        return navigation().to(look(KernelView::processes, List.of())).as("processes of container %s", actual.id());
    }
}
