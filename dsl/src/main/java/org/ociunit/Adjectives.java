package org.ociunit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.ociunit.image.ExposedPort;
import org.ociunit.image.ImageDefaults;
import org.ociunit.runtime.host.Host;
import org.ociunit.spec.Capabilities;
import org.ociunit.spec.ConsoleSize;
import org.ociunit.spec.ContainerProcess;
import org.ociunit.spec.Device;
import org.ociunit.spec.DeviceRule;
import org.ociunit.spec.Hook;
import org.ociunit.spec.Hooks;
import org.ociunit.spec.IdMapping;
import org.ociunit.spec.Linux;
import org.ociunit.spec.LinuxResources;
import org.ociunit.spec.Memory;
import org.ociunit.spec.Mount;
import org.ociunit.spec.Namespace;
import org.ociunit.spec.Pids;
import org.ociunit.spec.Rlimit;
import org.ociunit.spec.Root;
import org.ociunit.spec.Seccomp;
import org.ociunit.spec.Spec;
import org.ociunit.spec.User;

/** What each adjective of a bundle changes in its configuration. */
final class Adjectives {
    private Adjectives() {}

    static UnaryOperator<Spec> args(List<String> args) {
        return process(process -> process.withArgs(args));
    }

    static UnaryOperator<Spec> env(String name, String value) {
        return process(process -> process.withEnv(withVariable(process.env(), name, value)));
    }

    /** The variables with one more, which takes the place of one with the same name. */
    static List<String> withVariable(@Nullable List<String> env, String name, String value) {
        List<String> variables = new ArrayList<>(orNone(env));
        variables.removeIf(variable -> variable.startsWith(name + "="));
        variables.add(name + "=" + value);
        return variables;
    }

    static UnaryOperator<Spec> cwd(String directory) {
        return process(process -> process.withCwd(directory));
    }

    static UnaryOperator<Spec> noNewPrivileges() {
        return process(process -> process.withNoNewPrivileges(true));
    }

    static UnaryOperator<Spec> terminal(int rows, int columns) {
        if (rows < 1 || columns < 1) {
            throw new IllegalArgumentException(
                    "Illegal terminal of " + rows + " rows and " + columns + " columns: it takes 1 or more of each.");
        }
        return process(process -> process.withTerminal(true).withConsoleSize(ConsoleSize.of(rows, columns)));
    }

    /** A limit takes the place of one of the same type. */
    static UnaryOperator<Spec> rlimit(Rlimit limit) {
        return process(process -> {
            List<Rlimit> limits = new ArrayList<>(orNone(process.rlimits()));
            limits.removeIf(present -> present.type().equals(limit.type()));
            limits.add(limit);
            return process.withRlimits(limits);
        });
    }

    static UnaryOperator<Spec> umask(int bits) {
        if (bits < 0 || bits > 0777) {
            throw new IllegalArgumentException(
                    "Illegal umask 0" + Integer.toOctalString(bits) + ": it takes 0 to 0777.");
        }
        return user(user -> user.withUmask((long) bits));
    }

    static Adjective user(String name) {
        return Adjective.unseen(BundleDocument.USER, List.of(name), (spec, bundle) -> {
            if (bundle == null) {
                return spec;
            }
            User found = new UserName(name, bundle.root()).resolve();
            return user(user -> user.withUid(found.uid()).withGid(found.gid())).apply(spec);
        });
    }

    static Adjective groups(List<String> names) {
        return Adjective.unseen(BundleDocument.GROUPS, names, (spec, bundle) -> {
            if (bundle == null) {
                return spec;
            }
            List<Long> found = names.stream()
                    .map(name -> new UserName(name, bundle.root()).resolveGroup())
                    .toList();
            return furtherGroups(found).apply(spec);
        });
    }

    static UnaryOperator<Spec> furtherGroups(List<Long> numbers) {
        return user(user -> user.withAdditionalGids(numbers));
    }

    private static UnaryOperator<Spec> user(UnaryOperator<User> change) {
        return process(process -> {
            User user = process.user();
            return process.withUser(change.apply(user == null ? User.of(0, 0) : user));
        });
    }

