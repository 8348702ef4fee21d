package org.ociunit.runtime.store;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ociunit.error.ContainerException;
import org.ociunit.error.ContainerExistsException;
import org.ociunit.error.ContainerNotFoundException;
import org.ociunit.error.InvalidDocumentException;
import org.ociunit.error.Warnings;
import org.ociunit.json.Json;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.lifecycle.State;
import org.ociunit.lifecycle.Status;
import org.ociunit.runtime.Verb;
import org.ociunit.runtime.host.Host;

/**
 * The containers of one state root, a folder each. All JVMs of the user may use it at once: a name is one container's from
 * {@link #reserve} to {@link #remove}, a state is read whole or not at all, and whoever changes a container has its
 * {@link #lock}.
 */
public final class Store {
    /** The folder in a container's own one that is mounted into the container, if its configuration has it so. */
    public static final String SHARED = "notify";

    private static final String RUNTIME = "ociunit";
    private static final String STATE = "state.json";
    private static final String START = "start";
    private static final String EXIT = "exit";
    private static final String LOCK = "lock";
    private static final String START_LOCK = "start.lock";

    private static final class ExitLine {
        static final Pattern PATTERN = Pattern.compile("status (\\d{1,9})\n");
    }

    private final Path root;

    private Store(Path root) {
        this.root = root;
    }

    /**
     * The store in a folder, which is made if it is not there.
     *
     * @param root the folder; it is this user's and nobody else may write to it
     * @return the store
     * @throws ContainerException if others could change what is in the folder, or if it cannot be made
     */
    public static Store at(Path root) {
        Path absolute = root.toAbsolutePath();
        if (absolute.getParent() == null) {
            throw new ContainerException(
                    "Could not use folder " + root + ".",
                    "containers' state is not kept in the root of the file system.",
                    "give a folder of its own.");
        }
        try {
            Store store =
                    new Store(Host.current().ownFolder(absolute, "rwx------").toRealPath());
            store.clear();
            return store;
        } catch (IOException e) {
            throw new ContainerException("Could not use folder " + root + ".", e.toString(), null, e);
        }
    }

    /** What a JVM that died has not got to. */
    private void clear() throws IOException {
        for (Path left : entries()) {
            if (isDoomed(left)) {
                clear(left);
            }
        }
    }

    private static void clear(Path left) {
        try {
            new ContainerFolder(left).clear();
        } catch (IOException e) {
            Warnings.warn(Store.class, "Could not remove " + left, e);
        }
    }

    /**
     * Where a container has its files: {@code start}, the socket that is there until it is started, {@code exit}, which
     * its monitor writes, and whatever else the runtime puts there.
     *
     * @param id its name
     * @return an absolute path; there need not be anything
     */
    public Path folder(ContainerId id) {
        return root.resolve(id.value());
    }

    /**
     * Takes a name for a container that is to be made.
     *
     * @param id the name
     * @return its folder, empty, with the permissions {@code rwx------}
     * @throws ContainerExistsException if the name is taken, by whatever it be
     */
    public Path reserve(ContainerId id) {
        if (!at(id).make()) {
            throw new ContainerExistsException(id.value(), RUNTIME);
        }
        return folder(id);
    }

    /**
     * Makes the folder {@link #SHARED}: the container's processes may look into it.
     *
     * @param id its name, which is reserved
     * @throws ContainerException if it cannot be made
     */
    public void makeShared(ContainerId id) {
        at(id).makeShared(SHARED);
    }

    /**
     * Waits until a container is nobody else's, neither of another process nor of another thread.
     *
     * @param id its name, which is reserved at the least
     * @param verb what is to be done with it
     * @param deadline how long the wait may take
     * @return the lock
     * @throws ContainerNotFoundException if there is no container, or not any more when the lock came
     * @throws org.ociunit.error.DeadlineExceededException if the lock did not come in time; it tells who has it
     */
    public ContainerLock lock(ContainerId id, Verb verb, Duration deadline) {
        return lock(LOCK, id, verb, deadline);
    }

    /**
     * Waits until nobody else starts a container. Verbs that change it have a {@link #lock} of their own, since the hooks
     * of a start may use them.
     *
     * @param id its name
     * @param deadline how long the wait may take
     * @return the lock
     * @throws ContainerNotFoundException if there is no container, or not any more when the lock came
     * @throws org.ociunit.error.DeadlineExceededException if the lock did not come in time; it tells who has it
     */
    public ContainerLock lockStart(ContainerId id, Duration deadline) {
        return lock(START_LOCK, id, Verb.START, deadline);
    }

    private ContainerLock lock(String file, ContainerId id, Verb verb, Duration deadline) {
        Optional<ContainerLock> lock = Optional.empty();
        if (at(id).exists()) {
            String what = "Could not " + verb + " container " + id + ".";
            lock = LockRequest.of(folder(id).resolve(file), what, deadline).await();
        }
        return lock.orElseThrow(() -> notFound(id, verb));
    }

