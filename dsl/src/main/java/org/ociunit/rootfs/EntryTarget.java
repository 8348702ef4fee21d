package org.ociunit.rootfs;

import java.io.IOException;
import java.io.InputStream;

/**
 * Puts the entries of an archive into a tree, as they are.
 *
 * @param tree the tree
 */
record EntryTarget(Tree tree) implements TarWalk.Target {
    @Override
    public void folder(String name, Attributes attributes) throws IOException {
        tree.folder(name, attributes);
    }

    @Override
    public void file(String name, InputStream content, Attributes attributes) throws IOException {
        tree.file(name, content, attributes);
    }

    @Override
    public void symbolicLink(String name, String target, Attributes attributes) throws IOException {
        tree.symbolicLink(name, target, attributes);
    }

    @Override
    public void hardLink(String name, String existing) throws IOException {
        if (!tree.hardLink(name, existing)) {
            throw new RefusedException("it is a hard link to \"" + existing + "\", which is no file in front of it");
        }
    }

    @Override
    public void pipe(String name, Attributes attributes) throws IOException {
        tree.pipe(name, attributes);
    }
}
