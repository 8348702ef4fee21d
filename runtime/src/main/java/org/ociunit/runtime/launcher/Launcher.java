package org.ociunit.runtime.launcher;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.ociunit.error.ContainerException;
import org.ociunit.error.StepFailedException;
import org.ociunit.error.UnsupportedByHostException;
import org.ociunit.lifecycle.Signal;
import org.ociunit.runtime.plan.Opcode;
import org.ociunit.runtime.plan.Plan;
import org.ociunit.runtime.plan.PortPlan;
import org.ociunit.runtime.plan.Slots;
import org.ociunit.runtime.plan.Step;

/**
 * One running launcher, as a rule the only one of this JVM. When it is closed, or when the JVM ends in whatever way, all
 * that it has started ends, and what it holds is carried out.
 */
public final class Launcher implements AutoCloseable {
    private static final int SENT = 0;

    /** O_PATH of open(2). */
    private static final int PATH_ONLY = 0x200000;

    private static final int READ_AND_WRITE = 2;
    private static final long CLOSE_SECONDS = 45;
    private static final Duration REMOVAL = Duration.ofSeconds(10);

    /** How pidfd_open(2) says that a process has ended: also by the second one, while somebody still knows its number. */
    private static final Set<String> GONE = Set.of("ESRCH", "EINVAL");

    /** In place of the pid of a process that is not there yet. */
    private static final long STILL_TO_COME = 0;

    private static @Nullable Launcher shared;

    private final Channel channel;
    private final OutputStream requests;
    private final Map<Integer, Job> jobs = new ConcurrentHashMap<>();
    private final AtomicInteger lastTag = new AtomicInteger();
    private final Thread atExit = new Thread(this::end, "ociunit-end");
    private final Set<Held> held = ConcurrentHashMap.newKeySet();
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile boolean closing;
    private volatile boolean lost;

    private Launcher(Channel channel) {
        this.channel = channel;
        this.requests = channel.requests();
    }

    /**
     * The launcher that everybody in this JVM uses: the one in front of it, or one that is started when it is first asked
     * for. If it dies, another one takes over what it held.
     *
     * @return a running launcher
     */
    public static synchronized Launcher shared() {
        if (shared == null) {
            Channel front = Channel.toFront();
            shared = front == null ? start() : at(front);
        } else if (shared.lost) {
            Launcher successor = start();
            shared.held.forEach(word -> word.moveTo(successor));
            shared = successor;
        }
        return shared;
    }

    /** Closes the launcher that everybody uses, if there is one; the next one to ask gets a new one. */
    public static synchronized void closeShared() {
        if (shared != null) {
            shared.close();
            shared = null;
        }
    }

    /**
     * Starts a launcher.
     *
     * @return a running launcher
     */
    public static Launcher start() {
        return at(Channel.toNew());
    }

    private static Launcher at(Channel channel) {
        DataInputStream replies = new DataInputStream(new BufferedInputStream(channel.replies()));
        try {
            Reply hello = Reply.read(replies);
            if (hello.kind() != Reply.Kind.HELLO) {
                Errno errno = Errno.of(hello.number(2));
                throw new UnsupportedByHostException(
                        "Could not start the launcher.",
                        "it could not run from a copy in memory: " + errno.name() + " (" + errno.meaning() + ").",
                        "set the sysctl vm.memfd_noexec to 0 or 1, where it is 2.");
            }
        } catch (IOException e) {
            throw new ContainerException("Could not start the launcher.", "it ended at once: " + e, null, e);
        }
        Launcher launcher = new Launcher(channel);
        Thread reader = new Thread(() -> launcher.dispatch(replies), "ociunit-launcher");
        reader.setDaemon(true);
        reader.start();
        try {
            Runtime.getRuntime().addShutdownHook(launcher.atExit);
        } catch (IllegalStateException onTheWayOut) {
            // The end of file will end it, as it would after a kill.
        }
        return launcher;
    }

    /**
     * Starts a command with pipes for its three standard streams, in a process group of its own.
     *
     * @param command what to start
     * @return the process, which has come to its program
     * @throws org.ociunit.error.StepFailedException if it did not
     */
    public Spawned spawn(Command command) {
        return spawn(command, Wiring.PIPES);
    }

