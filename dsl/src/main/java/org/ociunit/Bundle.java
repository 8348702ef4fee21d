package org.ociunit;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.ociunit.image.ExposedPort;
import org.ociunit.image.Image;
import org.ociunit.image.ImageDefaults;
import org.ociunit.lifecycle.Signal;
import org.ociunit.runtime.OciRuntime;
import org.ociunit.runtime.plan.Plan;
import org.ociunit.spec.Device;
import org.ociunit.spec.Hook;
import org.ociunit.spec.IdMapping;
import org.ociunit.spec.Mount;
import org.ociunit.spec.Rlimit;
import org.ociunit.spec.Seccomp;
import org.ociunit.spec.Spec;

/**
 * The description of a container: an image, and adjectives. It is immutable and touches nothing; every adjective returns
 * another bundle, so that half a sentence can be kept and used often. Only the verbs act: {@link #create}, {@link #start} and
 * {@link #run} each make a new container with a fresh root of its own, and {@link #writeTo} makes a folder for others.
 *
 * <pre>{@code
 * Result result = Bundle.from(Image.host()).env("MODE", "test").run("sh", "-c", "echo $MODE");
 * }</pre>
 *
 * <p>A root costs no copy where the kernel can do without: that of an image with layers lies over the image's tree, which
 * all its containers have together, and what a container writes to it is in memory and gone with the container. So it is with
 * OciUnit's own runtime: for root, in a user namespace from Linux 5.19 on; for an ordinary user from 6.6 on, if root in the
 * container is himself. Everything else has a copy of its own on disk. {@code /proc/mounts} in the container tells the one from the other.
 *
 * <p>By default the container is root's if the caller is root, and lives in a user namespace otherwise; it has a writable
 * root, no network, the capabilities and the environment of the runtime-spec's defaults, its id for a host name, and
 * OciUnit's own runtime. All exceptions of the verbs are {@link org.ociunit.error.ContainerException}s.
 */
@CheckReturnValue
public final class Bundle {
    private final Recipe recipe;

    private Bundle(Recipe recipe) {
        this.recipe = recipe;
    }

    /**
     * Begins a description.
     *
     * @param image what the root file system is made from, afresh for every container
     * @return a bundle with all the defaults
     */
    public static Bundle from(Image image) {
        return new Bundle(Recipe.of(image));
    }

    /**
     * Begins with a bundle that somebody has made: a folder with a {@code config.json} and a root file system. Each container
     * gets a copy of the root; the configuration is as it is written, with nothing added but what the adjectives say, and a
     * program that idles if it has none. Paths that it has relative to the folder keep their meaning.
     *
     * @param dir the folder; its configuration is read now, and its root when a container is made
     * @return a bundle that says what the configuration does
     * @throws org.ociunit.error.ContainerException if the configuration cannot be read, or has no root
     */
    public static Bundle load(Path dir) {
        return new Bundle(Recipe.load(dir));
    }

    /**
     * Chooses the runtime.
     *
     * @param runtime the runtime; by default the best one that is installed
     * @return another bundle
     */
    public Bundle on(OciRuntime runtime) {
        return new Bundle(recipe.withRuntime(runtime));
    }

    /**
     * Asks for a user namespace for root, too; ordinary users get one always. Root in the container is the caller outside.
     *
     * @return another bundle
     */
    public Bundle rootless() {
        return new Bundle(recipe.withUserNamespace());
    }

    /**
     * Sets the program and its arguments. A command that is given to a verb takes their place. By default there is no
     * program, and the container idles until it is told to end.
     *
     * @param args the program and its arguments
     * @return another bundle
     */
    public Bundle args(String... args) {
        return with(Adjectives.args(List.of(args)));
    }

    /**
     * Adds a variable to the environment. By default it has {@code PATH} and {@code TERM}.
     *
     * @param name the variable's name; a variable of this name is replaced
     * @param value its value
     * @return another bundle
     */
    public Bundle env(String name, String value) {
        return with(Adjectives.env(name, value));
    }

    /**
     * Sets the working directory. By default it is {@code /}.
     *
     * @param directory an absolute path in the container
     * @return another bundle
     */
    public Bundle cwd(String directory) {
        return with(Adjectives.cwd(directory));
    }

