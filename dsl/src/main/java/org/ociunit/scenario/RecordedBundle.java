package org.ociunit.scenario;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.ociunit.Bundle;
import org.ociunit.image.Image;
import org.ociunit.runtime.recording.RecordedCall;
import org.ociunit.spec.ContainerProcess;
import org.ociunit.spec.Linux;
import org.ociunit.spec.Mount;
import org.ociunit.spec.Namespace;
import org.ociunit.spec.Root;
import org.ociunit.spec.Spec;

/**
 * A bundle that a client had made: its configuration, without what was the client's and is not there any more, such as the
 * path of a network namespace or a file that was bound; its root if that is still there, or else this machine's programs.
 */
final class RecordedBundle {
    private RecordedBundle() {}

    static Bundle of(RecordedCall.Input input) {
        Spec recorded = input.spec().orElseThrow();
        Path folder = Path.of(Optional.ofNullable(input.bundle()).orElse(input.directory()));
        Optional<Path> root = Optional.ofNullable(recorded.root())
                .map(Root::path)
                .map(folder::resolve)
                .filter(RecordedBundle::hasFiles);
        Bundle bundle = Bundle.from(root.map(Image::ofDirectory).orElseGet(Image::host));
        return bundle.spec(made -> replayable(recorded, made, folder));
    }

    private static boolean hasFiles(Path root) {
        try (Stream<Path> files = Files.list(root)) {
            return files.findAny().isPresent();
        } catch (IOException gone) {
            return false;
        }
    }

    /** The recorded configuration with the root and the mounts of the bundle that is being made. */
    private static Spec replayable(Spec recorded, Spec made, Path folder) {
        Linux linux = recorded.linux();
        ContainerProcess process = recorded.process();
        return recorded.withRoot(made.root())
                .withProcess(process == null ? null : process.withTerminal(null).withConsoleSize(null))
                .withHooks(null) // a client's hooks set up its own network, or tell it of the container
                .withMounts(mounts(recorded, made, folder))
                .withLinux(linux == null ? null : linux.withCgroupsPath(null).withNamespaces(namespaces(linux)));
    }

    private static List<Mount> mounts(Spec recorded, Spec made, Path folder) {
        List<Mount> present = Optional.ofNullable(recorded.mounts()).orElse(List.of()).stream()
                .filter(mount -> !mount.isBind() || Files.exists(folder.resolve(String.valueOf(mount.source()))))
                .toList();
        List<String> taken = present.stream().map(Mount::destination).toList();
        Stream<Mount> bound = Optional.ofNullable(made.mounts()).orElse(List.of()).stream()
                .filter(mount -> mount.isBind() && !taken.contains(mount.destination()));
        return Stream.concat(present.stream(), bound).toList();
    }

    private static List<Namespace> namespaces(Linux linux) {
        return Optional.ofNullable(linux.namespaces()).orElse(List.of()).stream()
                .map(namespace -> namespace.path() == null ? namespace : Namespace.of(namespace.type()))
                .toList();
    }
}
