package org.ociunit.runtime.catalog;

import java.nio.file.Path;
import org.ociunit.runtime.launcher.Held;
import org.ociunit.runtime.launcher.Launcher;

/** A tree of files that is removed when this is closed, or when this JVM ends, however it ends. */
public final class Ephemeral implements AutoCloseable {
    private final Path tree;
    private final Held word;

    private Ephemeral(Path tree, Held word) {
        this.tree = tree;
        this.word = word;
    }

    /**
     * Makes sure that a tree will be removed.
     *
     * @param tree its absolute path; it need not be there yet
     * @return the promise
     */
    public static Ephemeral tree(Path tree) {
        return new Ephemeral(tree, Launcher.shared().hold(tree));
    }

    /** Takes the promise back: the tree stays. */
    public void release() {
        word.close();
    }

    /** Removes the tree, following no link and entering no mount; nothing happens if it is not there. */
    @Override
    public void close() {
        Launcher.shared().remove(tree);
        word.close();
    }
}
