package org.ociunit.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.ociunit.error.ImageException;

/** Something that was said of an image that is put together here. */
sealed interface Addition {
    /** Whether others lie over it, also those that were said before. */
    default boolean isBelow() {
        return false;
    }

    /** Puts it into a tree. */
    void into(ScratchTree tree) throws IOException;

    /**
     * A file of a content that was given.
     *
     * @param path where
     * @param bytes the content
     */
    record Written(String path, ByteBuffer bytes) implements Addition {
        @Override
        public void into(ScratchTree tree) {
            tree.put(path, new Node.File(new Content.Given(bytes), 0644));
        }
    }

    /**
     * A file or folder of the machine.
     *
     * @param path where
     * @param source what
     */
    record Copied(String path, Path source) implements Addition {
        @Override
        public void into(ScratchTree tree) throws IOException {
            if (!Files.exists(source)) {
                throw new ImageException(
                        tree.toString(), source + ", which is added as " + path + ", does not exist.", null, null);
            }
            Path real = source.toRealPath();
            if (!Files.isDirectory(real)) {
                tree.put(path, node(tree, real));
                return;
            }
            List<Path> below;
            try (Stream<Path> walk = Files.walk(real)) {
                below = walk.sorted().toList();
            }
            for (Path each : below) {
                tree.put(path + "/" + real.relativize(each), node(tree, each));
            }
        }

        private static Node node(ScratchTree tree, Path file) throws IOException {
            if (Files.isSymbolicLink(file)) {
                return new Node.Link(Files.readSymbolicLink(file).toString());
            }
            if (Files.isDirectory(file)) {
                return new Node.Folder(Node.permissions(file));
            }
            if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                return new Node.File(new Content.Kept(file), Node.permissions(file));
            }
            throw new ImageException(tree.toString(), file + " is neither a file nor a folder nor a link.", null, null);
        }
    }

    /**
     * A program with what it needs.
     *
     * @param roots where it and that is looked for
     * @param path the program
     */
    record Program(List<Path> roots, String path) implements Addition {
        @Override
        public boolean isBelow() {
            return true;
        }

        @Override
        public void into(ScratchTree tree) throws IOException {
            tree.bring(new ProgramFiles(tree.toString(), new MachineFiles(roots)).of(path));
        }
    }

    /**
     * Who may use something.
     *
     * @param path what
     * @param mode as chmod(2) has it
     */
    record Permissions(String path, int mode) implements Addition {
        @Override
        public void into(ScratchTree tree) {
            tree.permit(path, mode);
        }
    }
}
