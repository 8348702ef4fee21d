package org.ociunit.runtime.store;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ociunit.json.Unknown;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.runtime.cgroup.StoredCgroup;
import org.ociunit.runtime.host.Host;
import org.ociunit.spec.Root;
import org.ociunit.spec.Spec;

/**
 * What is remembered of a container: the document {@code state.json}. Its status is not among it, nor is anything else
 * that can be worked out.
 *
 * @param format what the document looks like; {@link #FORMAT} is the only one so far. Members that are only added do not
 *     make another one
 * @param id the container's name
 * @param maker who makes the container; absent once it is made
 * @param init the container's first process; absent until there is one
 * @param bundle the absolute path of its bundle
 * @param created when it was created, in RFC 3339
 * @param spec the configuration that it was made from, whole
 * @param cgroup its control groups; absent without any
 * @param attached whether it ends with the JVM that made it
 * @param stepsAfterStart what its first process does between its start and its program, in words: if one of the steps
 *     fails, it tells no more than which
 * @param firstAfterStart the place of the first of those steps among all steps
 * @param rootless whether it was made without the rights of root
 * @param owner the user who made it
 * @param lowers the folders that its root is laid over, the uppermost first; absent if that is a folder itself
 * @param unknown the members that this record does not know, in their order; they are written back
 */
@RecordBuilder
@RecordBuilder.Options(addStaticBuilder = false, enableGetters = false, inheritComponentAnnotations = true)
public record StoredContainer(
        int format,
        String id,
        @Nullable ProcessIdentity maker,
        @Nullable ProcessIdentity init,
        String bundle,
        String created,
        Spec spec,
        @Nullable StoredCgroup cgroup,
        boolean attached,
        List<String> stepsAfterStart,
        int firstAfterStart,
        boolean rootless,
        int owner,
        @Nullable List<String> lowers,
        @Unknown Map<String, Object> unknown)
        implements StoredContainerBuilder.With {
    /** The format that is written, and the latest that is read. */
    public static final int FORMAT = 1;

    /**
     * Checks what others rely on, and copies the collections.
     *
     * @throws IllegalArgumentException if the format is a later one, the name is illegal, the bundle's path relative or
     *     the time none
     */
    public StoredContainer {
        if (format != FORMAT) {
            throw new IllegalArgumentException("Unknown format " + format + ", only " + FORMAT + " is known.");
        }
        if (!Path.of(bundle).isAbsolute()) {
            throw new IllegalArgumentException("Not an absolute path: " + bundle);
        }
        id = new ContainerId(id).value();
        created = Instant.parse(created).toString();
        stepsAfterStart = List.copyOf(stepsAfterStart);
        lowers = lowers == null ? null : List.copyOf(lowers);
        unknown = copy(unknown);
    }

    /**
     * A container that this JVM is about to make, attached and without a process so far.
     *
     * @param id its name
     * @param bundle the absolute path of its bundle
     * @param spec the configuration that it is made from
     * @param at when it is made
     * @return what is to be remembered first
     */
    public static StoredContainer creating(ContainerId id, Path bundle, Spec spec, Instant at) {
        Host host = Host.current();
        return new StoredContainer(
                FORMAT,
                id.value(),
                ProcessIdentity.current(),
                null,
                bundle.toString(),
                at.toString(),
                spec,
                null,
                true,
                List.of(),
                0,
                !host.isRoot(),
                host.uid(),
                null,
                Map.of());
    }

    /**
     * What tells its state.
     *
     * @return its outline
     */
    public ContainerOutline outline() {
        return new ContainerOutline(
                containerId(), maker, init, bundlePath(), rootPath(), created, annotations(), cgroup, owner);
    }

    /**
     * The container's name.
     *
     * @return a legal one
     */
    public ContainerId containerId() {
        return new ContainerId(id);
    }

    /**
     * Where its bundle is.
     *
     * @return an absolute path
     */
    public Path bundlePath() {
        return Path.of(bundle);
    }

    /**
     * Where its root file system is, as the configuration has it.
     *
     * @return an absolute path
     */
    public Path rootPath() {
        Root root = spec.root();
        return ContainerOutline.rootfs(bundlePath(), root == null ? null : root.path());
    }

    /**
     * When it was created.
     *
     * @return the moment
     */
    public Instant createdAt() {
        return Instant.parse(created);
    }

    /**
     * The annotations of its configuration.
     *
     * @return those, in their order; empty if there are none
     */
    public Map<String, String> annotations() {
        return spec.annotations() == null ? Map.of() : spec.annotations();
    }

    /** Keeps the order, and a null, which is JSON's. */
    private static Map<String, Object> copy(Map<String, Object> members) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(members));
    }
}
