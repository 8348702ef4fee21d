package org.ociunit.runtime.embedded;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.awaitility.core.ConditionTimeoutException;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.runtime.cgroup.Cgroup;
import org.ociunit.runtime.launcher.Load;
import org.ociunit.runtime.store.ProcessIdentity;

/**
 * What there was before a container was made, to compare with what there is when that has failed.
 *
 * @param realm where it is made
 * @param id its name
 * @param place the folder of its bundle
 * @param group its control groups
 * @param load what the launcher had to do with
 * @param mounts how many mounts were there
 */
record Audit(Realm realm, ContainerId id, Path place, Cgroup group, Load load, List<String> mounts) {
    /** What was killed a moment ago may still have to be reaped. */
    private static final Duration SOON = Duration.ofSeconds(5);

    static Audit before(Realm realm, ContainerId id, Path place, Cgroup group) {
        return new Audit(realm, id, place, group, Load.now(), mounts(id, place));
    }

    /** A line for each thing that is there and was not, and for each process of these that lives. */
    List<String> after(Set<Long> processes) {
        List<String> left = new ArrayList<>();
        if (Files.exists(realm.store().folder(id))) {
            left.add("state " + realm.store().folder(id));
        }
        group.folders().values().stream()
                .distinct()
                .filter(Files::exists)
                .forEach(folder -> left.add("cgroup " + folder));
        if (!mounts(id, place).equals(mounts)) {
            left.add("mounts " + mounts(id, place));
        }
        comesToPass(() -> Load.now().equals(load));
        if (!Load.now().equals(load)) {
            left.add("launcher " + Load.now() + " instead of " + load);
        }
        for (long process : processes) {
            if (!comesToPass(() -> hasEnded(process))) {
                left.add("process " + process);
            }
        }
        return left;
    }

    /** One that has ended and was not reaped so far is nobody's trace but its parent's. */
    static boolean hasEnded(long process) {
        return ProcessIdentity.of(process).filter(ProcessIdentity::isAlive).isEmpty();
    }

    private static boolean comesToPass(Callable<Boolean> what) {
        try {
            await().pollInterval(Duration.ofMillis(1)).atMost(SOON).until(what);
            return true;
        } catch (ConditionTimeoutException late) {
            return false;
        }
    }

    private static List<String> mounts(ContainerId id, Path place) {
        try {
            return Files.readAllLines(Path.of("/proc/self/mountinfo")).stream()
                    .filter(line -> line.contains(id.value()) || line.contains(place.toString()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