    /**
     * Starts a command in a process group of its own.
     *
     * @param command what to start
     * @param wiring what its descriptors lead to
     * @return the process, which has come to its program
     * @throws org.ociunit.error.StepFailedException if it did not
     */
    public Spawned spawn(Command command, Wiring wiring) {
        Job job = newJob();
        try {
            List<Long> fds = job.perform("Could not open the streams of " + command.program() + ".", wiring.open());
            Ends ends = Ends.of(job, wiring, fds);
            List<Step> steps = new ArrayList<>(wiring.give());
            steps.addAll(ForkSteps.fork(
                    command, ForkSteps.child(wiring.ends(), Step.of(Opcode.GROUP), command), wiring.slots()));
            long pid = job.perform("Could not start " + command.program() + ".", steps)
                    .get(0);
            return new Spawned(job, pid, ends, false);
        } catch (RuntimeException e) {
            job.close();
            throw e;
        }
    }

    /**
     * Starts the program that the last words of this command's own line name, as if its caller had called it: with his
     * descriptors, environment, folder and process group, his signals, and its orphans left to him.
     *
     * @param words how many there are: the program, which is looked for as execvp(3) does, and its arguments
     * @param wiring what its three streams lead to; the further ones are the caller's
     * @param grace how long the program may go on when this JVM ends, before it is killed
     * @return the process, which has come to its program
     * @throws org.ociunit.error.StepFailedException if it did not
     */
    public Spawned spawnCallersProgram(int words, Wiring wiring, Duration grace) {
        String what = "Could not start the program that was called for.";
        Job job = newJob();
        try {
            foreground(STILL_TO_COME, true);
            Ends ends = Ends.of(job, wiring, job.perform(what, wiring.open()));
            List<Step> child = List.of(
                    Step.of(Opcode.CALLERS_DESCRIPTORS, wiring.ends()),
                    Step.of(Opcode.DEATH_SIGNAL, Signal.KILL.number()),
                    Step.of(Opcode.CALLERS_PROGRAM, words));
            List<Step> steps = new ArrayList<>(List.of(Step.of(Opcode.LEAVE_ORPHANS)));
            steps.add(Step.of(Opcode.FORK, child.size(), grace.toMillis(), 0));
            steps.addAll(child);
            steps.add(Step.of(Opcode.CLOSE, wiring.slots()));
            Spawned program = new Spawned(job, job.perform(what, steps).get(0), ends, false);
            foreground(program.pid(), true);
            return program;
        } catch (RuntimeException e) {
            job.close();
            throw e;
        }
    }

    /**
     * Makes a process by a plan, up to its first barrier, or to its program if it has none.
     *
     * @param what the sentence for when it cannot be made
     * @param plan the steps
     * @param wiring what its descriptors lead to
     * @param time how long that may take
     * @return the process
     * @throws org.ociunit.error.StepFailedException if a step failed; nothing is left of it then
     * @throws org.ociunit.error.DeadlineExceededException if it took too long; it tells the step, and nothing is left
     */
    public Spawned launch(String what, Plan plan, Wiring wiring, Duration time) {
        Job job = newJob();
        try {
            List<Long> fds = job.perform(what, ForkSteps.concat(wiring.open(), wiring.give()));
            Ends ends = Ends.of(job, wiring, fds);
            List<Integer> own = Stream.concat(wiring.slots().stream(), plan.slots().stream())
                    .toList();
            List<Step> steps = ForkSteps.concat(plan.steps(), List.of(Step.of(Opcode.CLOSE, own)));
            List<Long> pids = job.perform(what, steps, time);
            return new Spawned(job, pids.get(pids.size() - 1), ends, plan.handsOver());
        } catch (RuntimeException e) {
            job.close();
            throw e;
        }
    }

