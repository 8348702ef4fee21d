package org.ociunit.runtime.embedded;

import java.time.Duration;
import java.util.Optional;
import java.util.Spliterators.AbstractSpliterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.ociunit.error.ContainerException;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.runtime.RuntimeEvent;
import org.ociunit.runtime.Verb;
import org.ociunit.runtime.cgroup.Cgroup;
import org.ociunit.runtime.cgroup.OomKills;
import org.ociunit.runtime.store.ProcessIdentity;

/** The verb events: the counts at an interval, and each time that memory ran out, until the container stops. */
final class GroupEvents extends AbstractSpliterator<RuntimeEvent> {
    /** How late that memory ran out may be told. */
    private static final Duration LOOK = Duration.ofMillis(50);

    private final ContainerId id;
    private final Cgroup group;
    private final ProcessIdentity init;
    private final OomKills kills;
    private final Duration interval;
    private final CompletableFuture<?> end;
    private long told;
    private long next = System.nanoTime();

    private GroupEvents(Realm.Living living, Duration interval, CompletableFuture<?> end) {
        super(Long.MAX_VALUE, ORDERED | NONNULL);
        this.id = living.id();
        this.group = living.group();
        this.init = living.init();
        this.kills = group.oomKills();
        this.interval = interval;
        this.end = end;
    }

    static Stream<RuntimeEvent> of(Realm realm, ContainerId id, Duration interval) {
        Realm.Living living = realm.living(id, Verb.EVENTS);
        CompletableFuture<Boolean> over = new CompletableFuture<>();
        realm.population().exitOf(living.container(), realm.store()).whenComplete((exit, lost) -> over.complete(true));
        GroupEvents events = new GroupEvents(living, interval, over);
        return StreamSupport.stream(events, false).onClose(() -> over.complete(true));
    }

    @Override
    public boolean tryAdvance(Consumer<? super RuntimeEvent> action) {
        while (true) {
            if (kills.count() > told) {
                told = kills.count();
                action.accept(new RuntimeEvent(id, RuntimeEvent.Kind.OUT_OF_MEMORY, Optional.empty()));
                return true;
            }
            if (end.isDone() || !init.isAlive()) { // whose parent may never ask how it ended
                return false;
            }
            if (System.nanoTime() >= next) {
                next += interval.toNanos();
                action.accept(new RuntimeEvent(id, RuntimeEvent.Kind.STATS, Optional.of(group.stats())));
                return true;
            }
            rest();
        }
    }

    private void rest() {
        try {
            long nanos = Math.min(LOOK.toNanos(), Math.max(next - System.nanoTime(), 1));
            end.get(nanos, TimeUnit.NANOSECONDS);
        } catch (TimeoutException notYet) {
            // It goes on.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ContainerException("Could not wait for events of container " + id + ".", "interrupted.", null, e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }
}