    /**
     * Sets the user of the program. By default it is root, user 0 and group 0.
     *
     * @param user {@code uid}, {@code uid:gid}, or names of the image's {@code /etc/passwd} and {@code /etc/group} in place
     *     of the numbers; a user without a group has its own of {@code /etc/passwd}, or else 0
     * @return another bundle; the names are looked up when a container is made
     */
    public Bundle user(String user) {
        return and(Adjectives.user(user));
    }

    /**
     * Sets the user's further groups. By default there are none. An ordinary user's containers cannot have any.
     *
     * @param groups names of the image's {@code /etc/group}, or numbers
     * @return another bundle; the names are looked up when a container is made
     */
    public Bundle groups(String... groups) {
        return and(Adjectives.groups(List.of(groups)));
    }

    /**
     * Sets the permissions that new files are made without. By default it is left to the runtime: that of this JVM, or 022.
     *
     * @param bits as umask(2) takes them, such as 027, in octal
     * @return another bundle
     */
    public Bundle umask(int bits) {
        return with(Adjectives.umask(bits));
    }

    /**
     * Gives the program a terminal; what it shows is the container's {@link Container#stdout}. By default it has none.
     *
     * @param rows its height in characters
     * @param columns its width in characters
     * @return another bundle
     */
    public Bundle terminal(int rows, int columns) {
        return with(Adjectives.terminal(rows, columns));
    }

    /**
     * Limits a resource of each process, see getrlimit(2). By default there can be 1024 open files.
     *
     * @param limit such as {@code Rlimit.of(Rlimit.NOFILE, 64)}; a limit of the same type is replaced
     * @return another bundle
     */
    public Bundle rlimit(Rlimit limit) {
        return with(Adjectives.rlimit(limit));
    }

    /**
     * Sets the host name. By default it is the container's id, or what is shared.
     *
     * @param name the name
     * @return another bundle
     */
    public Bundle hostname(String name) {
        return with(Adjectives.hostname(name));
    }

    /**
     * Chooses the network. By default it is {@link Network#none()}.
     *
     * @param network the network
     * @return another bundle
     */
    public Bundle network(Network network) {
        return new Bundle(recipe.withNetwork(Networking.of(network)));
    }

    /**
     * Adds a line to {@code /etc/hosts}. By default it has the container's own name and {@code localhost}, and what the
     * network's host has.
     *
     * @param name a host name
     * @param address its address, in numbers, such as {@code 10.0.0.7} or {@code fd00::7}
     * @return another bundle
     */
    public Bundle hostsEntry(String name, String address) {
        return and(Adjectives.hostsEntry(name, address));
    }

    /**
     * Says with whom the container shares a namespace. By default it has its own of {@link NamespaceKind#PID},
     * {@link NamespaceKind#IPC} and {@link NamespaceKind#UTS}, of {@link NamespaceKind#CGROUP} with control groups of
     * version 2, and of {@link NamespaceKind#USER} if it is {@link #rootless}; it shares the others with this machine.
     *
     * @param kind what the namespace separates
     * @param sharing with whom
     * @return another bundle
     */
    public Bundle namespace(NamespaceKind kind, Sharing sharing) {
        return with(sharing.of(kind));
    }

    /**
     * Says who the container's users and groups are on this machine, in a user namespace that it gets, see {@link #rootless}.
     * For root, the image's files change their owners accordingly. By default root in the container is the caller outside,
     * and there is nobody else; more than that an ordinary user can have only where newuidmap(1) allows it.
     *
     * @param ranges such as {@code IdMapping.of(0, 100_000, 65_536)}, the same for users and groups, in place of earlier ones
     * @return another bundle
     */
    public Bundle idMap(IdMapping... ranges) {
        return new Bundle(recipe.withUserNamespace()).with(Adjectives.idMap(List.of(ranges)));
    }

    /**
     * Adds a mount, after those that are there already.
     *
     * @param mount such as one of {@link Mounts}
     * @return another bundle
     */
    public Bundle mount(Mount mount) {
        return with(Adjectives.mount(mount));
    }

    /**
     * Adds an empty folder that all of the container's users may write to, and which is gone with the container. By default
     * there is none but what the image brings.
     *
     * @param at where it is seen, an absolute path in the container
     * @return another bundle
     */
    public Bundle tempFolder(String at) {
        return and(Adjectives.tempFolder(at));
    }

