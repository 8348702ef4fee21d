package org.ociunit.runtime.plan;

/** The launcher's operations, as {@code ops.def} has them; a test compares the two. */
public enum Opcode {
    PIPE(1, "ss", "make a pipe"),
    OPEN(2, "stnn", "open"),
    TERMINAL(3, "ssnn", "make a terminal"),
    RESIZE(4, "snn", "resize the terminal"),
    RELAY(5, "ss", "relay"),
    LISTEN(6, "st", "listen"),
    RECEIVE(7, "ss", "receive a descriptor"),
    SEND(8, "tsb", "send a descriptor"),
    CLOSE(9, "S", "close"),
    FORK(10, "nnn", "fork"),
    WATCH(11, "nn", "watch process"),
    KILL(12, "nn", "send a signal"),
    KILL_GROUP(13, "nn", "send a signal to the process group"),
    PIDFD(14, "sn", "open process"),
    CHOWN(15, "Snn", "change the owner"),
    LISTEN_START(16, "ss", "listen for the start"),
    START(17, "s", "start the container"),
    RELEASE(18, "", "release the barrier"),
    MONITOR(19, "s", "keep the end in folder"),
    DEVICES(20, "tb", "set the device rules of"),
    SIGNAL(21, "nnn", "signal"),
    ABANDON(22, "", "abandon"),
    STILL_THERE(23, "st", "look for"),
    KEEP(24, "n", "let live on"),
    OWN(25, "sn", "hand on the caller's descriptor"),
    FOREGROUND(26, "nn", "forward the signals to"),
    CALLER_TERMINAL(27, "", "look at the caller's terminal"),
    RAW(28, "", "make the caller's terminal raw"),
    COOKED(29, "", "give the caller's terminal back"),
    FORWARD(30, "tbnb", "send the listener to"),
    END(31, "", "end"),
    DESCRIPTORS(32, "nS", "set up the descriptors"),
    DEATH_SIGNAL(33, "n", "ask for a death signal"),
    GROUP(34, "", "make a process group"),
    SESSION(35, "", "make a session"),
    CONTROLLING(36, "n", "take the terminal"),
    CHDIR(37, "t", "change to folder"),
    CALL(38, "tTTn", "call"),
    REMOVE(39, "t", "remove"),
    EXEC(40, "TTT", "execute"),
    LEAVE(41, "", "leave"),
    CLONE(42, "nn", "clone a process"),
    REPORT(43, "", "report that it is made"),
    BARRIER(44, "", "wait at the barrier"),
    AWAIT_START(45, "s", "wait for the start"),
    PAIR(46, "ss", "make a socket pair"),
    PASS(47, "sS", "pass the word on"),
    TAKE(48, "sS", "wait for the word"),
    HAND_OVER(49, "s", "hand a descriptor over"),
    PROCESS(50, "snn", "open process"),
    JOIN(51, "sn", "join namespace"),
    UNSHARE(52, "n", "unshare namespaces"),
    OPEN_FILE(53, "stn", "open"),
    WRITE(54, "tt", "write"),
    PROCESS_FILE(55, "tt", "write"),
    KERNEL_FILE(56, "tt", "write"),
    ENROL(57, "TT", "join control group"),
    RUN(58, "tTTn", "run"),
    REMOVE_GROUP(59, "tn", "remove control group"),
    HIDE(60, "T", "hide"),
    LEND(62, "", "leave the end to the caller"),
    NOTIFY(63, "ttsn", "await readiness on"),
    PROPAGATION(64, "tn", "set the propagation of"),
    TREE(65, "stn", "copy the tree"),
    COPY_TREE(66, "ssn", "copy the mount"),
    FILE_SYSTEM(67, "sttTn", "make file system"),
    ATTRIBUTES(68, "snnnn", "set the attributes of"),
    ID_MAP(69, "ssn", "map the ids of"),
    ID_MAPPER(70, "stt", "make an id mapping"),
    TARGET(71, "sstnns", "open the mount point"),
    ATTACH(72, "ss", "mount"),
    COPY_UP(73, "ss", "copy up"),
    NODE(74, "stnnnn", "make device"),
    LINK(75, "stt", "make link"),
    MASK(76, "ssT", "mask"),
    READ_ONLY(77, "sT", "write-protect"),
    PIVOT(78, "s", "change the root"),
    MOVE_ROOT(79, "s", "move the root"),
    PTY(80, "sssnnn", "make a terminal"),
    STREAMS(81, "s", "take the terminal"),
    OWN_STREAMS(82, "nn", "own the streams"),
    EXTENDED(83, "sttb", "set an extended attribute of"),
    MODIFIED(84, "stnn", "set the time of"),
    SAME_MODE(85, "st", "take over the mode of"),
    SETTLE(86, "", "settle down to wait"),
    BOUND(87, "snnn", "set the attributes of"),
    LOCKED(88, "snn", "keep the attributes of"),
    HOSTNAME(90, "t", "set the host name"),
    DOMAINNAME(91, "t", "set the domain name"),
    LOOPBACK(92, "", "bring lo up"),
    DUMPABLE(93, "n", "set dumpable"),
    KEYRING(94, "t", "join a session keyring"),
    GROUPS(95, "b", "set the groups"),
    USER(96, "nn", "become user"),
    CAPABILITIES(97, "nnnnn", "set the capabilities"),
    KEEP_CAPABILITIES(98, "", "keep the capabilities"),
    LIMIT(99, "nnn", "set the limit"),
    UMASK(100, "n", "set the umask"),
    NO_NEW_PRIVILEGES(101, "", "forgo new privileges"),
    SECCOMP(102, "bn", "load the filter"),
    PROGRAM(103, "Tnnbn", "look for the program"),
    HOME(104, "n", "look for the home of the user"),
    SCHEDULER(105, "b", "set the scheduler"),
    IO_PRIORITY(106, "n", "set the input and output priority"),
    PERSONALITY(107, "n", "set the personality"),
    MEMORY_POLICY(108, "nb", "set the memory policy"),
    AFFINITY(109, "b", "set the processors"),
    EVERY_PROCESSOR(110, "", "take every processor"),
    RAISE(120, "nn", "raise the limit"),
    OWN_FILE(121, "tt", "write"),
    JOIN_EARLY(122, "sn", "join namespace, if it may yet,"),
    SHELTER(123, "t", "keep others from seeing the mounts at"),
    CHROOT(124, "s", "change the root of the process"),
    OPEN_PROCESS_FILE(125, "stn", "open, as the process sees it,"),
    NET_DEVICE(126, "stt", "move network device"),
    SECCOMP_LISTENER(127, "bn", "load the filter with a listener"),
    ALIKE(128, "sts", "make folder"),
    OVERLAY(129, "sSsT", "make an overlay"),
    COPY(130, "stt", "copy to"),
    SYNC(131, "s", "write to the disk"),
    TELL_EXTENDED(132, "ssT", "tell the extended attributes of"),
    LEAVE_ORPHANS(133, "", "leave orphans to the caller"),
    CALLERS_DESCRIPTORS(134, "S", "set up the caller's descriptors"),
    CALLERS_PROGRAM(135, "n", "execute the caller's program"),
    LISTEN_PORT(136, "S", "listen on a free port"),
    FORWARD_PORT(137, "SSsn", "forward the port"),
    ROUTE(138, "bsn", "have the kernel");

    private final int code;
    private final String arguments;
    private final String words;

    Opcode(int code, String arguments, String words) {
        this.code = code;
        this.arguments = arguments;
        this.words = words;
    }

    /**
     * Its number on the wire.
     *
     * @return the code of {@code ops.def}
     */
    public int code() {
        return code;
    }

    /**
     * The types of its arguments.
     *
     * @return one letter each: n number, s slot, S slots, t text, T texts, b bytes
     */
    public String arguments() {
        return arguments;
    }

    /**
     * What it does.
     *
     * @return a few words, such as {@code make a pipe}
     */
    public String words() {
        return words;
    }
}
