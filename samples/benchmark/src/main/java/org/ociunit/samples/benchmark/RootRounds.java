package org.ociunit.samples.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.ociunit.Bundle;
import org.ociunit.Container;
import org.ociunit.image.Image;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.runtime.CreateOptions;
import org.ociunit.runtime.DeleteOptions;
import org.ociunit.runtime.OciRuntime;
import org.ociunit.runtime.RootFs;
import org.ociunit.spec.Spec;

/**
 * Ways to give a container the files of an image: bound as they are, laid over, and copied. Each makes a container, which
 * is not started, and deletes it.
 *
 * @param runtime the runtime
 * @param spec the configuration, whose root is read-only
 * @param tree the image's files
 */
record RootRounds(OciRuntime runtime, Spec spec, Path tree) {
    static final String BOUND = "embedded create and delete, 60 MB bound";
    static final String OVERLAID = "embedded create and delete, 60 MB overlaid";
    static final String COPIED = "embedded DSL create and close, 60 MB copied";

    private static final int FOLDERS = 100;
    private static final int FILES = 30;
    private static final int FILE_BYTES = 20_000;

    /** Adds files of 60 MB to a root. */
    static void fill(Path root) throws IOException {
        Random random = new Random(1);
        byte[] content = new byte[FILE_BYTES];
        for (int i = 0; i < FOLDERS; i++) {
            Path folder = Files.createDirectories(root.resolve("usr/share/" + i));
            for (int j = 0; j < FILES; j++) {
                random.nextBytes(content);
                Files.write(folder.resolve(Integer.toString(j)), content);
            }
        }
    }

    private RootFs overlay() {
        return new RootFs.Overlay(List.of(tree));
    }

    /** Why it cannot be laid over here. */
    Optional<String> reasonAgainstOverlay() {
        return runtime.reasonAgainst(spec, overlay());
    }

    void bind(ContainerId id) {
        make(id, spec, new RootFs.Directory(tree));
    }

    void overlay(ContainerId id) {
        make(id, spec.withRoot(null), overlay());
    }

    private void make(ContainerId id, Spec made, RootFs root) {
        runtime.create(id, made, root, CreateOptions.defaults());
        runtime.delete(id, DeleteOptions.forced());
    }

    long[] copy() {
        long begin = System.nanoTime();
        try (Container container =
                Bundle.from(Image.ofDirectory(tree)).on(runtime).create()) {
            container.id();
        }
        return new long[] {System.nanoTime() - begin};
    }
}
