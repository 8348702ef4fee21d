package org.ociunit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.ociunit.error.ContainerException;
import org.ociunit.image.ImageDefaults;
import org.ociunit.rootfs.FolderCopy;
import org.ociunit.rootfs.RootFolder;
import org.ociunit.runtime.DrivenRuntime;
import org.ociunit.runtime.OciRuntime;
import org.ociunit.runtime.RootFs;
import org.ociunit.runtime.Verb;
import org.ociunit.runtime.Version;
import org.ociunit.runtime.host.Host;
import org.ociunit.runtime.host.NativeProgram;
import org.ociunit.spec.ContainerProcess;
import org.ociunit.spec.Hook;
import org.ociunit.spec.Linux;
import org.ociunit.spec.Mount;
import org.ociunit.spec.Namespace;
import org.ociunit.spec.Spec;
import org.ociunit.spec.User;

/** Writes one bundle into its folder: the root, the files that are bound into it, and the configuration. */
final class BundleWriter {
    private static final String OWN = "/.ociunit/";
    private static final String IDLE = OWN + "idle";
    private static final String HOOK = OWN + "hook";
    private static final List<String> NAMES = List.of("hostname", "hosts", "resolv.conf");

    private final BundleFolder folder;
    private final Recipe recipe;
    private final List<String> command;
    private final List<String> hosts = new ArrayList<>();
    private final List<Path> temporary = new ArrayList<>();
    private final List<Path> volumes = new ArrayList<>();
    private ImageDefaults image = ImageDefaults.none();

    /**
     * A bundle that is not written yet.
     *
     * @param folder where it will be, an empty folder
     * @param recipe what it says
     * @param command the program and its arguments; none for those of the recipe
     */
    BundleWriter(BundleFolder folder, Recipe recipe, List<String> command) {
        this.folder = folder;
        this.recipe = recipe;
        this.command = command;
    }

    /** Writes the bundle; returns its configuration. */
    Spec write() {
        try {
            List<Adjective> ground = new ArrayList<>();
            RootFolder.Made made = RootFolder.make(recipe.image(), folder.root(), this::laysOver);
            if (made.tree() != null) {
                folder.overlaid().over(made.tree());
            }
            for (Path bound : made.bound()) {
                ground.add(Adjective.of(Adjectives.mount(readOnly(bound))));
            }
            image = made.defaults();
            ground.add(ImageAdjectives.of(image));
            for (String volume : image.volumes()) {
                ground.add(volume(volume));
            }
            if (recipe.loaded() == null) {
                ground.add((spec, bundle) -> withNames(spec, NAMES));
            }
            Spec spec = recipe.spec(ground, List.of((said, bundle) -> withoutGaps(withoutHiddenVolumes(said))), this);
            writeNames(spec);
            folder.openFor(spec);
            giveAway(spec);
            Spec written = folder.isKept() ? withOwnSourcesRelative(spec) : spec;
            Files.writeString(
                    folder.path().resolve("config.json"), understood(written).toJson());
            return written;
        } catch (IOException e) {
            throw folder.failure(e);
        }
    }

    /** Nothing that comes later changes what the runtime decides by. */
    private boolean laysOver(List<Path> folders) {
        RootFs root = new RootFs.Overlay(folders);
        return !folder.isKept()
                && recipe.runtime().reasonAgainst(recipe.spec(), root).isEmpty();
    }

    /** What the image has said, once the bundle is written. */
    ImageDefaults image() {
        return image;
    }

    /** A runtime may refuse a document of a later version than its own, though it knows all that is in it. */
    private Spec understood(Spec spec) {
        Optional<Version> own = recipe.runtime() instanceof DrivenRuntime driven
                ? driven.build().spec()
                : Optional.empty();
        return own.filter(version -> version.compareTo(Version.in(spec.ociVersion())) < 0)
                .map(version -> spec.withOciVersion(version.text()))
                .orElse(spec);
    }

    /** What is mounted below stays read-only, too, where the runtime knows how. */
    private Mount readOnly(Path bound) {
        OciRuntime runtime = recipe.runtime();
        List<String> known = runtime.can(Verb.FEATURES) ? runtime.features().mountOptions() : null;
        return known == null || known.contains("rro")
                ? Mounts.readOnly(bound, bound.toString())
                : Mounts.bind(bound, bound.toString(), "ro");
    }

