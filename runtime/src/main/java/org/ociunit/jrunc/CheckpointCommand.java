package org.ociunit.jrunc;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.runtime.CheckpointOptions;
import org.ociunit.runtime.DeleteOptions;
import org.ociunit.runtime.embedded.EmbeddedRuntime;

/** Writes a container to disk, through CRIU. It is gone then, unless it is told to go on. */
final class CheckpointCommand implements Command {
    @Override
    public String name() {
        return "checkpoint";
    }

    @Override
    public String purpose() {
        return "write a running container to disk";
    }

    @Override
    public List<Flag> flags() {
        return List.of(
                CriuFlags.IMAGE_PATH,
                CriuFlags.WORK_PATH,
                Flag.text("parent-path", "the image of an earlier pre-dump, seen from this one"),
                Flag.toggle("leave-running", "let the container go on"),
                CriuFlags.TCP_ESTABLISHED,
                Flag.toggle("tcp-skip-in-flight", "drop TCP connections that are being made"),
                Flag.toggle("link-remap", "allow open files that were unlinked"),
                CriuFlags.EXT_UNIX_SK,
                CriuFlags.SHELL_JOB,
                CriuFlags.LAZY_PAGES,
                Flag.number("status-fd", "the descriptor that CRIU writes a zero byte to once lazy pages are ready"),
                Flag.text("page-server", "ADDRESS:PORT of the page server"),
                CriuFlags.FILE_LOCKS,
                Flag.toggle("pre-dump", "write the memory alone, and let the container go on"),
                CriuFlags.CGROUPS,
                CriuFlags.EMPTY_NS,
                CriuFlags.AUTO_DEDUP);
    }

    @Override
    public int run(Invocation invocation, Session session) {
        ContainerId id = Session.id(invocation);
        EmbeddedRuntime runtime = session.runtime();
        CheckpointOptions options = options(invocation, session);
        runtime.checkpoint(id, options);
        if (!options.leaveRunning() && !options.preDump()) {
            runtime.delete(id, DeleteOptions.forced());
        }
        return 0;
    }

    private static CheckpointOptions options(Invocation invocation, Session session) {
        Path image = CriuFlags.image(invocation, session);
        return CheckpointOptions.to(image)
                .withWork(MakingFlags.path(invocation, session, "work-path"))
                .withParent(parent(invocation, image))
                .withLeaveRunning(invocation.has("leave-running"))
                .withPreDump(invocation.has("pre-dump"))
                .withPageServer(pageServer(invocation))
                .withLazyPages(invocation.has("lazy-pages"))
                .withStatus(status(invocation))
                .withCgroups(CriuFlags.cgroups(invocation))
                .withAllowing(CriuFlags.allowed(invocation));
    }

    private static @Nullable Path parent(Invocation invocation, Path image) {
        Path parent = invocation.text("parent-path").map(Path::of).orElse(null);
        if (parent != null && parent.isAbsolute()) {
            throw new RefusalException("--parent-path must be relative");
        }
        if (parent != null && !Files.isDirectory(image.resolve(parent))) {
            throw new RefusalException(
                    "invalid --parent-path: stat " + image.resolve(parent) + ": no such file or directory");
        }
        return parent;
    }

    private static @Nullable String pageServer(Invocation invocation) {
        Optional<String> server = invocation.text("page-server");
        if (server.isPresent() && !server.get().matches(".+:.+")) {
            throw new RefusalException("Use --page-server ADDRESS:PORT to specify page server");
        }
        if (server.isPresent() && !server.get().matches(".+:\\d{1,5}")) {
            throw new RefusalException("Invalid port number");
        }
        return server.orElse(null);
    }

    private static @Nullable Path status(Invocation invocation) {
        return invocation
                .number("status-fd")
                .filter(number -> number >= 0)
                .map(Descriptors::path)
                .orElse(null);
    }
}
