package org.ociunit.runtime.cgroup;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.ociunit.error.ContainerException;
import org.ociunit.error.UnsupportedByHostException;
import org.ociunit.runtime.Stats;
import org.ociunit.spec.LinuxResources;

/**
 * The control group of a container: a folder in one hierarchy (version 2), in several (version 1), or none at all, where
 * this user may make none. Having one touches nothing; {@link #create} makes it.
 *
 * <p>Where there is none, creating, killing and removing do nothing, there are no processes and no stats, and what needs a
 * group, limits and freezing, is refused by name.
 */
public abstract sealed class Cgroup permits V1Cgroup, V2Cgroup, NoCgroup {
    static final String DELEGATE = "run this as root, or in a control group of the user's own, such as systemd makes:"
            + " systemd-run --user --scope -p Delegate=yes COMMAND";

    static final Duration PATIENCE = Duration.ofSeconds(2);

    static final String PROCESSES = "cgroup.procs";
    private static final String FREEZER = "freezer";

    /** How a process that this pid namespace cannot see is told. */
    private static final long FOREIGN = 0;

    private final Map<String, Path> folders;
    private final List<Path> made;

    /** The folders by controller, and what of them was not there when they were named, parents first. */
    Cgroup(Map<String, Path> folders, List<Path> made) {
        this.folders = folders;
        this.made = List.copyOf(made);
    }

    /**
     * Reads a stored form.
     *
     * @param stored what {@link #stored} has given, in this JVM or another
     * @return the group
     */
    public static Cgroup load(StoredCgroup stored) {
        Map<String, Path> folders = new LinkedHashMap<>();
        for (Map.Entry<String, String> folder : stored.folders().entrySet()) {
            folders.put(folder.getKey(), Path.of(folder.getValue()));
        }
        List<Path> made = new ArrayList<>();
        for (String folder : stored.made()) {
            made.add(Path.of(folder));
        }
        return switch (stored.version()) {
            case StoredCgroup.V1 -> new V1Cgroup(folders, made);
            case StoredCgroup.V2 -> new V2Cgroup(folders.values().iterator().next(), made);
            default -> stored.missing() == null ? none() : new NoCgroup(stored.missing());
        };
    }

    /**
     * The group of a container that was made without one.
     *
     * @return a group that is not there
     */
    public static Cgroup none() {
        return new NoCgroup("it was made without one");
    }

    /**
     * The form for a state file, to be written before the group is created.
     *
     * @return what {@link #load} reads
     */
    public StoredCgroup stored() {
        Map<String, String> texts = new LinkedHashMap<>();
        folders.forEach((controller, folder) -> texts.put(controller, folder.toString()));
        return new StoredCgroup(
                version(), texts, made.stream().map(Path::toString).toList(), missing());
    }

    /**
     * Whether there is such a thing as the container's group: what asks for its processes can rely on it.
     *
     * @return false where this user may make none
     */
    public boolean isThere() {
        return !folders.isEmpty();
    }

    /**
     * Its folders, made or not.
     *
     * @return by controller; those of version 1 that are mounted without one have the name {@code name=...}, and a folder
     *     of version 2 has no name
     */
    public Map<String, Path> folders() {
        return folders;
    }

    /**
     * Those of its folders that are made for it, in the order in which they are removed: the freezer's first, since what is
     * frozen there dies only when it is thawed, and is in the way of all others until then.
     *
     * @return the folders, made or not yet
     */
    public List<Path> own() {
        return distinct().stream()
                .filter(made::contains)
                .sorted(Comparator.comparing(folder -> !folder.equals(folders.get(FREEZER))))
                .toList();
    }

    /**
     * Those of its folders that were there before, and stay when it goes.
     *
     * @return the folders
     */
    public List<Path> lent() {
        return distinct().stream()
                .filter(folder -> !made.contains(folder))
                .sorted(Comparator.comparing(folder -> !folder.equals(folders.get(FREEZER))))
                .toList();
    }

    /**
     * The groups above it that are made for it, and go with it unless others use them by then.
     *
     * @return the folders, the innermost first
     */
    public List<Path> above() {
        List<Path> above = new ArrayList<>(made);
        above.removeAll(distinct());
        Collections.reverse(above);
        return above;
    }

