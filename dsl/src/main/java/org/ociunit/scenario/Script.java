package org.ociunit.scenario;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.ociunit.Bytes;
import org.ociunit.CheckReturnValue;
import org.ociunit.json.Json;
import org.ociunit.lifecycle.Signal;
import org.ociunit.lifecycle.Status;
import org.ociunit.spec.LinuxResources;

/** The steps that a scenario can be told to take, a method for each of {@link Form}. */
@CheckReturnValue
abstract class Script {
    /** The same scenario with one more step. */
    abstract Scenario then(Step step);

    /**
     * Turns to another container of the scenario, which is made from the same description: the steps from here on are about it.
     * A branch begins with the one that the steps before it are about, and may turn as well.
     *
     * @param name which one, in 1 to 40 letters, digits and {@code _+.-}
     * @return a scenario with one more step
     * @throws IllegalArgumentException if that is no such name
     */
    public Scenario container(String name) {
        if (!Form.isName(name)) {
            throw new IllegalArgumentException(
                    "Illegal container \"" + name + "\": it takes " + Form.NAME_IN_WORDS + ".");
        }
        return then(Step.of(Form.CONTAINER, (Object) name));
    }

    /**
     * Turns back to the container that the scenario has begun with, see {@link #container(String)}.
     *
     * @return a scenario with one more step
     */
    public Scenario container() {
        return then(Step.of(Form.CONTAINER));
    }

    /**
     * Makes the container. A second time, while it is there, asks for another one of the same name; once it has been deleted,
     * makes it anew, under the same name.
     *
     * @param command the program and its arguments; none for those of the bundle
     * @return a scenario with one more step
     */
    public Scenario create(String... command) {
        return then(Step.of(Form.CREATE, command));
    }

    /**
     * Starts the container.
     *
     * @return a scenario with one more step
     */
    public Scenario start() {
        return then(Step.of(Form.START));
    }

    /**
     * Pauses the container.
     *
     * @return a scenario with one more step
     */
    public Scenario pause() {
        return then(Step.of(Form.PAUSE));
    }

    /**
     * Resumes the container.
     *
     * @return a scenario with one more step
     */
    public Scenario resume() {
        return then(Step.of(Form.RESUME));
    }

    /**
     * Sends a signal to the container's first process.
     *
     * @param signal what to send
     * @return a scenario with one more step
     */
    public Scenario kill(Signal signal) {
        return then(Step.of(Form.KILL, (Object) signal.name()));
    }

    /**
     * Runs a further program in the container and waits for its end, at most 10 seconds. Whatever its exit code is, the
     * step succeeds.
     *
     * @param command the program and its arguments
     * @return a scenario with one more step
     */
    public Scenario exec(String... command) {
        return then(Step.of(Form.EXEC, command));
    }

    /**
     * Asks for the container's state; what can be expected of its output is the state as JSON.
     *
     * @return a scenario with one more step
     */
    public Scenario state() {
        return then(Step.of(Form.STATE));
    }

    /**
     * Asks for the container's processes.
     *
     * @return a scenario with one more step
     */
    public Scenario ps() {
        return then(Step.of(Form.PS));
    }

    /**
     * Asks how much the container uses.
     *
     * @return a scenario with one more step
     */
    public Scenario stats() {
        return then(Step.of(Form.STATS));
    }

    /**
     * Changes the container's limits.
     *
     * @param limits the new ones; the others stay
     * @return a scenario with one more step
     */
    public Scenario update(LinuxResources limits) {
        return then(Step.of(Form.UPDATE, Json.read(Json.toText(limits), "limits", Object.class)));
    }

    /**
     * Writes the container to disk through CRIU, and ends it.
     *
     * @return a scenario with one more step
     */
    public Scenario checkpoint() {
        return then(Step.of(Form.CHECKPOINT));
    }

