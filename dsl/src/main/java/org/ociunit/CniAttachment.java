package org.ociunit;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.ociunit.error.ContainerException;
import org.ociunit.runtime.catalog.FinalCommand;
import org.ociunit.runtime.catalog.OpenNamespace;
import org.ociunit.runtime.host.Host;

/**
 * A container on a CNI network, from the moment before the first plugin is run: SPEC.md, section 3, "Execution of Network
 * Configurations". The network namespace stays until the plugins have undone their work, for they look into it then; its
 * path is none that could have become another process's.
 */
final class CniAttachment implements Connection {
    private static final Path SHELL = Path.of("/bin/sh");
    private static final Duration ALL_DELETED = Duration.ofSeconds(20);

    private final String who;
    private final CniList list;
    private final OpenNamespace namespace;
    private final Map<String, String> environment;
    private Optional<CniResult> result = Optional.empty();
    private FinalCommand word;
    private boolean closed;

    private CniAttachment(String who, CniList list, OpenNamespace namespace, Map<String, String> environment) {
        this.who = who;
        this.list = list;
        this.namespace = namespace;
        this.environment = environment;
        this.word = leaveWord();
    }

    static CniAttachment of(Container container, CniList list, List<Path> folders) {
        String who = "container " + container.id();
        long pid = container
                .firstPid()
                .orElseThrow(() -> new ContainerException(
                        "Could not connect " + who + " to the CNI network " + list.name() + ".",
                        "it has ended before its program began.",
                        null));
        return of(who, container.id().value(), pid, list, folders);
    }

    static CniAttachment of(String who, String id, long pid, CniList list, List<Path> folders) {
        OpenNamespace namespace = OpenNamespace.of(pid, "net");
        CniAttachment attachment;
        try {
            attachment = new CniAttachment(who, list, namespace, environment(id, namespace.path(), folders));
        } catch (RuntimeException e) {
            namespace.close();
            throw e;
        }
        try {
            attachment.add();
            return attachment;
        } catch (RuntimeException e) {
            attachment.closeAfter(e);
            throw e;
        }
    }

    /** Section 2, "Parameters"; what else there is, such as {@code PATH}, is this JVM's. */
    private static Map<String, String> environment(String id, Path namespace, List<Path> folders) {
        Map<String, String> environment = new LinkedHashMap<>(System.getenv());
        environment.put("CNI_CONTAINERID", id.replaceAll("[^A-Za-z0-9_.-]", "-"));
        environment.put("CNI_NETNS", namespace.toString());
        environment.put("CNI_IFNAME", "eth0");
        environment.put("CNI_PATH", folders.stream().map(Path::toString).collect(Collectors.joining(":")));
        return environment;
    }

    /** Each plugin goes on from the result of the one before, and the last one's is the whole: section 3, "Attachment". */
    private void add() {
        String what = "Could not connect " + who + " to the CNI network " + list.name() + ".";
        for (CniPlugin plugin : list.plugins()) {
            result = Optional.of(plugin.add(what, environment, result));
        }
        FinalCommand first = word;
        word = leaveWord();
        first.close();
    }

    CniResult result() {
        return result.orElseThrow();
    }

    /** In reverse order, all of them, whether or not one fails: section 3, "Deleting an attachment". */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        String what = "Could not take " + who + " off the CNI network " + list.name() + ".";
        ContainerException failure = null;
        for (CniPlugin plugin : reversed()) {
            try {
                plugin.delete(what, present(), result);
            } catch (ContainerException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        word.close();
        namespace.close();
        if (failure != null) {
            throw failure;
        }
    }

    private List<CniPlugin> reversed() {
        List<CniPlugin> plugins = new ArrayList<>(list.plugins());
        Collections.reverse(plugins);
        return plugins;
    }

    /** A namespace that is gone is not named: with a launcher that was killed, its path has gone, too. */
    private Map<String, String> present() {
        if (Files.exists(namespace.path())) {
            return environment;
        }
        Map<String, String> without = new LinkedHashMap<>(environment);
        without.remove("CNI_NETNS");
        return without;
    }

    /** The plugins' input goes with their command, for the container's folder is removed at the same time. */
    private FinalCommand leaveWord() {
        Map<String, String> all = new LinkedHashMap<>(environment);
        all.put("CNI_COMMAND", "DEL");
        List<String> arguments = new ArrayList<>();
        StringBuilder script = new StringBuilder();
        for (CniPlugin plugin : reversed()) {
            arguments.add(plugin.program().toString());
            int number = arguments.size();
            all.put("OCIUNIT_CNI_" + number, plugin.input(result));
            script.append("printf %s \"$OCIUNIT_CNI_" + number + "\" | \"$" + number + "\"\n");
        }
        arguments.addAll(0, List.of("-c", script.toString(), "cni"));
        return FinalCommand.leave(SHELL, arguments, all, ALL_DELETED);
    }

    /** What plugins do changes this machine's network. */
    static @Nullable String fix() {
        return Host.current().isRoot() ? null : "run as root: most plugins change this machine's own network.";
    }
}