    /**
     * The files that a process joins the group by: it writes its pid, or 0 for itself, to each of them.
     *
     * @return one for each hierarchy
     */
    public List<Path> procsFiles() {
        return distinct().stream().map(folder -> folder.resolve(PROCESSES)).toList();
    }

    /**
     * The file that a process joins another one's group by. What a container's first process has done with its own group,
     * where it may write to it, can leave that without room for more: on version 2 a group whose controllers are handed
     * down takes none, and an empty one can have been removed. On version 1 neither keeps anybody out, or is done.
     *
     * @param pid the other one
     * @return on version 2, the file, if that process is there
     */
    public Optional<Path> procsFileOf(long pid) {
        return Optional.empty();
    }

    /**
     * Makes the group and, where they are missing, those above it.
     *
     * @throws ContainerException if it cannot be made, or is there with processes in it, or frozen; then nothing has
     *     changed, and the group is somebody else's: it must not be removed
     */
    public void create() {
        requireUnused();
        try {
            for (Path folder : distinct()) {
                make(folder);
            }
        } catch (IOException e) {
            ContainerException failure = new ContainerException(
                    "Could not make control group " + name() + ".",
                    GroupFile.answer(e) + ": " + place(e) + ".",
                    advice(e),
                    e);
            removeMade(Duration.ZERO).forEach(failure::addSuppressed);
            throw failure;
        } catch (ContainerException failure) {
            removeMade(Duration.ZERO).forEach(failure::addSuppressed);
            throw failure;
        }
    }

    /**
     * Sets limits; what is absent is left as it is. Rules for devices are {@link #allow allowed} on their own.
     *
     * @param resources the limits
     * @param place the place of the resources in the document that they come from, such as {@code linux.resources}
     * @throws UnsupportedByHostException if this machine or this user has no group for a limit
     * @throws ContainerException if the kernel refuses one; then those before it are as they were
     */
    public void apply(LinuxResources resources, String place) {
        Writing writing = new Writing(this::folderOf);
        List<List<Limit>> limits = limits(resources, place);
        limits.forEach(batch -> batch.forEach(this::folderOf));
        limits.forEach(writing::write);
    }

    /**
     * Allows devices, and denies all others. Version 1 is told here and now; on version 2 that takes a program, which is
     * returned to be loaded and attached to the group's folder. Without a group nothing is allowed or denied: an ordinary
     * user's container can make no devices anyway.
     *
     * @param rules which devices
     * @return a program to attach, or nothing
     * @throws UnsupportedByHostException if version 1 cannot keep the rules
     * @throws ContainerException if the kernel refuses one
     */
    public abstract Optional<DeviceProgram> allow(DeviceRules rules);

    /**
     * The processes in the group and in those below it.
     *
     * @return their ids in this JVM's pid namespace, in order; a process of another namespace has the id 0 and is left out
     */
    public List<Long> pids() {
        return distinct().stream()
                .flatMap(folder -> pids(folder).stream())
                .filter(pid -> pid != FOREIGN)
                .collect(Collectors.toCollection(TreeSet::new))
                .stream()
                .toList();
    }

    /**
     * Halts all processes.
     *
     * @throws UnsupportedByHostException if there is no group, or no freezer
     * @throws ContainerException if not all could be halted in two seconds; then they go on
     */
    public abstract void freeze();

    /**
     * Lets all processes go on.
     *
     * @throws UnsupportedByHostException if there is no group, or no freezer
     * @throws ContainerException if the kernel refuses it
     */
    public abstract void thaw();

    /**
     * Whether the group was frozen, and not one above it.
     *
     * @return false, too, if it has gone
     */
    public abstract boolean isFrozen();

    /**
     * Kills all processes, those that are frozen too, and those that they start meanwhile. Where the kernel cannot do
     * that by itself the group is frozen first: a frozen process cannot end, so its id cannot be another's. Does not wait
     * for their end.
     *
     * @param kill sends SIGKILL to the process with an id; a process that has ended is none of its worries
     */
    public abstract void kill(LongConsumer kill);

    /**
     * What the kernel has counted.
     *
     * @return all that there are files for
     */
    public abstract Stats stats();

    /**
     * How many of its processes were killed for want of memory.
     *
     * @return the counter, which can be asked for as long as the group is there
     */
    public abstract OomKills oomKills();