    /**
     * Writes the container to disk through CRIU, and lets it go on.
     *
     * @return a scenario with one more step
     */
    public Scenario checkpointLeavingRunning() {
        return then(Step.of(Form.CHECKPOINT_LEAVING_RUNNING));
    }

    /**
     * Reads the container back from disk, as it was written there last, under its name, once it has been deleted. What can
     * be expected of it afterwards is what happens from then on.
     *
     * @return a scenario with one more step
     */
    public Scenario restore() {
        return then(Step.of(Form.RESTORE));
    }

    /**
     * Deletes the container, without force.
     *
     * @return a scenario with one more step
     */
    public Scenario delete() {
        return then(Step.of(Form.DELETE));
    }

    /**
     * Deletes the container, and ends it first if it lives.
     *
     * @return a scenario with one more step
     */
    public Scenario deleteForced() {
        return then(Step.of(Form.DELETE_FORCED));
    }

    /**
     * Writes a file in the container, as it sees it while it lives.
     *
     * @param path its absolute path; folders on the way are made
     * @param text what is to be in it
     * @return a scenario with one more step
     */
    public Scenario write(String path, String text) {
        return then(Step.of(Form.WRITE, Map.of(path, text)));
    }

    /**
     * Reads a file of the container; its text can be expected as standard output.
     *
     * @param path its absolute path
     * @return a scenario with one more step
     */
    public Scenario read(String path) {
        return then(Step.of(Form.READ, (Object) path));
    }

    /**
     * Lets nothing pass between the container and its {@linkplain Scenario#peer peers}: what is sent is lost, see {@link
     * org.ociunit.Link#cut}.
     *
     * @param peers the names of those that it is parted from; none for all
     * @return a scenario with one more step
     */
    public Scenario cutLink(String... peers) {
        return then(Step.of(Form.CUT_LINK, peers));
    }

    /**
     * Lets everything pass again as in the beginning, see {@link org.ociunit.Link#restore}.
     *
     * @param peers as for {@link #cutLink}: those that were named there are named here
     * @return a scenario with one more step
     */
    public Scenario restoreLink(String... peers) {
        return then(Step.of(Form.RESTORE_LINK, peers));
    }

    /**
     * Delays each packet, in both directions, see {@link org.ociunit.Link#delay(Duration)}.
     *
     * @param time how much longer each takes
     * @param peers the names of those that it is delayed to and from; none for all
     * @return a scenario with one more step
     */
    public Scenario delayLink(Duration time, String... peers) {
        return then(LinkStep.of(Form.DELAY_LINK, Times.text(time), peers));
    }

    /**
     * Loses packets by chance, in both directions, see {@link org.ociunit.Link#loss}.
     *
     * @param share how many of them: 0 for none, 1 for all
     * @param peers the names of those that they are lost to and from; none for all
     * @return a scenario with one more step
     */
    public Scenario loseOnLink(double share, String... peers) {
        return then(LinkStep.of(Form.LOSE_ON_LINK, share, peers));
    }

    /**
     * Limits how much passes in each direction, see {@link org.ociunit.Link#bandwidth}.
     *
     * @param inASecond how many bytes
     * @param peers the names of those that it holds for; none for all
     * @return a scenario with one more step
     */
    public Scenario limitLink(Bytes inASecond, String... peers) {
        return then(LinkStep.of(Form.LIMIT_LINK, inASecond.count(), peers));
    }

    /**
     * Lets time pass, for what nobody tells the end of. {@link #expect} and the like wait by themselves.
     *
     * @param time how long, at most 60 seconds
     * @return a scenario with one more step
     */
    public Scenario sleep(Duration time) {
        return then(Step.of(Form.SLEEP, (Object) Times.text(time)));
    }

    /**
     * Takes the steps of several scenarios at the same time, on this one's container; what these are given does not matter.
     * It ends when all have ended.
     *
     * @param branches scenarios with the steps
     * @return a scenario with one more step
     */
    public Scenario parallel(Scenario... branches) {
        List<List<Step>> steps = Stream.of(branches).map(Scenario::steps).toList();
        return then(new Step(Form.PARALLEL, ScenarioFile.argument(steps), steps));
    }

