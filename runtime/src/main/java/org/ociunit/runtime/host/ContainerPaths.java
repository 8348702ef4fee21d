package org.ociunit.runtime.host;

import java.nio.file.Path;

/** Where paths lead in a container's root file system, when symbolic links are followed as in the container. */
public final class ContainerPaths {
    private final RootFiles files;

    /**
     * For a root file system.
     *
     * @param root its folder
     */
    public ContainerPaths(Path root) {
        this.files = new RootFiles(root);
    }

    /**
     * Where the next mount is, in the order of mounting.
     *
     * @param destination as the configuration has it
     * @return the path without links; below an earlier mount it is not looked at
     */
    public String mount(String destination) {
        String path = files.find(destination).path();
        files.mount(destination);
        return path;
    }
}
