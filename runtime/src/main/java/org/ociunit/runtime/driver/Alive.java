package org.ociunit.runtime.driver;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.lifecycle.Exit;
import org.ociunit.runtime.cgroup.OomKills;
import org.ociunit.runtime.launcher.Exits;
import org.ociunit.runtime.launcher.Held;
import org.ociunit.runtime.launcher.Watched;

/**
 * A container that this JVM has created: its first process and the end of it, and the words for should the JVM end before
 * it.
 */
record Alive(Watched init, CompletableFuture<Exit> exit, List<Held> words) {
    static Alive of(ContainerId id, Watched init, List<Held> words) {
        OomKills kills = OomKills.of(init.pid());
        CompletableFuture<Exit> exit = init.end().thenApply(end -> Exits.of("container " + id, end, kills.count() > 0));
        return new Alive(init, exit, words);
    }
}
