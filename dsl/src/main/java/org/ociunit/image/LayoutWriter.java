package org.ociunit.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.ociunit.error.ImageException;
import org.ociunit.json.Json;
import org.ociunit.runtime.catalog.Ephemeral;

/**
 * Writes an image as an OCI layout. All is made beside its place first, and comes there in one go; in a layout that is
 * there already, the index comes last.
 *
 * <p>image-spec image-layout.md.
 *
 * @param image the image
 * @param dir the folder
 * @param name the image's name in it
 */
record LayoutWriter(Image image, Path dir, String name) {
    private static final String VERSION = "oci-layout";
    private static final String MANIFESTS = "manifests";

    /** image-spec annotations.md, org.opencontainers.image.ref.name. */
    private static final String NAMES = "[A-Za-z0-9]+((--|[-._:@+/])[A-Za-z0-9]+)*";

    LayoutWriter {
        if (!name.matches(NAMES)) {
            throw new IllegalArgumentException("Illegal name \"" + name
                    + "\": it takes letters and digits, and single signs such as . - _ : or / between them.");
        }
    }

    Path write() {
        try (ImageContent content = ImageContent.open(NewImage.layered(image))) {
            boolean isLayout = Files.exists(dir.resolve(VERSION)) && Files.exists(dir.resolve(LayoutIndex.NAME));
            requireNothingElse(isLayout);
            Path made = isLayout ? dir.resolve(unique()) : dir.resolveSibling(unique());
            Files.createDirectories(made.getParent());
            write(content, made, isLayout);
            return dir;
        } catch (IOException e) {
            throw refused(e + ".", null, e);
        }
    }

    private static String unique() {
        return ".ociunit-" + UUID.randomUUID();
    }

    private void requireNothingElse(boolean isLayout) {
        String[] present = dir.toFile().list();
        if (!isLayout && Files.exists(dir) && (present == null || present.length > 0)) {
            throw refused(
                    present == null ? "it is no folder that can be read." : "it is not empty, and no OCI layout.",
                    "name a folder that is not there yet.",
                    null);
        }
    }

    @SuppressWarnings("try") // what is unfinished is removed, and not looked at
    private void write(ImageContent content, Path made, boolean isLayout) throws IOException {
        try (Ephemeral unfinished = Ephemeral.tree(made)) {
            Files.createDirectory(made);
            Descriptor named = new LayoutBlobs(content, made).write();
            if (isLayout) {
                add(made, named);
            } else {
                Files.writeString(made.resolve(VERSION), "{\"imageLayoutVersion\":\"1.0.0\"}");
                writeIndex(made, Map.of("schemaVersion", 2), named);
                Files.move(made, dir, StandardCopyOption.ATOMIC_MOVE);
            }
        }
    }

    /** Blobs that nobody names yet do no harm; should the index not come, they go again. */
    private void add(Path made, Descriptor named) throws IOException {
        Object present = Json.read(Files.readString(dir.resolve(LayoutIndex.NAME)), LayoutIndex.NAME, Object.class);
        writeIndex(made, ImageChanges.members(present), named);
        List<Path> added = new ArrayList<>();
        try {
            for (Path blob : blobs(made)) {
                Path place = dir.resolve(made.relativize(blob));
                Files.createDirectories(place.getParent());
                if (!Files.exists(place)) {
                    added.add(place);
                }
                Files.move(blob, place, StandardCopyOption.ATOMIC_MOVE);
            }
            Files.move(made.resolve(LayoutIndex.NAME), dir.resolve(LayoutIndex.NAME), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            for (Path blob : added) {
                Files.deleteIfExists(blob);
            }
            throw e;
        }
    }

    private static List<Path> blobs(Path layout) throws IOException {
        try (Stream<Path> all = Files.walk(layout.resolve("blobs"))) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    /** Keeps what else there is in an index, but for images of the same name. */
    private void writeIndex(Path folder, Map<String, Object> present, Descriptor named) throws IOException {
        List<Object> manifests = new ArrayList<>();
        if (present.get(MANIFESTS) instanceof List<?> others) {
            others.stream().filter(other -> !isNamedSo(other)).forEach(manifests::add);
        }
        manifests.add(new Descriptor(
                named.mediaType(), named.digest(), named.size(), null, Map.of(Descriptor.NAME, name), Map.of()));
        Map<String, Object> index = new LinkedHashMap<>(present);
        index.put(MANIFESTS, manifests);
        Files.writeString(folder.resolve(LayoutIndex.NAME), Json.toText(index));
    }

    private boolean isNamedSo(@Nullable Object manifest) {
        Object annotations = ImageChanges.members(manifest).get("annotations");
        return name.equals(ImageChanges.members(annotations).get(Descriptor.NAME));
    }

    private ImageException refused(String why, @Nullable String fix, @Nullable Exception cause) {
        return new ImageException(image.toString(), "it could not be written to " + dir + ": " + why, fix, cause);
    }
}
