package org.ociunit.runtime.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.ociunit.spec.Linux;
import org.ociunit.spec.Namespace;

/** The namespaces of a container: new ones, and those of others that it joins. */
final class Namespaces {
    static final long NEW_CGROUP = 0x02000000;
    static final long NEW_TIME = 0x80;

    /** O_RDONLY of open(2). */
    private static final int READING = 0;

    /** As flags of clone(2), named as the specification names them. */
    private static final Map<String, Long> FLAGS = Map.of(
            Namespace.PID,
            0x20000000L,
            Namespace.NETWORK,
            0x40000000L,
            Namespace.MOUNT,
            0x00020000L,
            Namespace.IPC,
            0x08000000L,
            Namespace.UTS,
            0x04000000L,
            Namespace.USER,
            0x10000000L,
            Namespace.CGROUP,
            NEW_CGROUP,
            Namespace.TIME,
            NEW_TIME);

    private final List<Namespace> namespaces;

    Namespaces(@Nullable Linux linux) {
        this.namespaces = linux == null || linux.namespaces() == null ? List.of() : linux.namespaces();
    }

    static long flag(String type) {
        Long flag = FLAGS.get(type);
        if (flag == null) {
            throw new IllegalArgumentException("There is no namespace of type " + type + ".");
        }
        return flag;
    }

    boolean hasNew(String type) {
        return find(type).filter(Namespaces::isNew).isPresent();
    }

    boolean joins(String type) {
        return find(type).filter(namespace -> !isNew(namespace)).isPresent();
    }

    /** Where one is that is joined. */
    Optional<String> path(String type) {
        return find(type).filter(namespace -> !isNew(namespace)).map(Namespace::path);
    }

    private Optional<Namespace> find(String type) {
        return namespaces.stream()
                .filter(namespace -> namespace.type().equals(type))
                .findFirst();
    }

    /** What clone(2) makes: those of cgroups and time are unshared, each at its own moment. */
    long cloneFlags() {
        return namespaces.stream()
                .filter(Namespaces::isNew)
                .filter(namespace -> !namespace.type().equals(Namespace.CGROUP)
                        && !namespace.type().equals(Namespace.TIME))
                .mapToLong(namespace -> flag(namespace.type()))
                .sum();
    }

    /** Those that are joined, in the order of the configuration. */
    List<Namespace> joined() {
        return namespaces.stream().filter(namespace -> !isNew(namespace)).toList();
    }

    /**
     * The steps by which a stage joins them. All are opened first, by whoever may still see them. Those that the machine's
     * own user namespace owns can only be joined before a user namespace is, and those that it owns only after it: each is
     * tried before, and what was refused then is joined after it. A mount namespace is the process' own business
     * ({@link #joinMounts}): the stage still has to reach the machine's files.
     */
    List<Step> join() {
        List<Step> steps = new ArrayList<>();
        List<Namespace> all = joined();
        all.forEach(namespace -> steps.add(open(namespace)));
        if (joins(Namespace.USER)) {
            others(all).map(namespace -> join(Opcode.JOIN_EARLY, namespace)).forEach(steps::add);
            all.stream()
                    .filter(namespace -> namespace.type().equals(Namespace.USER))
                    .map(namespace -> join(Opcode.JOIN, namespace))
                    .forEach(steps::add);
        }
        others(all).map(namespace -> join(Opcode.JOIN, namespace)).forEach(steps::add);
        return steps;
    }

    /** The slots that the process takes over from the stage. */
    List<Integer> heldForProcess() {
        return mounts().map(this::slot).stream().toList();
    }

    /** The steps by which the process joins the rest. */
    List<Step> joinMounts() {
        return mounts().map(namespace -> join(Opcode.JOIN, namespace)).stream().toList();
    }

    private Optional<Namespace> mounts() {
        return find(Namespace.MOUNT).filter(namespace -> !isNew(namespace));
    }

    private static Stream<Namespace> others(List<Namespace> all) {
        return all.stream()
                .filter(namespace -> !namespace.type().equals(Namespace.USER)
                        && !namespace.type().equals(Namespace.MOUNT));
    }

    private Step open(Namespace namespace) {
        return Step.of(Opcode.OPEN_FILE, slot(namespace), Objects.requireNonNull(namespace.path()), READING)
                .from(configPath(namespace));
    }

    private Step join(Opcode opcode, Namespace namespace) {
        return Step.of(opcode, slot(namespace), flag(namespace.type()))
                .on(Objects.requireNonNull(namespace.path()))
                .from(configPath(namespace));
    }

    private int slot(Namespace namespace) {
        return Slots.joined(joined().indexOf(namespace));
    }

    String configPath(Namespace namespace) {
        return "linux.namespaces[" + namespaces.indexOf(namespace) + "]";
    }

    private static boolean isNew(Namespace namespace) {
        return namespace.path() == null || namespace.path().isEmpty();
    }
}