    /** What the container's root begins with, as this machine has it. */
    Path root() {
        return folder.overlaid().tree().orElseGet(folder::root);
    }

    /** Says the address of a name in {@code /etc/hosts}. */
    void addHost(String name, String address) {
        hosts.add(address + " " + name + "\n");
    }

    /** Makes a folder that all of the container's users may write to. */
    Path makeTemporaryFolder() {
        try {
            Path made = Files.createDirectory(folder.path().resolve("temp-" + temporary.size()));
            Files.setAttribute(made, "unix:mode", 01777);
            temporary.add(made);
            return made;
        } catch (IOException e) {
            throw folder.failure(e);
        }
    }

    /** A folder of the container's own, with what the image has in its place. */
    private Adjective volume(String at) throws IOException {
        Path place = RootPath.resolve(root(), at);
        if (place.equals(root())) {
            return (spec, bundle) -> spec; // which is the container's own in any case
        }
        Path made = Files.createDirectory(folder.path().resolve("volume-" + volumes.size()));
        volumes.add(made);
        Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rwxr-xr-x"));
        if (Files.exists(place)) {
            FolderCopy.copy(place, made);
        }
        return Adjective.of(Adjectives.mount(Mounts.bind(made, "/" + root().relativize(place))));
    }

    /** What is mounted otherwise, by a sentence or by default, takes the place of a volume. */
    private Spec withoutHiddenVolumes(Spec spec) {
        if (volumes.isEmpty()) {
            return spec;
        }
        List<Mount> mounts = Adjectives.mounts(spec);
        Set<Path> others = mounts.stream()
                .filter(mount -> !isVolume(mount))
                .map(BundleWriter::destination)
                .collect(Collectors.toSet());
        return spec.withMounts(mounts.stream()
                .filter(mount -> !isVolume(mount) || !others.contains(destination(mount)))
                .toList());
    }

    private static Path destination(Mount mount) {
        return Path.of("/", mount.destination()).normalize();
    }

    private boolean isVolume(Mount mount) {
        return mount.source() != null && volumes.contains(Path.of(mount.source()));
    }

    /** Prepares a hook whose work is Java code: what the runtime runs, and what that needs in the container. */
    Spec withHook(Spec spec, HookKind kind, HookCallback callback) {
        if (folder.isKept()) {
            throw new ContainerException(
                    "Could not write the bundle " + folder.path() + ".",
                    "its hook " + kind + " is Java code, which ends with this JVM.",
                    "use a program for the hook.");
        }
        Path socket = folder.callbacks().open(kind, callback, folder.path());
        if (kind != HookKind.START_CONTAINER) {
            return Adjectives.hook(kind, hook(hookProgram().toString(), socket.toString()))
                    .apply(spec);
        }
        String place = OWN + socket.getFileName();
        return Adjectives.mount(Mounts.bind(hookProgram(), HOOK, "ro"))
                .andThen(Adjectives.mount(Mounts.bind(socket, place)))
                .andThen(Adjectives.hook(kind, hook(HOOK, place)))
                .apply(spec);
    }

    /** Whether a hook is one of those that are prepared here. */
    static boolean isForJava(Hook hook, BundleFolder folder) {
        return hook.path().equals(HOOK)
                || hook.path().equals(hookProgram(folder).toString());
    }

    private static Path hookProgram(BundleFolder folder) {
        return folder.path().resolve("hook");
    }

    private Path hookProgram() {
        Path program = hookProgram(folder);
        return Files.exists(program) ? program : NativeProgram.HOOK.copyTo(program);
    }

    /** The runtime's own limit is for the case that this JVM cannot keep to its: it tells less. */
    private static Hook hook(String program, String socket) {
        Hook hook = Hook.of(program, "hook", socket);
        return Deadline.rests() ? hook : hook.withTimeout((int) BundleDefaults.HOOK_KILLED.toSeconds());
    }

    /** What comes after the adjectives, since it fills the gaps that they have left. */
    private Spec withoutGaps(Spec spec) {
        Spec filled = spec;
        boolean isSaid = !args(recipe.spec()).isEmpty();
        if (!command.isEmpty()) {
            filled = Adjectives.args(isSaid ? command : ImageAdjectives.entered(image, command))
                    .apply(filled);
        } else if (!isSaid && args(spec).isEmpty()) {
            NativeProgram.IDLE.copyTo(folder.path().resolve("idle"));
            filled = Adjectives.mount(bound("idle", IDLE, "ro"))
                    .andThen(Adjectives.args(List.of(IDLE)))
                    .apply(filled);
        }
        if (recipe.loaded() != null) {
            return withNames(filled, changedNames());
        }
        return filled.hostname() == null && Namespaces.hasOwn(filled, Namespace.UTS)
                ? filled.withHostname(folder.id().value())
                : filled;
    }

