package org.ociunit.runtime.driver;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.lifecycle.Exit;
import org.ociunit.runtime.launcher.Exits;
import org.ociunit.runtime.launcher.Held;
import org.ociunit.runtime.launcher.Launcher;

/** The containers that this JVM knows: those that it has made, and others' whose end was asked for. */
final class Population {
    private final Map<ContainerId, Alive> own = new ConcurrentHashMap<>();

    /** By the pid of their first process: what another JVM has made is watched once, however often it is waited for. */
    private final Map<Long, CompletableFuture<Exit>> strangers = new ConcurrentHashMap<>();

    void add(ContainerId id, Alive alive) {
        takeBack(own.put(id, alive));
    }

    void remove(ContainerId id) {
        takeBack(own.remove(id));
    }

    /** What was to be done at this JVM's end has been done, or is no longer needed. */
    private static void takeBack(@Nullable Alive gone) {
        if (gone != null) {
            gone.words().forEach(Held::close);
        }
    }

    Optional<Alive> own(ContainerId id) {
        return Optional.ofNullable(own.get(id));
    }

    /** The end of a container; only new kernels tell the status of one that another JVM has made. */
    CompletableFuture<Exit> exitOf(ContainerId id, Calls calls) {
        return own(id).map(Alive::exit)
                .filter(exit -> !exit.isCompletedExceptionally())
                .orElseGet(() -> exitOfStranger(id, calls));
    }

    private CompletableFuture<Exit> exitOfStranger(ContainerId id, Calls calls) {
        String who = "container " + id;
        long pid = calls.state(id).pid().orElseThrow(() -> Exits.unknown(who));
        CompletableFuture<Exit> exit = strangers.computeIfAbsent(
                pid, any -> Launcher.shared().watch(pid, true).end().thenApply(end -> Exits.of(who, end, false)));
        exit.whenComplete((how, lost) -> strangers.remove(pid, exit)); // the kernel gives the number to others
        return exit;
    }
}
