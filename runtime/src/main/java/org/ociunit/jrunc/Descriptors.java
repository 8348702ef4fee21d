package org.ociunit.jrunc;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** The descriptors that the caller has handed over for a process. */
final class Descriptors {
    /** By this path the launcher knows its own. */
    private static final Path OWN = Path.of("/proc/self/fd");

    private static final int FIRST = 3;

    private Descriptors() {}

    /** First the sockets that systemd has opened, and then as many as were asked for. */
    static List<Path> preserved(long asked, Map<String, String> environment) {
        int sockets = sockets(environment);
        return LongStream.range(FIRST, FIRST + sockets + asked)
                .mapToObj(number -> {
                    if (!Caller.has(number)) {
                        throw new RefusalException("unable to stat preserved-fd " + (number - FIRST - sockets) + " (of "
                                + asked + "): no such file or directory");
                    }
                    return path(number);
                })
                .toList();
    }

    /** What the launcher knows a descriptor of the caller's by. */
    static Path path(long number) {
        return OWN.resolve(Long.toString(number));
    }

    /** How many sockets are there by systemd's protocol, which names the process that they are for. */
    static int sockets(Map<String, String> environment) {
        String count = environment.getOrDefault("LISTEN_FDS", "");
        boolean ours = Long.toString(Caller.pid()).equals(environment.get("LISTEN_PID"));
        return ours && count.matches("\\d{1,4}") ? Integer.parseInt(count) : 0;
    }

    /** What tells a container's program of the sockets: it is the first process in there. */
    static List<String> variables(Map<String, String> environment) {
        int sockets = sockets(environment);
        return sockets == 0 ? List.of() : List.of("LISTEN_FDS=" + sockets, "LISTEN_PID=1");
    }
}
