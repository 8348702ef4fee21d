package org.ociunit.samples.lifecycle;

import static org.ociunit.OciAssertions.assertThat;
import static org.ociunit.lifecycle.Status.CREATED;
import static org.ociunit.lifecycle.Status.PAUSED;
import static org.ociunit.lifecycle.Status.RUNNING;
import static org.ociunit.lifecycle.Status.STOPPED;

import java.time.Duration;
import java.util.Locale;
import org.ociunit.Bundle;
import org.ociunit.Bytes;
import org.ociunit.Container;
import org.ociunit.Ready;
import org.ociunit.Result;
import org.ociunit.error.UnsupportedByHostException;
import org.ociunit.image.Image;
import org.ociunit.lifecycle.Signal;
import org.ociunit.lifecycle.Status;
import org.ociunit.lifecycle.Timeline;
import org.ociunit.runtime.OciRuntime;
import org.ociunit.runtime.catalog.Runtimes;
import org.ociunit.runtime.host.Host;

/** Shows the life of a container on the terminal, and what can be asserted about it. {@code script/demo} runs it. */
public final class Demo {
    private static final Duration SOON = Duration.ofSeconds(10);

    private final OciRuntime runtime = Runtimes.best();
    private final boolean root = Host.current().isRoot();
    private final long began = System.nanoTime();

    private Demo() {}

    /**
     * Runs the demo.
     *
     * @param args none are needed
     */
    public static void main(String[] args) {
        new Demo().run();
    }

    private void run() {
        String who = root ? "root" : "an ordinary user";
        say("A container in Java: " + runtime.name() + " " + runtime.version() + ", as " + who);
        Bundle bundle = Bundle.from(Image.host()).on(runtime).hostname("demo").noNewPrivileges();
        if (root) {
            bundle = bundle.memory(Bytes.mebibytes(64));
        }
        Container container = bundle.create("sh", "-c", "echo \"hello from $(hostname)\"; while :; do sleep 1; done");
        try (container) {
            step("created", "pid " + container.state().pid().orElseThrow() + ", its program waits");
            container.start();
            step("running", "the program runs");
            container.await(Ready.logLine("hello from demo"));
            Result exec = container.exec("id", "-un");
            step("exec", "id -un: " + exec.stdout().strip());
            boolean paused = pauseAndResume(container);
            container.kill(Signal.KILL).await(STOPPED, SOON);
            step("killed", "the program " + container.result().exit());
            tellOutput(container);
            tellAssertions(container, exec, paused);
        }
        step("deleted", "nothing is left");
        check(
                "assertThat(container).leftNothingBehind()",
                () -> assertThat(container).leftNothingBehind());
    }

    /** An ordinary user may pause only where control groups have been delegated to him. */
    private boolean pauseAndResume(Container container) {
        try {
            container.pause();
        } catch (UnsupportedByHostException e) {
            step("paused", "not here: " + e.requirement());
            return false;
        }
        step("paused", "all of its processes stand still");
        container.resume();
        step("resumed", "and go on");
        return true;
    }

    private void tellOutput(Container container) {
        say("\nOutput");
        container.stdout().text().lines().forEach(line -> say("              " + line));
    }

    private void tellAssertions(Container container, Result exec, boolean paused) {
        say("\nAssertions");
        Timeline timeline = container.timeline();
        check("assertThat(container).isStopped()", () -> assertThat(container).isStopped());
        if (paused) {
            check(
                    "assertThat(container).wentThrough(CREATED, RUNNING, PAUSED, RUNNING, STOPPED)",
                    () -> assertThat(container).wentThrough(CREATED, RUNNING, PAUSED, RUNNING, STOPPED));
        } else {
            check(
                    "assertThat(container).wentThrough(CREATED, RUNNING, STOPPED)",
                    () -> assertThat(container).wentThrough(CREATED, RUNNING, STOPPED));
        }
        check(
                "assertThat(timeline).reached(RUNNING, ofSeconds(10))",
                () -> assertThat(timeline).reached(RUNNING, SOON));
        check(
                "assertThat(timeline).neverWas(CREATING)",
                () -> assertThat(timeline).neverWas(Status.CREATING));
        check("assertThat(exec).hasStdout(\"root\\n\")", () -> assertThat(exec).hasStdout("root\n"));
        check(
                "assertThat(container.result()).wasKilledBy(Signal.KILL)",
                () -> assertThat(container.result()).wasKilledBy(Signal.KILL));
        say("");
    }

    private void step(String what, String details) {
        double milliseconds = (System.nanoTime() - began) / 1e6;
        say(String.format(Locale.ROOT, "%9.1f ms  %-8s  %s", milliseconds, what, details));
    }

    private static void check(String text, Runnable assertion) {
        assertion.run();
        say("          ok  " + text);
    }

    private static void say(String line) {
        System.out.println(line);
    }
}