    /**
     * Adds a device of this machine, and allows the container to use it: a node, or in a user namespace the machine's own
     * one, with its permissions. By default there are {@code null}, {@code zero}, {@code full}, {@code random},
     * {@code urandom} and {@code tty}.
     *
     * @param path its node on this machine, and in the container; looked at when a container is made
     * @return another bundle
     */
    public Bundle device(Path path) {
        return with(Adjectives.device(path));
    }

    /**
     * Adds a device under a path, with an owner and permissions of its own, and allows the container to use it. In a user
     * namespace it cannot be made.
     *
     * @param device such as {@code Device.of("/dev/fuse", Device.CHARACTER, 10, 229)}
     * @return another bundle
     */
    public Bundle device(Device device) {
        return with(Adjectives.device(device));
    }

    /**
     * Limits the memory, without any swap beyond it. By default there is no limit.
     *
     * @param limit how much all processes of the container may have together; what they write to a root that is in memory
     *     counts, too
     * @return another bundle
     */
    public Bundle memory(Bytes limit) {
        return memory(limit, new Bytes(0));
    }

    /**
     * Limits the memory, and the swap beyond it. By default there is no limit.
     *
     * @param limit how much memory all processes of the container may have together
     * @param swap how much more of them may be swapped out
     * @return another bundle
     */
    public Bundle memory(Bytes limit, Bytes swap) {
        return with(Adjectives.memory(limit, swap));
    }

    /**
     * Limits the number of processes and threads. By default there is no limit.
     *
     * @param limit how many there may be at a time
     * @return another bundle
     */
    public Bundle pids(int limit) {
        return with(Adjectives.pids(limit));
    }

    /**
     * Limits the use of CPUs and block devices. By default there are no limits.
     *
     * @param limits the limits, beside those that were set before
     * @return another bundle
     */
    public Bundle limits(Limits limits) {
        return with(Adjectives.resources(limits::applyTo));
    }

    /**
     * Sets a parameter of the kernel for the container's namespaces. By default they have the kernel's own.
     *
     * @param name such as {@code net.ipv4.ip_forward}; one that belongs to no namespace of the container's is refused
     * @param value its value
     * @return another bundle
     */
    public Bundle sysctl(String name, String value) {
        return with(Adjectives.sysctl(name, value));
    }

    /**
     * Hides paths. By default hidden are what the runtime-spec's defaults name, such as {@code /proc/kcore}.
     *
     * @param paths further absolute paths in the container; those that are not there are let be
     * @return another bundle
     */
    public Bundle maskedPaths(String... paths) {
        return with(Adjectives.maskedPaths(List.of(paths)));
    }

    /**
     * Forbids to write to paths. By default forbidden are what the runtime-spec's defaults name, such as {@code /proc/sys}.
     *
     * @param paths further absolute paths in the container; those that are not there are let be
     * @return another bundle
     */
    public Bundle readOnlyPaths(String... paths) {
        return with(Adjectives.readOnlyPaths(List.of(paths)));
    }

    /**
     * Forbids to write to the root file system; mounts stay as they are. By default it may be written to.
     *
     * @return another bundle
     */
    public Bundle readOnlyRoot() {
        return with(Adjectives.readOnlyRoot(true));
    }

    /**
     * Takes all capabilities away, root's too. By default there are those of the runtime-spec's defaults.
     *
     * @return another bundle
     */
    public Bundle dropAllCapabilities() {
        return with(Adjectives.dropAllCapabilities());
    }

    /**
     * Adds capabilities, for programs of the container's root. By default there are those of the runtime-spec's defaults.
     *
     * @param names such as {@code CAP_NET_ADMIN}
     * @return another bundle
     */
    public Bundle addCapabilities(String... names) {
        return with(Adjectives.addCapabilities(List.of(names)));
    }

    /**
     * Forbids to gain privileges, such as by set-user-id programs. The runtime-spec's defaults, with which a bundle begins,
     * do so too; this says that a test depends on it.
     *
     * @return another bundle
     */
    public Bundle noNewPrivileges() {
        return with(Adjectives.noNewPrivileges());
    }

    /**
     * Filters system calls as container engines do by default: {@link Seccomp#containerDefault}, for the capabilities that
     * the container has in the end. By default none is filtered.
     *
     * @return another bundle
     */
    public Bundle defaultSeccomp() {
        return new Bundle(recipe.withLate(Adjectives.defaultSeccomp()));
    }

