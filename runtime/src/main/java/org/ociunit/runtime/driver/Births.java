package org.ociunit.runtime.driver;

import java.nio.file.Path;
import java.util.List;
import org.ociunit.error.ContainerExistsException;
import org.ociunit.error.UnsupportedVerbException;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.runtime.DeleteOptions;
import org.ociunit.runtime.Stdio;
import org.ociunit.runtime.Verb;
import org.ociunit.runtime.launcher.Held;
import org.ociunit.runtime.launcher.Launcher;
import org.ociunit.runtime.launcher.Watched;

/**
 * Brings containers into the world, and sees to it that they leave it with this JVM.
 *
 * @param calls what runs the commands
 * @param workFolder where the commands and this JVM pass files through
 * @param population what the containers are added to
 */
record Births(Calls calls, Path workFolder, Population population) {
    /** Brings a container into the world; what goes wrong leaves nothing. */
    void bear(Birth birth) {
        calls.dialect().requireFit(birth.failure());
        requireHarmless(birth);
        Work work = Work.of(workFolder, birth.id());
        requireFree(birth.id(), work);
        try (Attachment attachment = Attachment.of(birth.stdio())) {
            Arguments.Files files = work.files(birth.pidFile(), attachment.consoleSocket());
            List<String> command = birth.command().apply(files); // what this version does not have is refused here
            List<Held> words = birth.attached() ? List.of(leaveWord(birth.id(), work)) : List.of();
            try {
                work.make(); // after word was left to remove it
                CommandLine.Outcome outcome = run(birth, command, attachment.streams());
                if (!outcome.succeeded()) {
                    throw calls.failure(birth.verb(), birth.id(), outcome, work.readLog());
                }
                Watched init = Launcher.shared().watch(Work.readPid(files.pid()), !birth.attached());
                attachment.connect(birth.deadline(), init.end());
                population.add(birth.id(), Alive.of(birth.id(), init, words));
            } catch (RuntimeException e) {
                undo(birth.id(), work, words, e);
                throw e;
            }
        }
    }

    /** The machine's null device would be given away, and fail all others. */
    private void requireHarmless(Birth birth) {
        boolean onFiles = birth.stdio() instanceof Stdio.Streams streams
                && streams.stdin() instanceof Stdio.Source.File
                && streams.stdout() instanceof Stdio.Sink.File
                && streams.stderr() instanceof Stdio.Sink.File;
        if (!birth.attached() && !onFiles && calls.dialect().givesStreamsAway()) {
            throw new UnsupportedVerbException(
                    birth.failure(), calls.dialect().name(), "way to detach from the null device: give it files", "");
        }
    }

    private CommandLine.Outcome run(Birth birth, List<String> command, Stdio.Streams streams) {
        return birth.attached()
                ? calls.line().run(command, streams, birth.preserved(), birth.deadline())
                : calls.line().runForOutliving(command, streams, birth.preserved(), birth.deadline());
    }

    /** Before word is left to delete a container of this name: it might be another's. */
    private void requireFree(ContainerId id, Work work) {
        if ((work.isThere() || calls.dialect().isHollow(Verb.CREATE))
                && calls.list().stream().anyMatch(state -> state.id().equals(id))) {
            throw new ContainerExistsException(id.value(), calls.dialect().name());
        }
    }

    /** What the launcher does should this JVM end before the container. */
    private Held leaveWord(ContainerId id, Work work) {
        return Launcher.shared()
                .hold(
                        calls.line().command(calls.arguments().withoutExtra().delete(id, DeleteOptions.forced())),
                        List.of(work.folder()));
    }

    /** A name that was taken is somebody else's container: that one stays. */
    private void undo(ContainerId id, Work work, List<Held> words, RuntimeException failure) {
        try {
            if (!(failure instanceof ContainerExistsException)) {
                calls.ask(
                        "Could not remove what was left of container " + id + ".",
                        calls.arguments().withoutExtra().delete(id, DeleteOptions.forced()));
            }
            Launcher.shared().remove(work.folder());
            words.forEach(Held::close);
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }
}
