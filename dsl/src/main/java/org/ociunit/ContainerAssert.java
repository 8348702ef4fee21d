package org.ociunit;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.AbstractStringAssert;
import org.ociunit.error.ContainerNotFoundException;
import org.ociunit.lifecycle.Status;
import org.ociunit.lifecycle.Timeline;

/**
 * Assertions on a container, as its runtime and the kernel see it.
 *
 * <p>What the kernel says is of the container's first process: of the container's program once that has been started. For a
 * moment after its start the runtime's own process still is on its way to it, and the first such assertion on a container
 * waits for that, at most 2 seconds. Of a created container it is the runtime's process, which waits to be started.
 *
 * <p>Checks return these assertions; what is named by a noun goes on with others.
 */
public class ContainerAssert extends AbstractPrivilegesAssert<ContainerAssert> {
    /**
     * Begins assertions.
     *
     * @param actual what they are on
     */
    public ContainerAssert(Container actual) {
        super(actual, ContainerAssert.class);
    }

    /**
     * Checks the state that the runtime tells.
     *
     * <pre>{@code
     * assertThat(bundle.create("true")).hasStatus(CREATED); // passes
     * assertThat(bundle.create("true")).hasStatus(RUNNING); // fails
     * }</pre>
     *
     * @param status the state
     * @return this
     */
    public ContainerAssert hasStatus(Status status) {
        isNotNull();
        Optional<Status> present = status();
        if (!present.equals(Optional.of(status))) {
            throw failure(
                    "to be\n  " + status,
                    "it is\n  " + present.map(Status::toString).orElse("gone"));
        }
        return this;
    }

    /**
     * Checks that the container runs.
     *
     * <pre>{@code
     * assertThat(bundle.start("sleep", "60")).isRunning();  // passes
     * assertThat(bundle.create("sleep", "60")).isRunning(); // fails
     * }</pre>
     *
     * @return this
     */
    public ContainerAssert isRunning() {
        return hasStatus(Status.RUNNING);
    }

    /**
     * Checks that the container has stopped.
     *
     * <pre>{@code
     * assertThat(bundle.start("true").await(STOPPED)).isStopped(); // passes
     * assertThat(bundle.start("sleep", "60")).isStopped();         // fails
     * }</pre>
     *
     * @return this
     */
    public ContainerAssert isStopped() {
        return hasStatus(Status.STOPPED);
    }

    /**
     * Checks that the runtime knows nothing of the container any more.
     *
     * <pre>{@code
     * container.close();
     * assertThat(container).isGone();                      // passes
     * assertThat(bundle.start("sleep", "60")).isGone();    // fails
     * }</pre>
     *
     * @return this
     */
    public ContainerAssert isGone() {
        isNotNull();
        Optional<Status> present = status();
        if (present.isPresent()) {
            throw failure("to be gone", "it is\n  " + present.get());
        }
        return this;
    }

    private Optional<Status> status() {
        try {
            return Optional.of(actual.status());
        } catch (ContainerNotFoundException gone) {
            return Optional.empty();
        }
    }

    /**
     * Checks that the container went through exactly these states.
     *
     * <pre>{@code
     * Container container = bundle.create("sleep", "60").start();
     * assertThat(container).wentThrough(CREATED, RUNNING); // passes
     * assertThat(container).wentThrough(RUNNING);          // fails
     * }</pre>
     *
     * @param statuses all states, in their order, without {@code CREATING} and without repeats
     * @return this
     */
    public ContainerAssert wentThrough(Status... statuses) {
        isNotNull();
        new TimelineAssert(actual.timeline()).as(descriptionText()).wentThrough(statuses);
        return this;
    }

    /**
     * Goes on with what has happened to the container.
     *
     * <pre>{@code
     * assertThat(bundle.start("true")).timeline().neverWas(PAUSED);  // passes
     * assertThat(bundle.start("true")).timeline().neverWas(CREATED); // fails
     * }</pre>
     *
     * @return assertions on the timeline
     */
    public TimelineAssert timeline() {
        isNotNull();
        return navigation()
                .to(TimelineAssert.class, Timeline.class, actual.timeline(), TimelineAssert::new)
                .as(descriptionText());
    }

    /**
     * Checks that the container's program has ended by itself, with an exit code.
     *
     * <pre>{@code
     * assertThat(bundle.start("false").await(STOPPED)).exitedWith(1); // passes
     * assertThat(bundle.start("sleep", "60")).exitedWith(0);          // fails
     * }</pre>
     *
     * @param code the exit code, 0 to 255
     * @return this
     */
    public ContainerAssert exitedWith(int code) {
        requireEnd(code);
        new ResultAssert(actual.result()).as(descriptionText()).exitedWith(code);
        return this;
    }

    private void requireEnd(int code) {
        isNotNull();
        boolean ended = actual.timeline().statuses().contains(Status.STOPPED);
        Optional<Status> present = ended ? Optional.of(Status.STOPPED) : status();
        if (!present.equals(Optional.of(Status.STOPPED))) {
            throw failure(
                    "to have exited with " + code,
                    "it is\n  " + present.map(Status::toString).orElse("gone"));
        }
    }

    /**
     * Checks that nothing is left of the container: no state, no folder, no process, no control group.
     *
     * <pre>{@code
     * container.close();
     * assertThat(container).leftNothingBehind();                   // passes
     * assertThat(bundle.start("sleep", "60")).leftNothingBehind(); // fails
     * }</pre>
     *
     * @return this
     */
    public ContainerAssert leftNothingBehind() {
        isNotNull();
        List<String> remains = new ArrayList<>(new Remains(actual.runtime(), actual.id(), actual.folder()).find());
        if (Files.exists(actual.folder())) {
            remains.add("folder " + actual.folder());
        }
        if (!remains.isEmpty()) {
            throw failure("to have left nothing behind", "there is\n  " + String.join("\n  ", remains));
        }
        return this;
    }

    /**
     * Goes on with what the container has written to its standard output so far.
     *
     * <pre>{@code
     * Container container = bundle.start("echo", "hello").await(STOPPED);
     * assertThat(container).stdout().isEqualTo("hello\n"); // passes
     * assertThat(container).stdout().isEmpty();            // fails
     * }</pre>
     *
     * @return assertions on the text
     */
    public AbstractStringAssert<?> stdout() {
        isNotNull();
        return navigation().to(actual.stdout().text()).as("stdout of container %s", actual.id());
    }

    /**
     * Goes on with what the container has written to its standard error so far.
     *
     * <pre>{@code
     * Container container = bundle.start("echo", "hello").await(STOPPED);
     * assertThat(container).stderr().isEmpty();            // passes
     * assertThat(container).stderr().isEqualTo("hello\n"); // fails
     * }</pre>
     *
     * @return assertions on the text
     */
    public AbstractStringAssert<?> stderr() {
        isNotNull();
        return navigation().to(actual.stderr().text()).as("stderr of container %s", actual.id());
    }
}