    /**
     * Writes a bundle for the commands of {@link #call} and {@link #shell}, and makes no container.
     *
     * @param command the program and its arguments; none for those of the bundle
     * @return a scenario with one more step
     */
    public Scenario bundle(String... command) {
        return then(Step.of(Form.BUNDLE, command));
    }

    /**
     * Changes the {@code config.json} of the bundle: of the container's, if it has been made, or of the one that has been
     * written for commands.
     *
     * @param mergePatch what is to be different, as JSON: a merge patch, see {@link org.ociunit.json.MergePatch}; what
     *     stands in braces is replaced as for {@link #call}
     * @return a scenario with one more step
     */
    public Scenario changeConfig(String mergePatch) {
        return then(Step.of(Form.CONFIG, Json.read(mergePatch, "a change of config.json", Object.class)));
    }

    /**
     * Replaces the {@code config.json} of the bundle, see {@link #changeConfig}.
     *
     * @param text the new one, which may be no JSON at all
     * @return a scenario with one more step
     */
    public Scenario writeConfig(String text) {
        return then(Step.of(Form.CONFIG_TEXT, (Object) text));
    }

    /**
     * Runs the runtime's command, behind its global options, and waits for its end, at most 30 seconds. Whatever its exit
     * code is, the step succeeds. In the arguments <code>{id}</code> is the container's name, <code>{bundle}</code> its
     * bundle, <code>{rootfs}</code> the root in that, and <code>{folder}</code> a folder of the scenario's own.
     *
     * @param arguments such as <code>"run", "--bundle", "{bundle}", "{id}"</code>
     * @return a scenario with one more step
     */
    public Scenario call(String... arguments) {
        return then(Step.of(Form.CALL, arguments));
    }

    /**
     * Runs a script on this machine, in a folder of the scenario's own, and waits for its end, at most 30 seconds. Whatever
     * its exit code is, the step succeeds. Its environment has {@code ID}, {@code BUNDLE}, {@code ROOTFS} and {@code FOLDER}
     * as for {@link #call}, and {@code RUNTIME}, a program that is the runtime with its global options.
     *
     * @param script for {@code sh}
     * @return a scenario with one more step
     */
    public Scenario shell(String script) {
        return then(Step.of(Form.SHELL, (Object) script));
    }

    /**
     * Runs the runtime's command and kills it in the middle; what it leaves behind is to be cleared away by a delete.
     *
     * @param after when it is killed; if it has ended by then, nothing is
     * @param arguments as for {@link #call}
     * @return a scenario with one more step
     */
    public Scenario callKilled(Duration after, String... arguments) {
        return then(Step.of(Form.KILLED_CALL, Map.of("after", Times.text(after), "call", List.of(arguments))));
    }

    /**
     * Runs the runtime's command while the disk of its state is full. Others' disks are not: the runtime is in a mount
     * namespace of its own, which takes root.
     *
     * @param arguments as for {@link #call}
     * @return a scenario with one more step
     */
    public Scenario callOnFullDisk(String... arguments) {
        return then(Step.of(Form.FULL_DISK_CALL, arguments));
    }

    /**
     * Sends a signal to the container's first process from outside, past the runtime.
     *
     * @param signal what to send
     * @return a scenario with one more step
     */
    public Scenario signalInit(Signal signal) {
        return then(Step.of(Form.SIGNAL_INIT, (Object) signal.name()));
    }

    /**
     * Waits, at most 10 seconds, until the container has been in a state since the last verb; and if it still is, as far as
     * was seen, the runtime must say so too.
     *
     * @param status the state
     * @return a scenario with one more step
     */
    public Scenario expect(Status status) {
        return then(Step.of(Form.EXPECT_STATUS, (Object) status.toString()));
    }