    private static List<String> args(Spec spec) {
        return Optional.ofNullable(spec.process()).map(ContainerProcess::args).orElse(List.of());
    }

    /** A bundle that was loaded keeps its files, unless a sentence says more than they do. */
    private List<String> changedNames() {
        if (recipe.network() != null) {
            return NAMES;
        }
        return hosts.isEmpty() ? List.of() : List.of("hosts");
    }

    private Spec withNames(Spec spec, List<String> names) {
        Spec bound = spec;
        for (String name : names) {
            bound = Adjectives.mount(bound(name, "/etc/" + name)).apply(bound);
        }
        return bound;
    }

    private Mount bound(String file, String at, String... options) {
        return Mounts.bind(folder.path().resolve(file), at, options);
    }

    private void writeNames(Spec spec) throws IOException {
        List<String> names = recipe.loaded() == null ? NAMES : changedNames();
        String hostname = hostname(spec);
        Networking network = recipe.network();
        for (String name : names) {
            switch (name) {
                case "hostname" -> writeForAll(name, hostname + "\n");
                case "hosts" ->
                    writeForAll(
                            name, (network == null ? loadedHosts() : network.hosts(hostname)) + String.join("", hosts));
                default -> writeForAll(name, network == null ? "" : network.resolver());
            }
        }
    }

    /** A container that shares the machine's host name has it from the kernel. */
    private String hostname(Spec spec) throws IOException {
        if (spec.hostname() != null) {
            return spec.hostname();
        }
        return Namespaces.has(spec.linux(), Namespace.UTS)
                ? folder.id().value()
                : Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
    }

    /** What the loaded bundle has bound to {@code /etc/hosts}, or has there. */
    private String loadedHosts() throws IOException {
        LoadedBundle loaded = recipe.loaded();
        Path present = RootPath.resolve(root(), "/etc/hosts");
        if (loaded != null) {
            for (Mount mount : Adjectives.mounts(loaded.spec())) {
                if (mount.destination().equals("/etc/hosts") && mount.source() != null) {
                    present = Path.of(mount.source());
                }
            }
        }
        String text = Files.isReadable(present) ? Files.readString(present) : Networking.LOCALHOST;
        return text.isEmpty() || text.endsWith("\n") ? text : text + "\n";
    }

    /** The container's users read these files, whatever this JVM's umask is. */
    private void writeForAll(String name, String text) throws IOException {
        Path file = Files.writeString(folder.path().resolve(name), text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    }

    /** Files become those of the container's users, as far as this user may give them away. */
    private void giveAway(Spec spec) throws IOException {
        if (!Host.current().isRoot()) {
            return;
        }
        User user =
                Optional.ofNullable(spec.process()).map(ContainerProcess::user).orElse(User.of(0, 0));
        for (Path made : temporary) {
            Files.setAttribute(made, "unix:uid", number(user.uid()));
            Files.setAttribute(made, "unix:gid", number(user.gid()));
        }
        Linux linux = Optional.ofNullable(spec.linux()).orElseGet(Linux::empty);
        OwnerShift shift = new OwnerShift(linux.uidMappings(), linux.gidMappings());
        shift.apply(folder.root());
        for (Path made : temporary) {
            shift.apply(made);
        }
        for (Path made : volumes) {
            shift.apply(made);
        }
    }

    private static int number(@Nullable Long id) {
        return id == null ? 0 : id.intValue();
    }

    private Spec withOwnSourcesRelative(Spec spec) {
        return spec.withMounts(Adjectives.mounts(spec).stream()
                .map(mount -> mount.isBind() ? withOwnSourceRelative(mount) : mount)
                .toList());
    }

    private Mount withOwnSourceRelative(Mount mount) {
        if (mount.source() == null) {
            return mount;
        }
        Path source = Path.of(mount.source());
        return source.startsWith(folder.path())
                ? mount.withSource(folder.path().relativize(source).toString())
                : mount;
    }
}
