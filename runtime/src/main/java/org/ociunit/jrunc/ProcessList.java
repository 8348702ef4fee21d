package org.ociunit.jrunc;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** The lines of ps(1) that are about some processes, as it has printed them. */
final class ProcessList {
    private static final int PATIENCE = 20;

    private ProcessList() {}

    static String of(List<Long> pids, List<String> arguments) {
        return only(pids, ask(arguments.isEmpty() ? List.of("-ef") : arguments));
    }

    static String only(List<Long> pids, String output) {
        List<String> lines = output.lines().toList();
        int column = lines.isEmpty() ? -1 : words(lines.get(0)).indexOf("PID");
        if (column < 0) {
            throw new RefusalException("couldn't find PID field in ps output");
        }
        Set<String> wanted = pids.stream().map(String::valueOf).collect(Collectors.toSet());
        String rows = lines.stream()
                .skip(1)
                .filter(line -> words(line).size() > column
                        && wanted.contains(words(line).get(column)))
                .map(line -> line + "\n")
                .collect(Collectors.joining());
        return lines.get(0) + "\n" + rows;
    }

    private static List<String> words(String line) {
        return List.of(line.strip().split("\\s+"));
    }

    private static String ask(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of("ps"));
        command.addAll(arguments);
        try {
            Process ps = new ProcessBuilder(command).redirectErrorStream(true).start();
            ps.getOutputStream().close();
            String output = new String(ps.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            boolean over = ps.waitFor(PATIENCE, TimeUnit.SECONDS);
            if (!over || ps.exitValue() != 0) {
                ps.destroyForcibly();
                throw new RefusalException(
                        (over ? "exit status " + ps.exitValue() : "ps does not end") + ": " + output);
            }
            return output;
        } catch (IOException e) {
            throw new RefusalException("exec: \"ps\": " + Reasons.of(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RefusalException("interrupted while ps ran");
        }
    }
}