    /**
     * Expects an exit code: of the program of the last verb if that was {@link #exec}, {@link #call} or {@link #shell}, of
     * the container's own otherwise, whose end it waits for, at most 10 seconds.
     *
     * @param code the exit code, 0 to 255; a program that was killed has none
     * @return a scenario with one more step
     */
    public Scenario expectExit(int code) {
        return then(Step.of(Form.EXPECT_EXIT, (Object) code));
    }

    /**
     * Expects that the runtime refuses the verb before, without effect: the container's state is the same as before. A verb
     * that the runtime does not have, that takes too long, or that it crashes at, is not refused. A command is refused if its
     * exit code is not 0.
     *
     * @return a scenario with one more step
     */
    public Scenario expectRefused() {
        return then(Step.of(Form.EXPECT_REFUSED));
    }

    /**
     * Expects that the runtime refuses the verb before, see {@link #expectRefused()}, and says why.
     *
     * @param text what the message has in it, where what stands in braces is replaced as for {@link #call}; or the kind of
     *     the error, such as {@code ContainerNotFoundException}
     * @return a scenario with one more step
     */
    public Scenario expectRefused(String text) {
        return then(Step.of(Form.EXPECT_REFUSED, (Object) text));
    }

    /**
     * Expects that the runtime knows nothing of the container.
     *
     * @return a scenario with one more step
     */
    public Scenario expectGone() {
        return then(Step.of(Form.EXPECT_STATUS, (Object) Play.GONE));
    }

    /**
     * Expects a standard output, of the same program as {@link #expectExit}; of the container's own once it has ended.
     *
     * @param text the whole output
     * @return a scenario with one more step
     */
    public Scenario expectStdout(String text) {
        return then(Step.of(Form.EXPECT_STDOUT, (Object) text));
    }

    /**
     * Expects something in a standard output, of the same program as {@link #expectExit}. Of a container that lives it is
     * waited for, at most 10 seconds.
     *
     * @param text a part of the output
     * @return a scenario with one more step
     */
    public Scenario expectStdoutContains(String text) {
        return then(Step.of(Form.EXPECT_STDOUT_CONTAINS, (Object) text));
    }

    /**
     * Expects something in a standard error, see {@link #expectStdoutContains}.
     *
     * @param text a part of the output
     * @return a scenario with one more step
     */
    public Scenario expectStderrContains(String text) {
        return then(Step.of(Form.EXPECT_STDERR_CONTAINS, (Object) text));
    }

    /**
     * Expects a memory limit, as the kernel has it.
     *
     * @param limit the limit
     * @return a scenario with one more step
     */
    public Scenario expectMemoryLimit(Bytes limit) {
        return then(Step.of(Form.EXPECT_MEMORY_LIMIT, (Object) limit.count()));
    }

    /**
     * Expects a limit of the number of processes, as the kernel has it.
     *
     * @param limit the limit
     * @return a scenario with one more step
     */
    public Scenario expectPidsLimit(long limit) {
        return then(Step.of(Form.EXPECT_PIDS_LIMIT, (Object) limit));
    }

    /**
     * Expects a number of processes, as the runtime tells them.
     *
     * @param count the number
     * @return a scenario with one more step
     */
    public Scenario expectProcesses(long count) {
        return then(Step.of(Form.EXPECT_PROCESSES, (Object) count));
    }

    /**
     * Expects the states that the container has been in, in their order.
     *
     * @param statuses all of them, without {@link Status#CREATING} and without repeats
     * @return a scenario with one more step
     */
    public Scenario expectWentThrough(Status... statuses) {
        return then(Step.of(
                Form.EXPECT_TIMELINE, Stream.of(statuses).map(Status::toString).toArray(String[]::new)));
    }

    /**
     * Expects that nothing is left of the container: no state, process, mount or control group; at most 2 seconds later.
     *
     * @return a scenario with one more step
     */
    public Scenario expectNothingLeft() {
        return then(Step.of(Form.EXPECT_NOTHING_LEFT));
    }
}