    /** To the sets that root's programs have; a program of another user gains nothing by them. */
    static UnaryOperator<Spec> addCapabilities(List<String> names) {
        return process(process -> {
            Capabilities present = process.capabilities();
            Capabilities some = present == null ? Capabilities.empty() : present;
            return process.withCapabilities(some.withBounding(and(some.bounding(), names))
                    .withEffective(and(some.effective(), names))
                    .withPermitted(and(some.permitted(), names)));
        });
    }

    static UnaryOperator<Spec> dropAllCapabilities() {
        List<String> none = List.of();
        return process(process -> process.withCapabilities(Capabilities.empty()
                .withBounding(none)
                .withEffective(none)
                .withInheritable(none)
                .withPermitted(none)
                .withAmbient(none)));
    }

    static UnaryOperator<Spec> process(UnaryOperator<ContainerProcess> change) {
        return spec -> {
            ContainerProcess process = spec.process();
            return spec.withProcess(change.apply(process == null ? ContainerProcess.of() : process));
        };
    }

    static UnaryOperator<Spec> hostname(String name) {
        return spec -> spec.withHostname(name);
    }

    static UnaryOperator<Spec> network(Networking network) {
        return linux(network::applyTo);
    }

    static UnaryOperator<Spec> annotation(String key, String value) {
        if (key.isEmpty()) {
            throw new IllegalArgumentException("Illegal annotation \"\": it takes a name.");
        }
        return spec -> spec.withAnnotations(with(spec.annotations(), key, value));
    }

    static UnaryOperator<Spec> expose(ExposedPort port) {
        return spec -> {
            String present = annotations(spec).getOrDefault(ImageDefaults.EXPOSED_PORTS, "");
            List<String> ports =
                    and(present.isEmpty() ? List.of() : List.of(present.split(",", -1)), List.of(port.toString()));
            return annotation(ImageDefaults.EXPOSED_PORTS, String.join(",", ports))
                    .apply(spec);
        };
    }

    static Map<String, String> annotations(Spec spec) {
        return spec.annotations() == null ? Map.of() : spec.annotations();
    }

    /** A hook whose work is Java code does not take part in a configuration that is only looked at. */
    static Adjective hook(HookKind kind, HookCallback callback) {
        return Adjective.unseen(
                BundleDocument.JAVA_HOOK,
                List.of(kind.toString()),
                (spec, bundle) -> bundle == null ? spec : bundle.withHook(spec, kind, callback));
    }

    static UnaryOperator<Spec> hook(HookKind kind, Hook hook) {
        return spec -> {
            Hooks hooks = spec.hooks();
            return spec.withHooks(kind.add(hooks == null ? Hooks.empty() : hooks, hook));
        };
    }

    static UnaryOperator<Spec> mount(Mount mount) {
        return spec -> {
            List<Mount> mounts = new ArrayList<>(mounts(spec));
            mounts.add(mount);
            return spec.withMounts(mounts);
        };
    }

    static List<Mount> mounts(Spec spec) {
        return orNone(spec.mounts());
    }

    static Adjective tempFolder(String at) {
        Mounts.requireAbsolute(at);
        return Adjective.unseen(
                BundleDocument.TEMP_FOLDERS,
                List.of(at),
                (spec, bundle) -> bundle == null
                        ? spec
                        : mount(Mounts.bind(bundle.makeTemporaryFolder(), at)).apply(spec));
    }

    static Adjective hostsEntry(String name, String address) {
        if (!name.matches("[A-Za-z0-9._-]+") || !address.matches("[0-9A-Fa-f:.]+")) {
            throw new IllegalArgumentException("Illegal entry of /etc/hosts: \"" + name + "\" at \"" + address
                    + "\": it takes a host name, and an address of numbers.");
        }
        return Adjective.unseen(BundleDocument.HOSTS, List.of(name, address), (spec, bundle) -> {
            if (bundle != null) {
                bundle.addHost(name, address);
            }
            return spec;
        });
    }

    static UnaryOperator<Spec> readOnlyRoot(boolean readOnly) {
        return spec -> {
            Root root = spec.root();
            return spec.withRoot((root == null ? Root.of("rootfs") : root).withReadonly(readOnly));
        };
    }

    /** The runtime-spec counts swap together with memory. */
    static UnaryOperator<Spec> memory(Bytes limit, Bytes swap) {
        return resources(resources -> {
            Memory memory = resources.memory();
            return resources.withMemory((memory == null ? Memory.empty() : memory)
                    .withLimit(limit.count())
                    .withSwap(Math.addExact(limit.count(), swap.count())));
        });
    }

