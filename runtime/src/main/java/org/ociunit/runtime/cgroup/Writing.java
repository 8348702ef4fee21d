package org.ociunit.runtime.cgroup;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.ociunit.error.ContainerException;

/** Writes limits, and puts back what was there if one of them cannot be written. */
final class Writing {
    private final Function<Limit, Path> folder;
    private final Deque<Replaced> replaced = new ArrayDeque<>();

    Writing(Function<Limit, Path> folder) {
        this.folder = folder;
    }

    /**
     * Writes the limits of one controller. The kernel may refuse one because another is not yet set: memory above the
     * sum with swap, a quota below a burst. So the refused are tried again for as long as any is accepted.
     */
    void write(List<Limit> limits) {
        List<Limit> left = limits;
        while (!left.isEmpty()) {
            Map<Limit, IOException> refused = attempt(left);
            if (refused.size() == left.size()) {
                Limit first = left.get(0);
                putBack();
                throw failure(first, folder.apply(first), refused.get(first));
            }
            left = List.copyOf(refused.keySet());
        }
    }

    private Map<Limit, IOException> attempt(List<Limit> limits) {
        Map<Limit, IOException> refused = new LinkedHashMap<>();
        for (Limit limit : limits) {
            Path file = folder.apply(limit).resolve(limit.file());
            String before = GroupFile.read(file).orElse("");
            try {
                GroupFile.write(file, limit.value());
                replaced.push(new Replaced(file, before));
            } catch (IOException failure) {
                if (GroupFile.isSupported(failure) || !limit.lenient()) {
                    refused.put(limit, failure);
                }
            }
        }
        return refused;
    }

    /** Twice, since what depends on each other's order did so on the way here. */
    private void putBack() {
        for (int round = 0; round < 2; round++) {
            replaced.forEach(Replaced::putBack);
        }
    }

    private static ContainerException failure(Limit limit, Path folder, @Nullable IOException failure) {
        String answer = failure == null ? "it was refused" : GroupFile.answer(failure);
        return new ContainerException(
                "Could not set " + limit.member() + ".",
                "writing " + limit.value() + " to " + folder.resolve(limit.file()) + ": " + answer + ".",
                advice(limit, answer),
                failure);
    }

    private static @Nullable String advice(Limit limit, String answer) {
        if (answer.startsWith("EBUSY") && limit.controller().equals("memory")) {
            return "choose a limit above what the container uses now.";
        }
        if (answer.startsWith("EACCES") || answer.startsWith("EPERM") || answer.startsWith("EROFS")) {
            return Cgroup.DELEGATE;
        }
        return null;
    }

    /** What a file had. Only a single value can be put back; a list of devices is written otherwise than it is read. */
    private record Replaced(Path file, String before) {
        void putBack() {
            if (before.isEmpty() || before.contains(":") || before.lines().count() != 1) {
                return;
            }
            try {
                GroupFile.write(file, before);
            } catch (IOException kept) {
                // The first failure is the one to be told.
            }
        }
    }
}
