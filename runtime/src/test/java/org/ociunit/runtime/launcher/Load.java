package org.ociunit.runtime.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ociunit.runtime.plan.Opcode;
import org.ociunit.runtime.plan.Step;

/**
 * What the launcher that everybody uses has to do with at a moment.
 *
 * @param jobs how many processes, words and questions it has
 * @param descriptors how many descriptors it has open
 * @param children the processes that it is the parent of, be they zombies
 */
public record Load(int jobs, long descriptors, Set<Long> children) {
    /**
     * The load now.
     *
     * @return the load
     */
    public static Load now() {
        Launcher launcher = Launcher.shared();
        comeToRest(launcher);
        try (Stream<Path> entries = Files.list(Path.of("/proc/" + launcher.pid() + "/fd"))) {
            return new Load(launcher.openJobs(), entries.count(), childrenOf(launcher.pid()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<Long> childrenOf(long pid) throws IOException {
        String line = Files.readString(Path.of("/proc/" + pid + "/task/" + pid + "/children"));
        return line.isBlank()
                ? Set.of()
                : Stream.of(line.strip().split(" ")).map(Long::valueOf).collect(Collectors.toUnmodifiableSet());
    }

    /** An answer to this means that all that was to be forgotten before has been forgotten. */
    private static void comeToRest(Launcher launcher) {
        try (Job job = launcher.newJob()) {
            job.perform("Could not ask.", List.of(Step.of(Opcode.CLOSE, List.of())));
        }
    }
}
