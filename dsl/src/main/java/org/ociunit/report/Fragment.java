package org.ociunit.report;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.lifecycle.Event;
import org.ociunit.lifecycle.Timeline;

/**
 * What one JVM knows of a run of tests, as it is written to a file.
 *
 * @param run the run
 * @param classes the classes whose tests had containers, or have failed
 * @param passed how many of these have passed
 * @param lives how many microseconds each container was there
 * @param failed those that have failed
 */
record Fragment(String run, List<String> classes, int passed, List<Long> lives, List<Failed> failed) {
    /** A test that has failed. */
    record Failed(String testClass, String test, String why, List<Seen> containers) {
        static Failed of(String testClass, String test, String why, List<TestReport.Witness> witnesses) {
            return new Failed(
                    testClass, test, why, witnesses.stream().map(Seen::of).toList());
        }

        /** The same failure with the containers that another account of it has besides. */
        Failed and(Failed other) {
            List<String> known = containers.stream().map(Seen::id).toList();
            Stream<Seen> more = other.containers.stream().filter(container -> !known.contains(container.id()));
            return new Failed(
                    testClass,
                    test,
                    why,
                    Stream.concat(containers.stream(), more).toList());
        }
    }

    /** A container, as it was at the end of the test. */
    record Seen(
            String id,
            String runtime,
            String state,
            List<JsonForm.JsonEvent> timeline,
            String config,
            String stdout,
            String stderr) {
        static Seen of(TestReport.Witness witness) {
            return new Seen(
                    witness.id(),
                    witness.runtime(),
                    witness.state(),
                    JsonForm.events(witness.timeline()),
                    witness.config(),
                    witness.stdout(),
                    witness.stderr());
        }

        Life life() {
            List<Event> events = timeline.stream().map(Seen::event).toList();
            return Life.of(id + ", " + runtime, new Timeline(new ContainerId(id), events));
        }

        private static Event event(JsonForm.JsonEvent event) {
            return new Event(
                    Instant.parse(event.at()),
                    Duration.ofNanos(Math.round(event.milliseconds() * 1e6)),
                    event.what(),
                    Event.Source.valueOf(event.source().toUpperCase(Locale.ROOT)));
        }
    }

    /** Whether it tells of the same run as another one: a class that comes again has been run again. */
    boolean isBeside(Fragment newer) {
        return run.equals(newer.run) && classes.stream().noneMatch(newer.classes::contains);
    }
}
