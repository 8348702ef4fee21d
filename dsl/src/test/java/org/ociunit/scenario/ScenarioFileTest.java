package org.ociunit.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ociunit.lifecycle.Status.CREATED;
import static org.ociunit.lifecycle.Status.RUNNING;
import static org.ociunit.lifecycle.Status.STOPPED;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ociunit.Bundle;
import org.ociunit.Bytes;
import org.ociunit.dsl.testkit.FakeRuntime;
import org.ociunit.error.InvalidDocumentException;
import org.ociunit.error.UnsupportedByHostException;
import org.ociunit.image.Image;
import org.ociunit.lifecycle.Signal;
import org.ociunit.spec.LinuxResources;
import org.ociunit.spec.Pids;

class ScenarioFileTest {
    @TempDir
    Path folder;

    private final Bundle host = Bundle.from(Image.host());
    private final Scenario branch = Scenario.named("a branch").given(host);

    @Test
    void a_scenario_is_saved_as_a_person_would_write_it() throws Exception {
        Path file = Scenario.named("a container starts once")
                .given(host.hostname("web"))
                .id("L32")
                .standsFor("runtime.md#start")
                .needs("root")
                .create("sleep", "60")
                .start()
                .expect(RUNNING)
                .start()
                .expectRefused()
                .expect(RUNNING)
                .save(folder.resolve("once.json"));

        assertThat(Files.readString(file).replaceAll("\\s+", " ")).isEqualTo("""
                { "scenario": "a container starts once", "id": "L32", "standsFor": [ "runtime.md#start" ], "needs": [ "root" ], \
                "given": { "image": "host", "config": { "hostname": "web" } }, "steps": [ { "create": [ "sleep", "60" ] }, \
                "start", { "expect": { "status": "running" } }, "start", { "expect": { "refused": true, "status": "running" } } ] } \
                """);
        assertThat(Scenario.load(file).toJson()).isEqualTo(Files.readString(file));
    }