    /**
     * Filters system calls. By default none is filtered.
     *
     * @param filter the filter, in place of an earlier one
     * @return another bundle
     */
    public Bundle seccomp(Seccomp filter) {
        return new Bundle(recipe.withLate(Adjectives.seccomp(filter)));
    }

    /**
     * Adds a hook, after those of its kind that are there already. By default there is none.
     *
     * @param kind when the runtime runs it
     * @param hook the program
     * @return another bundle
     */
    public Bundle hook(HookKind kind, Hook hook) {
        return with(Adjectives.hook(kind, hook));
    }

    /**
     * Adds a hook whose work this JVM does, in a thread of its own, in at most 10 seconds. The runtime runs a small program
     * that waits for the code's end: if that throws, the hook fails, and what it threw is told with the failure of the verb,
     * as its cause or as suppressed by it. A verb fails even where its runtime takes no notice, and {@link Container#close}
     * fails, once all is deleted, for {@link HookKind#POSTSTOP}. By default there is none.
     *
     * @param kind when the runtime runs it
     * @param callback the code
     * @return another bundle
     */
    public Bundle hook(HookKind kind, HookCallback callback) {
        return and(Adjectives.hook(kind, callback));
    }

    /**
     * Adds a fact about the container for others; hooks see it. By default there is none.
     *
     * @param key a name in reverse domain notation, such as {@code com.example.test}; one of this name is replaced
     * @param value any text
     * @return another bundle
     */
    public Bundle annotation(String key, String value) {
        return with(Adjectives.annotation(key, value));
    }

    /**
     * Sets what asks the program to end, when the container is told to {@linkplain Container#stop stop}. By default it is what
     * the image says, and otherwise {@code TERM}.
     *
     * @param signal the signal
     * @return another bundle
     */
    public Bundle stopSignal(Signal signal) {
        return annotation(ImageDefaults.STOP_SIGNAL, "SIG" + signal.name());
    }

    /**
     * Says that the program listens on a port, beside those that the image says; this opens nothing. By default there is
     * none.
     *
     * @param port the port
     * @return another bundle
     */
    public Bundle expose(ExposedPort port) {
        return with(Adjectives.expose(port));
    }

    /**
     * Says when the container is of use; {@link #start} waits for it, as long as the {@link #deadline(Duration)} says, and by
     * default at most 10 seconds. By default it does not wait.
     *
     * @param ready the condition
     * @return another bundle
     */
    public Bundle readyWhen(Ready ready) {
        return new Bundle(recipe.withReady(ready));
    }

    /**
     * Says how long {@link #run} lets the program run, and how long {@link #start} waits until the container is of use. By
     * default the first is 60 seconds and the second 10. It bounds nothing else. Deadlines rest while a debugger is attached
     * to this JVM.
     *
     * @param deadline how long at most
     * @return another bundle
     */
    public Bundle deadline(Duration deadline) {
        return new Bundle(recipe.withDeadline(deadline));
    }

    /**
     * Changes the configuration in any other way. Such changes come after all adjectives, in their own order.
     *
     * @param change makes another configuration of one
     * @return another bundle
     */
    public Bundle spec(UnaryOperator<Spec> change) {
        return new Bundle(recipe.withLast(change));
    }

    /**
     * Looks at the runtime.
     *
     * @return what {@link #on} was told, or nothing if the best one is to be taken
     */
    public Optional<OciRuntime> runtime() {
        return Optional.ofNullable(recipe.chosen());
    }

    /**
     * Looks at the deadline.
     *
     * @return what {@link #deadline(Duration)} was told, or nothing if the defaults hold
     */
    public Optional<Duration> deadline() {
        return recipe.deadline();
    }

    /**
     * Looks at the configuration, as far as it is known before a container is made: without its id, the names of
     * users, hooks that are Java code, and the mounts that the image and temporary folders need.
     *
     * @return the configuration
     */
    public Spec spec() {
        return recipe.spec();
    }

    /**
     * Looks at what a {@link #create} by OciUnit's own runtime would do: every step, with who takes it and the part of the
     * configuration that it comes from. No container is made.
     *
     * @param command the program and its arguments; none for those of {@link #args}
     * @return the plan, which prints as a numbered list
     */
    public Plan explain(String... command) {
        return Creation.explain(recipe, List.of(command));
    }