    static UnaryOperator<Spec> pids(int limit) {
        return resources(resources -> resources.withPids(Pids.of(limit)));
    }

    /** In a user namespace nodes cannot be made, and are bound instead. */
    static UnaryOperator<Spec> device(Path path) {
        return spec -> {
            DeviceNode device = DeviceNode.of(path);
            return Namespaces.has(spec.linux(), Namespace.USER)
                    ? mount(Mounts.bind(path, path.toString())).apply(spec)
                    : device(device.node()).apply(spec);
        };
    }

    static UnaryOperator<Spec> device(Device device) {
        DeviceRule rule = DeviceRule.of(true, "rwm")
                .withType(device.type())
                .withMajor(device.major())
                .withMinor(device.minor());
        UnaryOperator<Spec> node = linux(linux -> linux.withDevices(and(linux.devices(), List.of(device))));
        UnaryOperator<Spec> allowed =
                resources(resources -> resources.withDevices(and(resources.devices(), List.of(rule))));
        return device.type().equals(Device.FIFO) ? node : spec -> allowed.apply(node.apply(spec));
    }

    static UnaryOperator<Spec> sysctl(String name, String value) {
        return linux(linux -> linux.withSysctl(with(linux.sysctl(), name, value)));
    }

    static UnaryOperator<Spec> maskedPaths(List<String> paths) {
        paths.forEach(Mounts::requireAbsolute);
        return linux(linux -> linux.withMaskedPaths(and(linux.maskedPaths(), paths)));
    }

    static UnaryOperator<Spec> readOnlyPaths(List<String> paths) {
        paths.forEach(Mounts::requireAbsolute);
        return linux(linux -> linux.withReadonlyPaths(and(linux.readonlyPaths(), paths)));
    }

    static UnaryOperator<Spec> seccomp(Seccomp filter) {
        return linux(linux -> linux.withSeccomp(filter));
    }

    /** Which calls it lets through depends on the capabilities. */
    static UnaryOperator<Spec> defaultSeccomp() {
        return spec -> {
            ContainerProcess process = spec.process();
            return seccomp(Seccomp.containerDefault(process == null ? null : process.capabilities()))
                    .apply(spec);
        };
    }

    static UnaryOperator<Spec> idMap(List<IdMapping> ranges) {
        return linux(linux -> linux.withUidMappings(ranges).withGidMappings(ranges));
    }

    /** A user namespace for a configuration without one: its root is the caller, and mounts name no other groups. */
    static UnaryOperator<Spec> userNamespace(Host host) {
        return spec -> {
            if (Namespaces.has(spec.linux(), Namespace.USER)) {
                return spec;
            }
            return linux(linux -> Namespaces.with(linux, Namespace.of(Namespace.USER))
                            .withUidMappings(List.of(IdMapping.of(0, host.uid(), 1)))
                            .withGidMappings(List.of(IdMapping.of(0, host.gid(), 1))))
                    .apply(spec.withMounts(
                            mounts(spec).stream().map(Adjectives::withoutGroup).toList()));
        };
    }

    private static Mount withoutGroup(Mount mount) {
        return mount.options() == null
                ? mount
                : mount.withOptions(mount.options().stream()
                        .filter(option -> !option.startsWith("gid="))
                        .toList());
    }

    static UnaryOperator<Spec> resources(UnaryOperator<LinuxResources> change) {
        return linux(linux -> {
            LinuxResources resources = linux.resources();
            return linux.withResources(change.apply(resources == null ? LinuxResources.empty() : resources));
        });
    }

    static UnaryOperator<Spec> linux(UnaryOperator<Linux> change) {
        return spec -> {
            Linux linux = spec.linux();
            return spec.withLinux(change.apply(linux == null ? Linux.empty() : linux));
        };
    }

    private static <T> List<T> orNone(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }

    /** Without repeating what is there already. */
    private static <T> List<T> and(@Nullable List<T> present, List<T> more) {
        return Stream.concat(orNone(present).stream(), more.stream()).distinct().toList();
    }

    private static Map<String, String> with(@Nullable Map<String, String> present, String key, String value) {
        Map<String, String> all = new LinkedHashMap<>(present == null ? Map.of() : present);
        all.put(key, value);
        return all;
    }
}
