package org.ociunit;

import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.ociunit.error.ContainerException;

/** What proc_pid_status(5) says of a process. */
record ProcStatus(Map<String, String> fields) {
    static ProcStatus of(Path proc) {
        return new ProcStatus(ProcFile.read(proc.resolve("status"))
                .lines()
                .map(line -> line.split(":", 2))
                .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1].strip(), (one, other) -> one)));
    }

    /** The text of a field; empty if there is none. */
    String field(String name) {
        return fields.getOrDefault(name, "");
    }

    /** The text of a field that every process has: nothing must not be taken for none. */
    String require(String name) {
        if (field(name).isEmpty()) {
            throw new ContainerException(
                    "Could not learn what the kernel tells of a container's process.",
                    "it has ended, or this user may not look at it.",
                    null);
        }
        return field(name);
    }

    /** The effective one of the four ids of a line: real, effective, saved, of the file system. */
    long effectiveId(String name) {
        String[] ids = field(name).split("\\s+", -1);
        return ids.length > 1 ? Long.parseLong(ids[1]) : -1;
    }
}
