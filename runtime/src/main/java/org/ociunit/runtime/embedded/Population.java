package org.ociunit.runtime.embedded;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.ociunit.error.StepFailedException;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.lifecycle.Exit;
import org.ociunit.runtime.cgroup.OomKills;
import org.ociunit.runtime.launcher.End;
import org.ociunit.runtime.launcher.Exits;
import org.ociunit.runtime.launcher.Held;
import org.ociunit.runtime.launcher.Launcher;
import org.ociunit.runtime.store.ProcessIdentity;
import org.ociunit.runtime.store.Store;
import org.ociunit.runtime.store.StoredContainer;

/** The containers whose end this JVM is told: those that it has made, and others' that were asked for. */
final class Population {
    /** A container of this JVM's: its end, and the word for should the JVM end before it. */
    private record Alive(
            String created,
            CompletableFuture<Exit> exit,
            @Nullable Held word) {
        boolean is(StoredContainer container) {
            return created.equals(container.created());
        }
    }

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(5);
    private static final int LOOKS = 400;

    private final Map<ContainerId, Alive> own = new ConcurrentHashMap<>();
    private final Map<ProcessIdentity, CompletableFuture<Exit>> strangers = new ConcurrentHashMap<>();

    void add(StoredContainer container, CompletableFuture<End> end, OomKills kills, @Nullable Held word) {
        ContainerId id = container.containerId();
        CompletableFuture<Exit> exit = end.thenApply(how -> Exits.of("container " + id, how, kills.count() > 0));
        takeBack(own.put(id, new Alive(container.created(), exit, word)));
    }

    void remove(StoredContainer container) {
        own(container)
                .filter(alive -> own.remove(container.containerId(), alive))
                .ifPresent(Population::takeBack);
        removeEnded(container.containerId());
    }

    /** It has ended, and is not to be removed with this JVM. */
    void keep(StoredContainer container, long pid, String what) {
        Alive alive = own(container).orElse(null);
        Held word = alive == null ? null : alive.word();
        if (alive != null && word != null) {
            own.replace(container.containerId(), alive, new Alive(alive.created(), alive.exit(), null));
            word.giveUpFor(what, pid);
        }
    }

    /** What had this name has ended, and was deleted by somebody else. */
    void removeEnded(ContainerId id) {
        Optional.ofNullable(own.get(id))
                .filter(alive -> alive.exit().isDone() && own.remove(id, alive))
                .ifPresent(Population::takeBack);
    }

    /** Whether a container of this JVM's will be removed with it, if it is not before. */
    boolean hasLeftWord(StoredContainer container) {
        return own(container).map(Alive::word).isPresent();
    }

    /** Another JVM may have given its name to another one since. */
    private Optional<Alive> own(StoredContainer container) {
        return Optional.ofNullable(own.get(container.containerId())).filter(alive -> alive.is(container));
    }

    private static void takeBack(@Nullable Alive gone) {
        if (gone != null && gone.word() != null) {
            gone.word().close();
        }
    }

    CompletableFuture<Exit> exitOf(StoredContainer container, Store store) {
        return own(container)
                .map(Alive::exit)
                .filter(exit -> !exit.isCompletedExceptionally())
                .orElseGet(() -> exitOfStranger(container, store));
    }

    /** The monitor of a container that another JVM has made writes down how it ended; new kernels tell by themselves. */
    private CompletableFuture<Exit> exitOfStranger(StoredContainer container, Store store) {
        ContainerId id = container.containerId();
        ProcessIdentity init = container.init();
        End unknown = new End(End.UNKNOWN, "");
        if (init == null) {
            return CompletableFuture.completedFuture(unknown).thenApply(end -> written(id, store, end));
        }
        if (!init.isAlive()) {
            return reaped(init.pid(), LOOKS).thenApply(reaped -> written(id, store, unknown));
        }
        CompletableFuture<Exit> exit = strangers.computeIfAbsent(init, any -> {
            CompletableFuture<End> end = endOf(init);
            return end.thenCompose(over -> reaped(init.pid(), LOOKS))
                    .thenCombine(end, (reaped, over) -> written(id, store, over));
        });
        exit.whenComplete((how, lost) -> strangers.remove(init, exit));
        return exit;
    }

    /** It may end, and be forgotten, while it is asked for. */
    private static CompletableFuture<End> endOf(ProcessIdentity init) {
        try {
            return Launcher.shared().watch(init.pid(), true).end();
        } catch (StepFailedException e) {
            if (init.isAlive()) {
                throw e;
            }
            return CompletableFuture.completedFuture(new End(End.UNKNOWN, ""));
        }
    }

    /** Its monitor writes first, and then lets the kernel forget it. */
    private static CompletableFuture<Boolean> reaped(long pid, int looks) {
        if (looks == 0 || Files.notExists(Path.of("/proc", Long.toString(pid)))) {
            return CompletableFuture.completedFuture(true);
        }
        Executor later = CompletableFuture.delayedExecutor(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS);
        return CompletableFuture.supplyAsync(() -> looks - 1, later).thenCompose(left -> reaped(pid, left));
    }

    private static Exit written(ContainerId id, Store store, End end) {
        OptionalInt status = store.exit(id);
        return status.isPresent()
                ? new Exit(status.getAsInt(), false, Instant.now())
                : Exits.of("container " + id, end, false);
    }
}