    /**
     * Removes the group and those below it, which the container has made; of the groups above it those that were made
     * for it and that nobody else uses. A group that was there before stays. For processes that are about to end there
     * are two seconds. Does nothing if it has gone.
     *
     * @throws ContainerException if a group is still in use; all others have been removed
     */
    public void remove() {
        List<IOException> failures = removeMade(PATIENCE);
        if (!failures.isEmpty()) {
            List<Long> left = pids();
            ContainerException failure = new ContainerException(
                    "Could not remove control group " + name() + ".",
                    GroupFile.answer(failures.get(0))
                            + (left.isEmpty() ? "" : ", with the processes " + left + " in it")
                            + ": "
                            + remaining() + ".",
                    left.isEmpty() ? null : "end its processes first.",
                    failures.get(0));
            failures.stream().skip(1).forEach(failure::addSuppressed);
            throw failure;
        }
    }

    abstract String version();

    @Nullable
    String missing() {
        return null;
    }

    abstract void make(Path folder) throws IOException;

    /** The limits in batches of one controller each; touches nothing. */
    abstract List<List<Limit>> limits(LinuxResources resources, String place);

    /** Where to write a limit. */
    Path folderOf(Limit limit) {
        Path folder = folders.get(limit.controller());
        if (folder == null) {
            throw new UnsupportedByHostException(
                    "Could not set " + limit.member() + ".",
                    "control group " + name() + " has no controller " + limit.controller() + ".",
                    "mount a hierarchy of " + limit.controller() + " that this user may make groups in, or leave out "
                            + limit.member() + ".");
        }
        return folder;
    }

    /** What a file of a controller has. */
    Function<String, Optional<String>> present(String controller) {
        Path folder = folders.get(controller);
        return file -> folder == null ? Optional.empty() : GroupFile.read(folder.resolve(file));
    }

    /** As messages have it. */
    String name() {
        return distinct().stream().findFirst().map(Path::toString).orElse("of the container");
    }

    List<Path> distinct() {
        return folders.values().stream().distinct().toList();
    }

    static List<Long> pids(Path folder) {
        return Folders.tree(folder).stream()
                .flatMap(group -> GroupFile.read(group.resolve(PROCESSES)).stream())
                .flatMap(String::lines)
                .map(Long::valueOf)
                .toList();
    }

    static void set(Path file, String value, String what) {
        try {
            GroupFile.write(file, value);
        } catch (IOException e) {
            throw new ContainerException(
                    what, "writing " + value + " to " + file + ": " + GroupFile.answer(e) + ".", advice(e), e);
        }
    }

    private static @Nullable String advice(IOException failure) {
        return GroupFile.answer(failure).matches("(EACCES|EPERM|EROFS) .*") ? DELEGATE : null;
    }

    /** The file that the kernel was asked about, where Java tells it. */
    private String place(IOException failure) {
        String file = failure instanceof FileSystemException of ? of.getFile() : null;
        return file == null ? name() : file;
    }

    private void requireUnused() {
        Set<Long> there = distinct().stream()
                .flatMap(folder -> pids(folder).stream())
                .collect(Collectors.toCollection(TreeSet::new));
        if (!there.isEmpty()) {
            throw refusal("container's cgroup is not empty: it has the processes " + there + ".");
        }
        if (isFrozen()) {
            throw refusal("container's cgroup unexpectedly frozen.");
        }
    }

    private ContainerException refusal(String why) {
        return new ContainerException(
                "Could not make control group " + name() + ".", why, "choose another linux.cgroupsPath.");
    }

    private List<IOException> removeMade(Duration atMost) {
        List<IOException> failures = new ArrayList<>();
        for (Path folder : distinct()) {
            for (Path group : Folders.tree(folder)) {
                if (!group.equals(folder) || made.contains(folder)) {
                    try {
                        Folders.remove(group, failures.isEmpty() ? atMost : Duration.ZERO);
                    } catch (IOException e) {
                        failures.add(e);
                    }
                }
            }
        }
        above().forEach(Folders::removeIfUnused);
        return failures;
    }

    private String remaining() {
        return distinct().stream()
                .filter(folder -> made.contains(folder) && Files.exists(folder))
                .map(Path::toString)
                .collect(Collectors.joining(", "));
    }
}
