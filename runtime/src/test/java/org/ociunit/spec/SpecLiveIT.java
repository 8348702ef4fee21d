package org.ociunit.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ociunit.json.Json;

/** The installed runc beside us: the two differ in what is listed for its version, and in nothing else. */
class SpecLiveIT {
    /** By the beginning of runc's version; a line is {@code path: runc's value -> our value}. */
    private static final Map<String, Set<String>> DIFFERENCES = Map.of(
            "1.1.",
            Set.of(
                    "ociVersion: 1.0.2-dev -> 1.3.0",
                    "process.capabilities.ambient: [CAP_AUDIT_WRITE, CAP_KILL, CAP_NET_BIND_SERVICE] -> absent"),
            "1.2.",
            Set.of("ociVersion: 1.2.0 -> 1.3.0"),
            "1.3.",
            Set.of("ociVersion: 1.2.1 -> 1.3.0"),
            "1.4.",
            Set.of(),
            "1.5.",
            Set.of());

    @TempDir
    Path folder;

    @Test
    void runc_spec_writes_what_our_defaults_are() throws Exception {
        assertDifferences(Spec.defaults(cgroupV2()), "spec");
    }

    @Test
    void runc_spec_rootless_writes_what_our_rootless_defaults_are() throws Exception {
        Path self = Path.of("/proc/self");
        int uid = (int) Files.getAttribute(self, "unix:uid");
        int gid = (int) Files.getAttribute(self, "unix:gid");
        assertDifferences(Spec.rootless(uid, gid, cgroupV2()), "spec", "--rootless");
    }

    private void assertDifferences(Spec ours, String... arguments) throws Exception {
        String version = runc("--version").lines().findFirst().orElse("").replace("runc version ", "");
        runc(arguments);
        Object theirs = Json.read(folder.resolve("config.json"), Object.class);
        Set<String> found = new TreeSet<>();
        compare("", theirs, Json.read(Json.toText(ours), "our defaults", Object.class), found);
        assertThat(found).as("differences from runc %s", version).isEqualTo(allowed(version));
    }

    private static Set<String> allowed(String version) {
        return DIFFERENCES.entrySet().stream()
                .filter(row -> version.startsWith(row.getKey()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("No row for runc " + version + " in SpecLiveIT.DIFFERENCES"))
                .getValue();
    }

    private static void compare(String path, Object theirs, Object ours, Set<String> differences) {
        if (theirs instanceof Map<?, ?> left && ours instanceof Map<?, ?> right) {
            Set<Object> names = new LinkedHashSet<>(left.keySet());
            names.addAll(right.keySet());
            for (Object name : names) {
                compare(
                        path.isEmpty() ? name.toString() : path + "." + name,
                        left.get(name),
                        right.get(name),
                        differences);
            }
        } else if (theirs == null ? ours != null : !theirs.equals(ours)) {
            differences.add(path + ": " + text(theirs) + " -> " + text(ours));
        }
    }

    private static String text(Object value) {
        return value == null ? "absent" : value.toString();
    }

    private String runc(String... arguments) throws Exception {
        ProcessBuilder command =
                new ProcessBuilder("runc").directory(folder.toFile()).redirectErrorStream(true);
        command.command().addAll(List.of(arguments));
        Process process;
        try {
            process = command.start();
        } catch (IOException e) {
            return abort("runc is not installed: " + e.getMessage());
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as("the exit code; output: %s", output).isZero();
        return output;
    }

    private static boolean cgroupV2() {
        return Files.exists(Path.of("/sys/fs/cgroup/cgroup.controllers"));
    }
}