    @Test
    void every_step_is_read_back_as_it_was() {
        Scenario scenario = branch.create()
                .pause()
                .resume()
                .kill(Signal.TERM)
                .exec("true")
                .state()
                .ps()
                .stats()
                .update(LinuxResources.empty().withPids(Pids.of(7L)))
                .checkpoint()
                .checkpointLeavingRunning()
                .restore()
                .container("other")
                .container()
                .delete()
                .deleteForced()
                .write("/a", "text\n")
                .read("/a")
                .peer("server", host.args("sleep", "60"))
                .cutLink()
                .restoreLink("server")
                .delayLink(Duration.ofMillis(100), "server")
                .loseOnLink(0.5)
                .limitLink(Bytes.kibibytes(100), "server")
                .sleep(Duration.ofMillis(1500))
                .parallel(branch.start(), branch.exec("true").expectExit(0))
                .bundle("true")
                .changeConfig("{\"hostname\": \"other\", \"root\": null}")
                .writeConfig("{")
                .call("run", "{id}")
                .shell("true")
                .callKilled(Duration.ofMillis(60), "create", "{id}")
                .callOnFullDisk("create", "{id}")
                .signalInit(Signal.KILL)
                .expect(STOPPED)
                .expectExit(3)
                .expectRefused("why")
                .expectGone()
                .expectStdout("a")
                .expectStdoutContains("a")
                .expectStderrContains("a")
                .expectMemoryLimit(Bytes.mebibytes(64))
                .expectPidsLimit(7)
                .expectProcesses(1)
                .expectWentThrough(CREATED, STOPPED)
                .expectNothingLeft();

        Scenario back = Scenario.ofJson(scenario.toJson(), "a test", folder);
        assertThat(back.toJson()).isEqualTo(scenario.toJson());
        assertThat(back.steps()).hasToString(scenario.steps().toString());
        assertThat(back.steps().stream().map(Step::form).distinct().count())
                .as("forms that are tried; start is in a branch")
                .isEqualTo(Form.values().length - 1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        "begin"                          | steps[0]: there is no step "begin": it takes one of container, create, start, pause
        {"kill": "BOGUS"}                | steps[0].kill: expected the name of a signal
        {"container": "a/b"}             | steps[0].container: expected a name of letters, digits and _+.-, 40 at most, or nothing
        {"create": "sleep"}              | steps[0].create: expected a list of strings
        {"start": 1, "pause": 1}         | steps[0]: expected the name of a step, or an object with a step as its one member
        {"expect": {"state": "x"}}       | steps[0].expect.state: there is no expectation "state": it takes one of status, exit
        {"expect": {"exit": "0"}}        | steps[0].expect.exit: expected a whole number
        {"expect": {}}                   | steps[0].expect: expected an object with what is expected
        {"parallel": ["start"]}          | steps[0].parallel: expected a list of lists of steps
        {"parallel": [["start"], ["start", "begin"]]} | steps[0].parallel[1][1]: there is no step "begin": it takes one of
        {"parallel": [[{"parallel": [["begin"]]}]]} | steps[0].parallel[0][0].parallel[0][0]: there is no step "begin"
        {"delayLink": {"by": "1"}}       | steps[0].delayLink: expected an object with by, a time such as "60ms", and perhaps to
        {"limitLink": {"by": 0.5}}       | steps[0].limitLink: expected an object with by, a number of bytes in a second
        {"loseOnLink": {"share": 0.5}}   | steps[0].loseOnLink: expected an object with by, a share from 0 to 1
        {"killedCall": {"after": "1"}}   | steps[0].killedCall: expected an object with after, a time such as "60ms", and call
        7                                | steps[0]: expected the name of a step
        """)
    void a_step_that_says_something_else_is_refused(String step, String problem) {
        String json = "{\"scenario\": \"s\", \"given\": {\"image\": \"host\"}, \"steps\": [" + step + "]}";
        assertThatThrownBy(() -> Scenario.ofJson(json, "s.json", folder))
                .isInstanceOf(InvalidDocumentException.class)
                .hasMessageStartingWith("Could not read s.json.\nWhy: " + problem);
    }

    @Test
    void a_container_that_cannot_be_called_so_is_refused() {
        assertThatThrownBy(() -> branch.container("../a"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Illegal container \"../a\": it takes a name of letters, digits and _+.-, 40 at most.");
    }

    @Test
    void a_step_that_takes_a_member_away_is_told_as_such() {
        Scenario scenario = branch.bundle("true").changeConfig("{\"process\": {\"cwd\": null}}");
        assertThat(scenario.steps().get(1)).hasToString("config process cwd null");
    }

    @Test
    void what_is_missing_or_unknown_is_told() {
        assertThatThrownBy(() -> Scenario.ofJson("{\"scenario\": \"s\", \"steps\": []}", "s.json", folder))
                .hasMessageContaining("given: required, but missing");
        assertThatThrownBy(() -> Scenario.ofJson(
                        "{\"scenario\": \"s\", \"given\": {\"image\": \"host\"}, \"steps\": [], \"step\": 1}",
                        "s.json",
                        folder))
                .hasMessageContaining("a scenario has no \"step\"");
        assertThatThrownBy(() -> Scenario.load(folder.resolve("none.json")))
                .hasMessageStartingWith("Could not read the scenario " + folder.resolve("none.json") + ".");
    }

    @Test
    void a_scenario_is_skipped_for_what_is_missing() {
        Outcome outcome = branch.needs("no-such-program").create().runOn(new FakeRuntime());
        assertThatThrownBy(outcome::orThrow)
                .isInstanceOf(UnsupportedByHostException.class)
                .hasMessage("""
                        Could not run the scenario "a branch".
                        Why: it needs the program no-such-program, which is not installed.""");
        assertThat(outcome.toText()).isEqualTo("""
                a branch, on fake 1.2.3: skipped

                  step                   outcome  state  time
                  needs no-such-program  skipped  -      -

                Skipped: it needs the program no-such-program, which is not installed.
                """);
        assertThat(outcome.skipped()).contains("it needs the program no-such-program, which is not installed");
        assertThat(branch.needs("command").create().runOn(new FakeRuntime()).skipped())
                .contains("it needs a command line, and fake has none that is installed");
    }
}