    /**
     * Lets a created container go, whoever has made it.
     *
     * @param what the sentence for when it does not come to its program
     * @param folder the container's folder in the state directory
     * @param words the steps up to its program, in words
     * @param first the place of the first of them in the plan
     * @param forward where the listener of its filter goes on to, or null if it has none
     * @param time how long it may take to its program
     * @throws org.ociunit.error.StepFailedException if one of them failed
     * @throws org.ociunit.error.DeadlineExceededException if it took too long
     */
    public void start(String what, Path folder, List<String> words, int first, @Nullable Step forward, Duration time) {
        try (Job job = newJob()) {
            List<Step> steps = new ArrayList<>(List.of(
                    Step.of(Opcode.OPEN, Slots.FOLDER, folder.toString(), PATH_ONLY, 0),
                    Step.of(Opcode.START, Slots.FOLDER)));
            if (forward != null) {
                steps.add(1, forward);
            }
            Reply reply = job.askWithin(time, what, steps, at -> Opcode.START.words());
            if (reply.kind() == Reply.Kind.FAILED) {
                throw Job.failure(what, failed(reply, words, first, forward), reply);
            }
        }
    }

    private static String failed(Reply reply, List<String> words, int first, @Nullable Step forward) {
        if (forward != null && reply.number(1) == Opcode.FORWARD.code()) {
            return forward.toString();
        }
        int at = reply.number(0) - first;
        boolean known = reply.number(1) != Opcode.START.code() && at >= 0 && at < words.size();
        return known ? words.get(at) : Opcode.START.words();
    }

    /**
     * Starts a command on a terminal, in a session of its own.
     *
     * @param command what to start
     * @param rows the terminal's height in characters
     * @param columns the terminal's width in characters
     * @return the terminal; the process is its foreground process
     */
    public Terminal spawnOnTerminal(Command command, int rows, int columns) {
        Job job = newJob();
        int other = Terminal.MASTER + 1;
        try {
            job.perform(
                    "Could not make a terminal for " + command.program() + ".",
                    List.of(Step.of(Opcode.TERMINAL, Terminal.MASTER, other, rows, columns)));
            List<Step> child =
                    new ArrayList<>(ForkSteps.child(List.of(other, other, other), Step.of(Opcode.SESSION), command));
            child.add(3, Step.of(Opcode.CONTROLLING, 0));
            job.perform("Could not start " + command.program() + ".", ForkSteps.fork(command, child, List.of(other)));
            return Terminal.relayed(job);
        } catch (RuntimeException e) {
            job.close();
            throw e;
        }
    }

    /**
     * Asks for the end of a process. Its exact status is known if it is a descendant of this JVM's whose parents have
     * ended, even if it has ended itself a moment ago.
     *
     * @param pid the process
     * @param keep whether it is to live on when this JVM ends
     * @return the process
     * @throws org.ociunit.error.StepFailedException with {@code ESRCH} if there is no such process
     */
    public Watched watch(long pid, boolean keep) {
        return watch(pid, List.of(Step.of(Opcode.WATCH, pid, keep ? 1 : 0)));
    }

    /**
     * Asks for the end of a container's first process that a command has left behind, and writes it down for others. It
     * ends with this JVM until a word is given up for it.
     *
     * @param pid the process
     * @param folder the container's folder in the state directory
     * @return the process
     * @throws org.ociunit.error.StepFailedException with {@code ESRCH} if there is no such process
     */
    public Watched watch(long pid, Path folder) {
        return watch(
                pid,
                List.of(
                        Step.of(Opcode.OPEN, Slots.FOLDER, folder.toString(), PATH_ONLY, 0),
                        Step.of(Opcode.MONITOR, Slots.FOLDER).on(folder.toString()),
                        Step.of(Opcode.CLOSE, List.of(Slots.FOLDER)),
                        Step.of(Opcode.WATCH, pid, 0)));
    }

    private Watched watch(long pid, List<Step> steps) {
        Job job = newJob();
        Watched watched = new Watched(job, pid);
        try {
            job.perform("Could not watch process " + pid + ".", steps);
        } catch (RuntimeException e) {
            job.close();
            throw e;
        }
        return watched;
    }

    /**
     * Leaves word for when this JVM ends, however it ends: a command to run, and trees to remove after it.
     *
     * @param command what to run; its grace is the time that it has
     * @param trees what to remove
     * @return the word, which is taken back when it is closed
     */
    public Held hold(Command command, List<Path> trees) {
        Step call = Step.of(
                Opcode.CALL,
                command.program().toString(),
                command.argv(),
                command.envp(),
                command.grace().toMillis());
        return hold(
                ForkSteps.concat(List.of(call), ForkSteps.removals(trees)),
                command.grace().plus(REMOVAL));
    }