    /**
     * Makes a container, starts it, waits for the end of its program and deletes it. Nothing is left, whatever happens.
     *
     * @param command the program and its arguments; none for those of {@link #args}
     * @return what became of it
     * @throws org.ociunit.error.DeadlineExceededException if the program did not end within the {@link #deadline(Duration)}; the
     *     whole container has been killed then, and the message has its last output
     */
    public Result run(String... command) {
        try (Container container = create(command)) {
            return container.start().end(recipe.deadline().orElse(BundleDefaults.RUN));
        }
    }

    /**
     * Makes a container, whose program waits to be started. Close it.
     *
     * @param command the program and its arguments; none for those of {@link #args}
     * @return the container, which is created
     */
    public Container create(String... command) {
        return Creation.create(this, recipe, List.of(command));
    }

    /** Makes a container in a folder that it is given. */
    Container create(Supplier<BundleFolder> folder, String... command) {
        return Creation.create(this, recipe, folder, List.of(command));
    }

    /**
     * Makes a container, starts it, and waits until it is of use, as {@link #readyWhen} says. Close it.
     *
     * @param command the program and its arguments; none for those of {@link #args}
     * @return the container, which has been started
     */
    public Container start(String... command) {
        Container container = create(command);
        try {
            container.start();
            Duration deadline = recipe.deadline().orElse(BundleDefaults.AWAIT);
            recipe.ready().ifPresent(ready -> container.await(ready, deadline));
            return container;
        } catch (RuntimeException | Error e) {
            container.closeAfter(e);
            throw e;
        }
    }

    /**
     * Writes a bundle for any runtime: a {@code config.json}, a root file system, and the files that are bound into it. The
     * folder can be moved. What the bundle takes from this machine stays there under its absolute path: the programs of
     * {@link Image#host()}, the folders of {@link Mounts#bind}, and the namespaces of other containers, while they live.
     * A bundle without a command idles; its host name is the folder's.
     *
     * @param dir the folder, which is made, for this user alone; if it is there, it must be empty
     * @return the folder
     * @throws org.ociunit.error.ContainerException if it cannot be written, or has a hook that is Java code; nothing is left
     *     of the folder then
     */
    public Path writeTo(Path dir) {
        return Creation.write(recipe, dir);
    }

    /**
     * Reads a bundle's text form.
     *
     * @param json an object whose members are: {@code image}, as {@link Image#parse} reads it, or {@code bundle}, a folder
     *     as for {@link #load}; if they are told, {@code rootless}, {@code network} ({@code none}, {@code reachable} or {@code host}),
     *     {@code user}, {@code groups}, {@code tempFolders} and {@code hosts} (names with their addresses), as the
     *     methods of these names have them; and {@code config}, what is different in the configuration: a merge patch (RFC
     *     7396), where a list under a name that ends in {@code +}, such as {@code "mounts+"}, is added to the one of that
     *     name; and {@code ready}, for {@link #readyWhen}, an object with one of {@code logLine}, {@code exec} (a list), {@code
     *     port} and {@code http} (a path), as the methods of {@link Ready} have them, or with {@code http} and its {@code port}
     * @param source what the text is called in messages, such as a file name
     * @param folder where a relative {@code bundle} is
     * @return the bundle
     * @throws org.ociunit.error.InvalidDocumentException if the text says something else; the message tells where
     */
    public static Bundle ofJson(String json, String source, Path folder) {
        return BundleDocument.read(json, source).bundle(folder);
    }

    /**
     * The bundle's text form, see {@link #ofJson}. The runtime and the {@link #deadline(Duration)} are not in it.
     *
     * @return JSON, without a line feed at the end
     * @throws org.ociunit.error.ContainerException if it has something that no text tells, such as Java code for a hook, or for
     *     when it is ready
     */
    public String toJson() {
        return BundleDocument.of(recipe).toJson();
    }

    Image image() {
        return recipe.image();
    }

    private Bundle with(UnaryOperator<Spec> adjective) {
        return and(Adjective.of(adjective));
    }

    private Bundle and(Adjective adjective) {
        return new Bundle(recipe.withAdjective(adjective));
    }

    /** The image, such as {@code bundle from host}. */
    @Override
    public String toString() {
        return "bundle from " + recipe.image();
    }

    /** The network that was chosen, or null for what the configuration has. */
    @Nullable
    Networking networking() {
        return recipe.network();
    }
}