    /**
     * What is remembered of a container.
     *
     * @param id its name
     * @param verb what is to be done with it
     * @return its state, as it was last written
     * @throws ContainerNotFoundException if there is none, or if its name is reserved and nothing was written so far
     * @throws InvalidDocumentException if the state is not one of this version of OciUnit
     */
    public StoredContainer read(ContainerId id, Verb verb) {
        return find(id).orElseThrow(() -> notFound(id, verb));
    }

    /**
     * What is remembered of a container, if there is one.
     *
     * @param id its name
     * @return its state, as it was last written, or nothing
     * @throws InvalidDocumentException if the state is not one of this version of OciUnit
     */
    public Optional<StoredContainer> find(ContainerId id) {
        return read(at(id));
    }

    private static Optional<StoredContainer> read(ContainerFolder folder) {
        return folder.read(STATE).map(text -> Json.read(text, source(folder), StoredContainer.class));
    }

    /**
     * What tells a container's state.
     *
     * @param id its name
     * @return its outline, as its state was last written
     * @throws ContainerNotFoundException if there is none, or if its name is reserved and nothing was written so far
     * @throws InvalidDocumentException if the state is not one of this version of OciUnit
     */
    public ContainerOutline outline(ContainerId id) {
        Optional<ContainerOutline> outline = outline(at(id));
        if (outline.isEmpty()) {
            throw notFound(id, Verb.STATE);
        }
        return outline.get();
    }

    private static Optional<ContainerOutline> outline(ContainerFolder folder) {
        Optional<String> text = folder.read(STATE);
        return text.isEmpty() ? Optional.empty() : Optional.of(ContainerOutline.read(text.get(), source(folder)));
    }

    private static String source(ContainerFolder folder) {
        return folder.path().resolve(STATE).toString();
    }

    /**
     * All containers that something was written for. Others may make and remove some meanwhile. What cannot be read is left
     * out, with a warning.
     *
     * @return their outlines, by name
     */
    public List<ContainerOutline> list() {
        try {
            SortedMap<String, ContainerOutline> found = new TreeMap<>();
            for (Path folder : entries()) {
                if (!isDoomed(folder) && Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                    addTo(found, new ContainerFolder(folder));
                }
            }
            return List.copyOf(found.values());
        } catch (IOException e) {
            throw new ContainerException("Could not list the containers in " + root + ".", e.toString(), null, e);
        }
    }

    private static void addTo(Map<String, ContainerOutline> found, ContainerFolder folder) {
        try {
            Optional<ContainerOutline> outline = outline(folder);
            if (outline.isPresent()) {
                found.put(outline.get().id().value(), outline.get());
            }
        } catch (ContainerException e) {
            Warnings.warn(Store.class, "Left out of the list: " + e.getMessage());
        }
    }

    private List<Path> entries() throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(root)) {
            for (Path entry : entries) {
                found.add(entry);
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return found;
    }

    private static boolean isDoomed(Path folder) {
        return folder.getFileName().toString().startsWith(ContainerFolder.DOOMED);
    }

    /**
     * Writes a container's state, in one piece. Whoever writes has the lock, lest another's change be lost.
     *
     * @param container what is to be remembered; its name is reserved
     * @throws ContainerException if it cannot be written; what was there before stays
     */
    public void write(StoredContainer container) {
        at(container.containerId()).write(STATE, Json.toText(container));
    }

    /**
     * Removes what is remembered of a container, all at once for others, and gives its name back. Nothing happens if there
     * is none. A folder that the runtime has put there is to be empty by now.
     *
     * @param id its name
     */
    public void remove(ContainerId id) {
        at(id).remove();
    }

    /**
     * The state of a container by the facts: creating while who makes it or its first process lives, created while the
     * socket that starts it is there, stopped when its first process has ended.
     *
     * @param container what is remembered of it
     * @return its state now
     */
    public State state(ContainerOutline container) {
        Status status = status(container);
        ProcessIdentity init = container.init();
        OptionalLong pid =
                init == null || status == Status.STOPPED ? OptionalLong.empty() : OptionalLong.of(init.pid());
        return new State(container.id(), status, pid, container.bundle(), container.annotations());
    }

    private Status status(ContainerOutline container) {
        boolean alive = container.init() != null && container.init().isAlive();
        if (container.maker() != null) {
            return alive || container.maker().isAlive() ? Status.CREATING : Status.STOPPED;
        }
        if (!alive) {
            return Status.STOPPED;
        }
        if (container.isFrozen()) {
            return Status.PAUSED;
        }
        return at(container.id()).has(START) ? Status.CREATED : Status.RUNNING;
    }

    /**
     * How the first process of a detached container ended, as its monitor has written it.
     *
     * @param id its name
     * @return the status as wait(2) has it; nothing if it has not ended, or if nobody was there to see
     */
    public OptionalInt exit(ContainerId id) {
        Matcher line = ExitLine.PATTERN.matcher(at(id).read(EXIT).orElse(""));
        return line.matches() ? OptionalInt.of(Integer.parseInt(line.group(1))) : OptionalInt.empty();
    }

    private ContainerFolder at(ContainerId id) {
        return new ContainerFolder(folder(id));
    }

    private static ContainerNotFoundException notFound(ContainerId id, Verb verb) {
        return new ContainerNotFoundException(verb.toString(), id.value(), RUNTIME);
    }
}