    /**
     * Leaves word for when this JVM ends, however it ends: a tree to remove.
     *
     * @param tree what to remove
     * @return the word, which is taken back when it is closed
     */
    public Held hold(Path tree) {
        return hold(ForkSteps.removals(List.of(tree)), REMOVAL);
    }

    private Held hold(List<Step> work, Duration grace) {
        return hold(ForkSteps.withoutStreams(work, grace));
    }

    Held hold(List<Step> steps) {
        Held word = leave(List.of(), steps);
        word.requireKept();
        return word;
    }

    private Held leave(List<Step> before, List<Step> steps) {
        Held word = new Held(this, before, steps);
        keep(word);
        return word;
    }

    void keep(Held word) {
        held.add(word);
    }

    void forget(Held word) {
        held.remove(word);
    }

    /**
     * Opens a file for reading, and holds it open beyond its name: a namespace outlives its processes so, and what is held
     * for this JVM's end still finds it.
     *
     * @param what the sentence for when it cannot be opened
     * @param file its absolute path
     * @return the open file, which is let go when it is closed
     */
    public Opened open(String what, Path file) {
        Job job = newJob();
        try {
            return new Opened(this, job, what, file);
        } catch (RuntimeException e) {
            job.close();
            throw e;
        }
    }

    /**
     * Has a process take steps, and holds a namespace open that it is in then; the process itself is over.
     *
     * @param what the sentence for when that fails
     * @param work the steps, after which the process may be looked into
     * @param kind what the kernel calls the namespace: namespaces(7)
     * @return the namespace, which is let go when it is closed
     */
    public Opened openAfter(String what, List<Step> work, String kind) {
        try (Job job = newJob()) {
            List<Step> waiting = ForkSteps.concat(work, List.of(Step.of(Opcode.BARRIER)));
            long pid = job.perform(what, ForkSteps.withoutStreams(waiting, REMOVAL))
                    .get(0);
            Opened namespace = open(what, Path.of("/proc/" + pid + "/ns/" + kind));
            job.perform(what, List.of(Step.of(Opcode.RELEASE)));
            return namespace;
        }
    }

    /**
     * Removes a tree, following no link and entering no mount.
     *
     * @param tree its root; nothing happens if it is not there
     */
    public void remove(Path tree) {
        try (Job job = newJob()) {
            job.perform(
                    "Could not remove " + tree + ".",
                    ForkSteps.withoutStreams(ForkSteps.removals(List.of(tree)), REMOVAL));
        }
    }

    /**
     * Has the readiness of a container, as its own program tells it, go on to whoever supervises it: sd_notify(3).
     *
     * @param socket where the container's program tells it, a datagram socket to make
     * @param supervisor the socket that it goes on to; an {@code @} begins the name of an abstract one
     * @param mainPid who is to be supervised from then on
     * @return what awaits it
     * @throws org.ociunit.error.StepFailedException if there is nobody at the supervisor's socket
     */
    public Readiness readiness(Path socket, String supervisor, long mainPid) {
        Job job = newJob();
        try {
            return new Readiness(job, socket, supervisor, mainPid);
        } catch (RuntimeException e) {
            job.close();
            throw e;
        }
    }

    /**
     * Makes a TCP and UDP port of a process' network one of this machine's loopback.
     *
     * @param what the sentence for when that is not possible
     * @param plan whose port it is
     * @return what forwards it, until it is closed, this JVM ends, or the process has ended
     * @throws org.ociunit.error.StepFailedException if a step failed; nothing is left of it then
     */
    public Forwarder forward(String what, PortPlan plan) {
        Job job = newJob();
        try {
            List<Long> opened = job.perform(what, plan.listening());
            List<Integer> sockets = PortPlan.sockets(Math.toIntExact(opened.get(1)));
            List<Step> child = plan.forwarding(sockets);
            List<Step> steps = new ArrayList<>(List.of(Step.of(Opcode.FORK, child.size(), 0, 0)));
            steps.addAll(child);
            steps.add(Step.of(Opcode.CLOSE, sockets));
            long pid = job.perform(what, steps).get(0);
            return new Forwarder(job, pid, Math.toIntExact(opened.get(0)));
        } catch (RuntimeException e) {
            job.close();
            throw e;
        }
    }

