package org.ociunit.runtime.store;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ociunit.json.Json;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.runtime.cgroup.Cgroup;
import org.ociunit.runtime.cgroup.StoredCgroup;

/**
 * What tells the state of a container: a {@link StoredContainer} without what it was made from. It is read without the
 * classes of a configuration, which take a short run longer than all else.
 *
 * @param id the container's name
 * @param maker who makes the container; absent once it is made
 * @param init the container's first process; absent until there is one
 * @param bundle the absolute path of its bundle
 * @param rootfs the absolute path of its root file system
 * @param created when it was created, in RFC 3339
 * @param annotations those of its configuration
 * @param cgroup its control groups; absent without any
 * @param owner the user who made it
 */
public record ContainerOutline(
        ContainerId id,
        @Nullable ProcessIdentity maker,
        @Nullable ProcessIdentity init,
        Path bundle,
        Path rootfs,
        String created,
        Map<String, String> annotations,
        @Nullable StoredCgroup cgroup,
        int owner) {

    /** As config.md has it where the configuration names none: the folder beside it. */
    static Path rootfs(Path bundle, @Nullable String root) {
        return bundle.resolve(root == null ? "rootfs" : root).normalize();
    }

    /** Whether its control group is frozen. */
    boolean isFrozen() {
        return cgroup != null && Cgroup.load(cgroup).isFrozen();
    }

    /** Reads the document of a container. What does not look like one is read whole: that tells what is wrong with it. */
    static ContainerOutline read(String text, String source) {
        try {
            return of(new Members(Json.read(text, source, Object.class)));
        } catch (ClassCastException | IllegalArgumentException unfit) {
            return Json.read(text, source, StoredContainer.class).outline();
        }
    }

    private static ContainerOutline of(Members container) {
        if (container.number("format") != StoredContainer.FORMAT) {
            throw new IllegalArgumentException("a later format");
        }
        Path bundle = Path.of(container.text("bundle"));
        Members spec = container.members("spec");
        Members root = spec.find("root");
        Members cgroup = container.find("cgroup");
        return new ContainerOutline(
                new ContainerId(container.text("id")),
                process(container.find("maker")),
                process(container.find("init")),
                bundle,
                rootfs(bundle, root == null ? null : root.text("path")),
                container.text("created"),
                spec.texts("annotations"),
                cgroup == null ? null : cgroup(cgroup),
                (int) container.number("owner"));
    }

    private static @Nullable ProcessIdentity process(@Nullable Members process) {
        return process == null ? null : new ProcessIdentity(process.number("pid"), process.number("startTime"));
    }

    private static StoredCgroup cgroup(Members cgroup) {
        Object missing = cgroup.tree().get("missing");
        return new StoredCgroup(cgroup.text("version"), cgroup.texts("folders"), cgroup.list("made"), (String) missing);
    }

    /** An object of JSON; whatever is not of the type that is asked for is an exception. */
    private record Members(Map<?, ?> tree) {
        Members(Object tree) {
            this((Map<?, ?>) tree);
        }

        String text(String name) {
            return (String) required(name);
        }

        long number(String name) {
            return ((Number) required(name)).longValue();
        }

        Members members(String name) {
            return new Members(required(name));
        }

        @Nullable
        Members find(String name) {
            Object found = tree.get(name);
            return found == null ? null : new Members(found);
        }

        List<String> list(String name) {
            List<String> texts = new ArrayList<>();
            for (Object text : (List<?>) required(name)) {
                texts.add((String) text);
            }
            return texts;
        }

        /** Empty if there are none. */
        Map<String, String> texts(String name) {
            Map<String, String> texts = new LinkedHashMap<>();
            Members found = find(name);
            if (found != null) {
                for (Object key : found.tree.keySet()) {
                    texts.put((String) key, found.text((String) key));
                }
            }
            return texts;
        }

        private Object required(String name) {
            Object found = tree.get(name);
            if (found == null) {
                throw new IllegalArgumentException("no " + name);
            }
            return found;
        }
    }
}
