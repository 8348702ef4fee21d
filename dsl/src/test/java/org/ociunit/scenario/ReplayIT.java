package org.ociunit.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ociunit.Bundle;
import org.ociunit.image.Image;
import org.ociunit.runtime.catalog.Runtimes;
import org.ociunit.runtime.testkit.NeedsEmbedded;

/** What a client has called, by {@code jrunc record}, as scenarios. */
@Tag("once")
@NeedsEmbedded
@Timeout(120)
class ReplayIT {
    private static final Path JRUNC =
            Path.of("../runtime/target/jrunc/bin/jrunc").toAbsolutePath().normalize();

    @TempDir
    Path folder;

    private Path recording;

    private void record(int code, String... words) throws Exception {
        String line = String.join(" ", words);
        Process call = new ProcessBuilder(
                        "sh",
                        "-c",
                        JRUNC + " record --to " + recording + " -- " + JRUNC + " --root " + folder.resolve("root") + " "
                                + line)
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile())
                .redirectInput(Files.writeString(folder.resolve("in"), "").toFile())
                .start();
        assertThat(call.waitFor())
                .as(line + ": " + Files.readString(folder.resolve("err")))
                .isEqualTo(code);
    }

    private Path bundle(String name, String... command) throws IOException {
        Path place = folder.resolve(name);
        return Bundle.from(Image.parse("scratch:/bin/sh,/bin/sleep"))
                .args(command)
                .writeTo(place);
    }

    @Test
    void calls_are_made_again() throws Exception {
        recording = folder.resolve("calls.jsonl");
        record(0, "create", "--bundle", bundle("one", "/bin/sleep", "60").toString(), "web");
        record(0, "start", "web");
        record(1, "start", "web");
        record(3, "exec", "web", "/bin/sh", "-c", "'exit 3'");
        record(0, "state", "web");
        record(0, "kill", "web", "KILL");
        record(0, "delete", "--force", "web");
        record(4, "run", "--bundle", bundle("two", "/bin/sh", "-c", "exit 4").toString(), "job");

        List<Scenario> scenarios = Scenario.ofRecording(recording);

        assertThat(scenarios).hasToString("[calls for web, calls for job]");
        assertThat(scenarios.get(0).steps().stream().map(Step::toString).filter(step -> !step.contains("stopped")))
                .containsExactly(
                        "create",
                        "expect created",
                        "start",
                        "expect running",
                        "start",
                        "expect refused",
                        "exec /bin/sh -c exit 3",
                        "expect exit 3",
                        "state",
                        "kill KILL",
                        "deleteForced");
        assertThat(scenarios.get(1).steps().stream().map(Step::toString))
                .containsExactly("create", "start", "expect exit 4", "deleteForced");
        scenarios.forEach(scenario -> Scenario.ofJson(scenario.toJson(), "a test", folder)
                .runOn(Runtimes.embedded())
                .orThrow());
    }

    @Test
    void what_was_the_clients_own_is_left_out() throws Exception {
        Path bundle = bundle("gone", "/bin/sh", "-c", "exit 5");
        Path config = bundle.resolve("config.json");
        String text = Files.readString(config)
                .replace("\"type\": \"network\"", "\"type\": \"network\", \"path\": \"/run/netns/nobodys\"")
                .replace(
                        "\"mounts\": [",
                        "\"mounts\": [{\"destination\": \"/gone\", \"source\": \"/no/such/file\", \"options\": [\"bind\"]},");
        Files.writeString(
                config, text.replaceFirst("\\{", "{\"hooks\": {\"prestart\": [{\"path\": \"/no/such/hook\"}]},"));
        recording = folder.resolve("calls.jsonl");
        record(1, "run", "--bundle", bundle.toString(), "lost");

        Scenario scenario = Scenario.ofRecording(recording).get(0);

        assertThat(scenario.toJson())
                .contains("\"dir:" + bundle.resolve("rootfs") + "\"")
                .doesNotContain("/no/such", "nobodys");
        assertThat(scenario.runOn(Runtimes.embedded())
                        .firstFailure()
                        .orElseThrow()
                        .remark())
                .contains("it exited with 5");
    }
}