    /**
     * Has steps taken in a tree, by a process of their own, one after the other.
     *
     * @param what the sentence for when one fails
     * @param root the tree, which the steps find in the slot {@link Slots#FOLDER}
     * @param work the steps
     */
    public void work(String what, Path root, List<Step> work) {
        work(
                what,
                ForkSteps.concat(List.of(Step.of(Opcode.OPEN_FILE, Slots.FOLDER, root.toString(), PATH_ONLY)), work));
    }

    /**
     * Has steps taken by a process of their own, one after the other.
     *
     * @param what the sentence for when one fails
     * @param work the steps
     */
    public void work(String what, List<Step> work) {
        try (Job job = newJob()) {
            job.perform(what, ForkSteps.withoutStreams(work, REMOVAL));
        }
    }

    /**
     * Makes a unix socket that one descriptor is awaited on.
     *
     * @param path where, at most 107 bytes long
     * @return the socket
     */
    public DescriptorSocket listen(Path path) {
        Job job = newJob();
        try {
            return new DescriptorSocket(this, job, path);
        } catch (RuntimeException e) {
            job.close();
            throw e;
        }
    }

    /**
     * Sends the pidfd of a process over a unix socket, as runtimes do to {@code --pidfd-socket}.
     *
     * @param what the sentence for when that fails
     * @param pid the process
     * @param socket the path of a listening stream socket
     * @param name the bytes that go with it
     */
    public void sendProcess(String what, long pid, Path socket, String name) {
        send(what, Step.of(Opcode.PIDFD, SENT, pid).on(Long.toString(pid)), socket, name);
    }

    /**
     * Opens a file and sends it over a unix socket.
     *
     * @param file what to open, for reading and writing
     * @param socket the path of a listening stream socket
     * @param name the bytes that go with it
     */
    public void sendFile(Path file, Path socket, String name) {
        send(
                "Could not send a descriptor over " + socket + ".",
                Step.of(Opcode.OPEN, SENT, file.toString(), READ_AND_WRITE, 0),
                socket,
                name);
    }

    private void send(String what, Step open, Path socket, String name) {
        try (Job job = newJob()) {
            byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
            job.perform(what, List.of(open, Step.of(Opcode.SEND, socket.toString(), SENT, bytes)));
        }
    }

    /**
     * Signals a process that may be anybody's.
     *
     * @param what the sentence for when it cannot be signalled
     * @param pid the process
     * @param startTime when it was started, as {@code /proc/<pid>/stat} has it: a later process of the same number is left
     *     alone
     * @param signal what to send
     * @throws org.ociunit.error.StepFailedException with {@code ESRCH} if there is no such process
     */
    public void signal(String what, long pid, long startTime, Signal signal) {
        try (Job job = newJob()) {
            job.perform(
                    what,
                    List.of(Step.of(Opcode.SIGNAL, pid, startTime, signal.number())
                            .on("process " + pid)));
        }
    }

    /**
     * Sets the device rules of a control group of version 2.
     *
     * @param what the sentence for when they cannot be set
     * @param group the group's folder
     * @param program an eBPF program
     * @param place where the rules stand, such as {@code linux.resources.devices}
     */
    public void allowDevices(String what, Path group, byte[] program, String place) {
        try (Job job = newJob()) {
            job.perform(
                    what,
                    List.of(Step.of(Opcode.DEVICES, group.toString(), program).from(place)));
        }
    }

    /**
     * Leaves word for when this JVM ends, however it ends: what is to go then, unless its tree has been removed by then.
     * Whoever relies on it asks the word whether it is kept.
     *
     * @param removal what goes; its tree is there
     * @return the word, which is taken back when it is closed
     */
    public Held holdRemoval(Removal removal) {
        String tree = removal.tree().toString();
        return leave(
                List.of(Step.of(Opcode.OPEN, Slots.FOLDER, tree, PATH_ONLY, 0)),
                ForkSteps.concat(
                        List.of(Step.of(Opcode.STILL_THERE, Slots.FOLDER, tree)),
                        ForkSteps.withoutStreams(removal.steps(), REMOVAL)));
    }

