package org.ociunit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ociunit.dsl.testkit.FakeRuntime;
import org.ociunit.dsl.testkit.LayerTar;
import org.ociunit.dsl.testkit.LayoutFixture;
import org.ociunit.dsl.testkit.TreeListing;
import org.ociunit.image.Image;
import org.ociunit.rootfs.RootFolder;
import org.ociunit.runtime.catalog.Ephemeral;
import org.ociunit.runtime.host.Host;

/** Whatever is done to a root, its image makes the same root again; for root and for ordinary users alike. */
@Timeout(120)
class RootChangesTest {
    private static final String[] NAMES = {"a", "b", "c", "d"};
    private static final Instant TIME = Instant.ofEpochSecond(1_600_000_000, 123_456_789);

    @TempDir
    Path folder;

    @BeforeEach
    void arrange() {
        System.setProperty("ociunit.cache", folder.resolve("cache").toString());
    }

    @AfterEach
    void remove() {
        System.clearProperty("ociunit.cache");
        Ephemeral.tree(folder.resolve("cache")).close();
        Ephemeral.tree(folder.resolve("root")).close();
    }

    static Stream<Integer> seeds() {
        return Stream.iterate(1, seed -> seed + 1).limit(25);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void an_image_makes_the_same_root_again(int seed) throws IOException {
        Random random = new Random(seed);
        Image image = Image.ofLayout(
                new LayoutFixture(folder.resolve("layout")).layer(tar(random)).write());
        try (Container container = Bundle.from(image).on(new FakeRuntime()).start()) {
            for (int generation = 0; generation < 3; generation++) {
                Changes changes = new Changes(container.root(), random);
                for (int i = 0; i < 12; i++) {
                    changes.make();
                }
            }
            RootFolder.make(container.commit(), folder.resolve("root"));
            assertThat(listing(folder.resolve("root"))).isEqualTo(listing(container.root()));
        }
    }

    /** An ordinary user's images do not say when a folder was changed, which would say whose it is. */
    private static Map<String, String> listing(Path root) throws IOException {
        Map<String, String> lines = new TreeMap<>(TreeListing.withTimes(root));
        if (!Host.current().isRoot()) {
            lines.replaceAll((name, line) -> line.startsWith("4") ? line.replaceFirst(" \\d+$", "") : line);
        }
        return lines;
    }

    private static LayerTar tar(Random random) {
        LayerTar tar = new LayerTar().at(TIME).folder("./", 0755);
        for (String top : NAMES) {
            tar.of(random.nextInt(3)).folder(top + "/", 0700 | random.nextInt(0100));
            for (String name : NAMES) {
                String path = top + "/" + name;
                switch (random.nextInt(5)) {
                    case 0 ->
                        tar.folder(path + "/", 0755)
                                .file(path + "/deep", "deep")
                                .file(path + "/er", "er");
                    case 1 -> tar.symbolicLink(path, "b");
                    case 2 -> tar.file(path, "one").hardLink(path + "-too", path);
                    default -> tar.file(path, "one");
                }
            }
        }
        return tar;
    }

    /** Changes a tree by chance, the same way for the same seed. */
    private record Changes(Path root, Random random) {
        private interface Change {
            void make(Path place) throws IOException;
        }

        void make() throws IOException {
            List<Path> folders;
            try (Stream<Path> all = Files.walk(root)) {
                folders = all.filter(path -> Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
                        .sorted()
                        .toList();
            }
            Path place = one(folders).resolve(NAMES[random.nextInt(NAMES.length)]);
            List<Change> changes = List.of(
                    this::addFile,
                    this::addFolder,
                    this::addLink,
                    this::removeAll,
                    this::changeMode,
                    this::rewrite,
                    this::linkToAnother,
                    this::renew,
                    this::touch,
                    this::changeOwner);
            one(changes).make(place);
        }

        private <T> T one(List<T> of) {
            return of.get(random.nextInt(of.size()));
        }

        private void addFile(Path place) throws IOException {
            removeAll(place);
            Files.writeString(place, "new " + random.nextInt(3));
        }

        private void addFolder(Path place) throws IOException {
            removeAll(place);
            Files.createDirectory(place);
            Files.writeString(place.resolve("inside"), "new");
        }

        private void addLink(Path place) throws IOException {
            removeAll(place);
            Files.createSymbolicLink(place, Path.of(one(List.of(NAMES))));
        }

        private void removeAll(Path place) throws IOException {
            if (!Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
                return;
            }
            Files.walkFileTree(place, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path done, IOException failure) throws IOException {
                    Files.delete(done);
                    return FileVisitResult.CONTINUE;
                }
            });
        }

        private boolean isFile(Path place) {
            return Files.isRegularFile(place, LinkOption.NOFOLLOW_LINKS);
        }

        private void changeMode(Path place) throws IOException {
            if (Files.exists(place) && !Files.isSymbolicLink(place)) {
                Files.setAttribute(place, "unix:mode", 0700 | random.nextInt(0100));
            }
        }

        /** As long as before, and with the time of before: only the kernel knows that it was changed. */
        private void rewrite(Path place) throws IOException {
            if (isFile(place)) {
                FileTime time = Files.getLastModifiedTime(place);
                Files.writeString(place, "x".repeat((int) Files.size(place)));
                Files.setLastModifiedTime(place, time);
            }
        }

        private void linkToAnother(Path place) throws IOException {
            Path other = place.resolveSibling(one(List.of(NAMES)));
            if (isFile(other) && !other.equals(place)) {
                removeAll(place);
                Files.createLink(place, other);
            }
        }

        /** The same once more, as another file. */
        private void renew(Path place) throws IOException {
            if (isFile(place)) {
                FileTime time = Files.getLastModifiedTime(place);
                Object mode = Files.getAttribute(place, "unix:mode");
                byte[] content = Files.readAllBytes(place);
                Files.delete(place);
                Files.write(place, content);
                Files.setAttribute(place, "unix:mode", (int) mode & 07777);
                Files.setLastModifiedTime(place, time);
            }
        }

        private void touch(Path place) throws IOException {
            if (Files.exists(place) && !Files.isSymbolicLink(place)) {
                Files.setLastModifiedTime(place, FileTime.from(TIME.plusSeconds(random.nextInt(5))));
            }
        }

        private void changeOwner(Path place) throws IOException {
            if (Host.current().isRoot() && Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
                Files.setAttribute(place, "unix:uid", random.nextInt(3), LinkOption.NOFOLLOW_LINKS);
            }
        }
    }
}
