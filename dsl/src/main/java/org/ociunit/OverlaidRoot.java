package org.ociunit;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.ociunit.rootfs.KeptTree;
import org.ociunit.runtime.RootFs;

/**
 * A container's root that is laid over an image's tree, and which the container alone has mounted. The tree stays in the store
 * until this is closed; and the root, held open, outlives the container's processes until then.
 */
final class OverlaidRoot {
    private @Nullable KeptTree tree;
    private @Nullable OpenFolder root;

    /** The root is going to lie over a tree. */
    synchronized void over(KeptTree below) {
        tree = below;
    }

    /** What is below; nothing if the container's root is a folder. */
    synchronized Optional<Path> tree() {
        return Optional.ofNullable(tree).map(KeptTree::path);
    }

    /** What a runtime is told of it. */
    synchronized Optional<RootFs> rootFs() {
        return Optional.ofNullable(tree).map(below -> new RootFs.Overlay(below.lowers()));
    }

    /** Holds the root, as a process has it; one that has ended already has none any more. */
    synchronized void hold(long pid) {
        try {
            root = OpenFolder.of(Path.of("/proc/" + pid + "/root"));
        } catch (IOException ended) {
            root = null;
        }
    }

    /** Where this JVM finds the root, with what is mounted in it as long as the container lives; nothing if it is not held. */
    synchronized Optional<Path> path() {
        return Optional.ofNullable(root).map(open -> open.at(Path.of("")));
    }

    /** Holds the root no longer. */
    synchronized void letGo() {
        OpenFolder held = root;
        root = null;
        close(held);
    }

    synchronized void close() {
        try {
            letGo();
        } finally {
            close(tree);
        }
    }

    private static void close(@Nullable Closeable held) {
        try {
            if (held != null) {
                held.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