    /**
     * Removes what is left of a container.
     *
     * @param what the sentence for when that fails
     * @param removal what goes
     */
    public void remove(String what, Removal removal) {
        try (Job job = newJob()) {
            job.perform(what, ForkSteps.withoutStreams(removal.steps(), REMOVAL));
        }
    }

    /**
     * The launcher's own process.
     *
     * @return its pid
     */
    public long pid() {
        return channel.pid();
    }

    /**
     * Whether this JVM was started by its launcher, for somebody who has called that.
     *
     * @return true in a command
     */
    public boolean hasCaller() {
        return channel.hasCaller();
    }

    /**
     * Has the signals of whoever has called the launcher sent to a process instead, for as long as that lives.
     *
     * @param pid the process
     */
    public void foreground(long pid) {
        foreground(pid, false);
    }

    /** A process in the caller's group has what a terminal sends to all of that by itself; signals wait for who is to come. */
    private void foreground(long pid, boolean grouped) {
        try (Job job = newJob()) {
            job.perform("Could not forward signals.", List.of(Step.of(Opcode.FOREGROUND, pid, grouped ? 1 : 0)));
        } catch (StepFailedException e) {
            if (!GONE.contains(e.errno())) {
                throw e;
            }
        }
    }

    /**
     * The terminal of whoever has called the launcher.
     *
     * @return the terminal
     * @throws org.ociunit.error.StepFailedException with {@code ENOTTY} if there is none
     */
    public CallersTerminal callersTerminal() {
        return CallersTerminal.of(newJob());
    }

    /** Ends everything that was started, and waits until that is done. */
    @Override
    public void close() {
        end();
        if (!Thread.currentThread().equals(atExit)) {
            try {
                Runtime.getRuntime().removeShutdownHook(atExit);
            } catch (IllegalStateException onTheWayOut) {
                // The hook finds nothing left to do.
            }
        }
    }

    /**
     * The end of file is what ends the launcher; it needs some time for what it holds, and says that it is over with an
     * end of file of its own. It may live on after that: for containers that are to outlive this JVM.
     */
    private void end() {
        closing = true;
        lost = true;
        held.clear(); // which it carries out now
        try {
            synchronized (requests) {
                requests.write(FrameWriter.frame(0, FrameWriter.DO, List.of(Step.of(Opcode.END))));
                requests.close();
            }
            if (!over.await(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                channel.kill();
            }
        } catch (IOException e) {
            channel.kill();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    String pathOf(long descriptor) {
        return "/proc/" + channel.pid() + "/fd/" + descriptor;
    }

    String infoOf(long descriptor) {
        return "/proc/" + channel.pid() + "/fdinfo/" + descriptor;
    }

    boolean isLost() {
        return lost;
    }

    /** How many tags are in use: processes, words and questions. */
    int openJobs() {
        return jobs.size();
    }

    Job newJob() {
        Job job = new Job(this, lastTag.incrementAndGet());
        jobs.put(job.tag(), job);
        return job;
    }

    void drop(Job job) {
        if (jobs.remove(job.tag()) == null || lost) {
            return;
        }
        try {
            send(FrameWriter.frame(job.tag(), FrameWriter.DROP, List.of()));
        } catch (LauncherGoneException gone) {
            // And what it had of this tag has gone with it.
        }
    }

    void send(byte[] frame) {
        try {
            synchronized (requests) {
                requests.write(frame);
                requests.flush();
            }
        } catch (IOException e) {
            lost = true;
            throw new LauncherGoneException(e);
        }
        requireThere();
    }

    /** Who is about to wait for an answer may have come after those who wait have been told that there will be none. */
    private void requireThere() {
        if (lost) {
            throw new LauncherGoneException(null);
        }
    }

    private void dispatch(DataInputStream replies) {
        try {
            while (true) {
                Reply reply = Reply.read(replies);
                Job job = jobs.get(reply.tag());
                if (job != null) {
                    job.accept(reply);
                }
            }
        } catch (IOException e) {
            lost = true;
            jobs.values().forEach(job -> job.lost(new LauncherGoneException(e)));
            over.countDown();
            if (!closing) {
                replace(this);
            }
        }
    }

    /** Nobody else may ever ask for a launcher again, and yet what was held must be kept. */
    private static synchronized void replace(Launcher dead) {
        if (shared == dead) {
            shared();
        }
    }
}
