package org.ociunit.scenario;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.ociunit.json.Json;
import org.ociunit.lifecycle.Signal;
import org.ociunit.scenario.Step.Kind;

/**
 * The steps that there are: the name that a scenario's file has for each, what it takes, and what it does. A new one is a
 * line here, a method of {@link Verbs} or {@link Expectations}, and one of {@link Script}.
 */
enum Form {
    CONTAINER("container", nameOrNone(Play::turnTo)),
    CREATE("create", wordsOrNone(Play::create)),
    START("start", nothing(Play::start)),
    PAUSE("pause", nothing(Play::pause)),
    RESUME("resume", nothing(Play::resume)),
    KILL("kill", signal(Play::kill)),
    EXEC("exec", words(Play::exec)),
    STATE("state", nothing(Play::tellState)),
    PS("ps", nothing(Play::ps)),
    STATS("stats", nothing(Play::stats)),
    UPDATE("update", map(Play::update)),
    CHECKPOINT("checkpoint", nothing(Play::checkpoint)),
    CHECKPOINT_LEAVING_RUNNING("checkpointLeavingRunning", nothing(Play::checkpointLeavingRunning)),
    RESTORE("restore", nothing(Play::restore)),
    DELETE("delete", nothing(Play::delete)),
    DELETE_FORCED("deleteForced", nothing(Play::deleteForced)),

    WRITE("write", map(Play::writeFiles)),
    READ("read", text(Play::readFile)),
    SLEEP("sleep", text((play, time) -> Play.sleep(Times.parse(time)))),
    PARALLEL("parallel", of("a list of lists of steps", Form::areLists, (play, argument) -> {})),

    CUT_LINK("cutLink", wordsOrNone(Play::cutLink)),
    RESTORE_LINK("restoreLink", wordsOrNone(Play::restoreLink)),
    DELAY_LINK("delayLink", link("a time such as \"60ms\"", Form::isTime, Play::delayLink)),
    LOSE_ON_LINK("loseOnLink", link("a share from 0 to 1", Number.class::isInstance, Play::loseOnLink)),
    LIMIT_LINK("limitLink", link("a number of bytes in a second", Form::isWhole, Play::limitLink)),

    BUNDLE("bundle", wordsOrNone(Play::writeBundle)),
    CONFIG("config", map(Play::changeConfig)),
    CONFIG_TEXT("configText", text(Play::writeConfig)),
    CALL("call", words(Play::call)),
    SHELL("shell", text(Play::shell)),

    KILLED_CALL("killedCall", killedCall()),
    FULL_DISK_CALL("fullDiskCall", words(Play::callOnFullDisk)),
    SIGNAL_INIT("signalInit", signal(Play::signalInit)),

    EXPECT_STATUS("status", "", Kind.EXPECTATION, text(Play::expectStatus)),
    EXPECT_EXIT("exit", " exit", Kind.EXPECTATION, number(Play::expectExit)),
    EXPECT_REFUSED(
            "refused",
            " refused",
            Kind.REFUSAL,
            textOrTrue("true, or what the message has in it", Play::expectRefused)),
    EXPECT_STDOUT("stdout", " stdout", Kind.EXPECTATION, text(Play::expectStdout)),
    EXPECT_STDOUT_CONTAINS("stdoutContains", " stdout with", Kind.EXPECTATION, text(Play::expectStdoutContains)),
    EXPECT_STDERR_CONTAINS("stderrContains", " stderr with", Kind.EXPECTATION, text(Play::expectStderrContains)),
    EXPECT_MEMORY_LIMIT("memoryLimit", " memory limit", Kind.EXPECTATION, number(Play::expectMemoryLimit)),
    EXPECT_PIDS_LIMIT("pidsLimit", " limit of processes", Kind.EXPECTATION, number(Play::expectPidsLimit)),
    EXPECT_PROCESSES("processes", " processes", Kind.EXPECTATION, number(Play::expectProcesses)),
    EXPECT_TIMELINE("wentThrough", " timeline", Kind.EXPECTATION, words(Play::expectTimeline)),
    EXPECT_NOTHING_LEFT("nothingLeft", " nothing left", Kind.EXPECTATION, nothing(Play::expectNothingLeft));

    /** What a part of a container's id may be. */
    static final String NAME_IN_WORDS = "a name of letters, digits and _+.-, 40 at most";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_+.-]{1,40}");

    /**
     * What a step takes.
     *
     * @param words in words, for who has written something else
     * @param fits whether a value of JSON is such a thing
     * @param action what the step does with it
     */
    private record Argument(String words, Predicate<Object> fits, BiConsumer<Play, Object> action) {}

    private final String member;
    private final String text;
    private final Kind kind;
    private final Argument argument;

    Form(String member, Argument argument) {
        this(member, member, Kind.VERB, argument);
    }

    Form(String member, String text, Kind kind, Argument argument) {
        this.member = member;
        this.text = text;
        this.kind = kind;
        this.argument = argument;
    }

    /** The step of a name, among those of {@code expect} or among all others. */
    static Optional<Form> of(String member, boolean isExpectation) {
        return Arrays.stream(values())
                .filter(form -> form.member.equals(member) && form.isExpectation() == isExpectation)
                .findFirst();
    }

    /** The names of the steps, or of what can be expected. */
    static List<String> members(boolean expectations) {
        return Arrays.stream(values())
                .filter(form -> form.isExpectation() == expectations)
                .map(Form::member)
                .toList();
    }

    /** The name in a file. */
    String member() {
        return member;
    }

    /** The name in a table. */
    String text() {
        return text;
    }

    Kind kind() {
        return kind;
    }

    boolean isExpectation() {
        return kind != Kind.VERB;
    }

    boolean takes(Object value) {
        return argument.fits.test(value);
    }

    /** What it takes, in words. */
    String takes() {
        return argument.words;
    }

    BiConsumer<Play, Object> action() {
        return argument.action;
    }

    private static Argument of(String words, Predicate<Object> fits, BiConsumer<Play, Object> action) {
        return new Argument(words, fits, action);
    }

    private static Argument nothing(Consumer<Play> action) {
        return of("true", value -> value.equals(true), (play, value) -> action.accept(play));
    }

    private static Argument text(BiConsumer<Play, String> action) {
        return of("a string", String.class::isInstance, (play, value) -> action.accept(play, (String) value));
    }

    private static Argument signal(BiConsumer<Play, Signal> action) {
        return of(
                "the name of a signal",
                Form::isSignal,
                (play, value) -> action.accept(play, Signal.of((String) value)));
    }

    private static boolean isSignal(Object value) {
        try {
            return value instanceof String name && Signal.of(name).number() >= 0;
        } catch (IllegalArgumentException unknown) {
            return false;
        }
    }

    private static Argument number(BiConsumer<Play, Long> action) {
        return of("a whole number", Form::isWhole, (play, value) -> action.accept(play, ((Number) value).longValue()));
    }

    private static Argument words(BiConsumer<Play, String[]> action) {
        return of(
                "a list of strings",
                Form::areWords,
                (play, value) -> action.accept(
                        play, ((List<?>) value).stream().map(String.class::cast).toArray(String[]::new)));
    }

    private static Argument wordsOrNone(BiConsumer<Play, String[]> action) {
        Argument words = words(action);
        return of(
                words.words + ", or nothing",
                value -> value.equals(true) || areWords(value),
                (play, value) -> words.action.accept(play, value.equals(true) ? List.of() : value));
    }

    private static Argument link(String words, Predicate<Object> amount, BiConsumer<Play, LinkStep> action) {
        return of(
                "an object with by, " + words + ", and perhaps to, the names of peers",
                value -> LinkStep.is(value, amount),
                (play, value) -> action.accept(play, LinkStep.of(value)));
    }

    private static boolean isTime(Object value) {
        return value instanceof String text && Times.isTime(text);
    }

    private static boolean isWhole(Object value) {
        return value instanceof Integer || value instanceof Long;
    }

    private static boolean areLists(Object value) {
        return value instanceof List<?> list && list.stream().allMatch(List.class::isInstance);
    }

    static boolean areWords(Object value) {
        return value instanceof List<?> list && list.stream().allMatch(String.class::isInstance);
    }

    private static Argument nameOrNone(BiConsumer<Play, String> action) {
        return of(
                NAME_IN_WORDS + ", or nothing",
                value -> value.equals(true) || isName(value),
                (play, value) -> action.accept(play, value instanceof String name ? name : Ground.FIRST));
    }

    static boolean isName(Object value) {
        return value instanceof String text && NAME.matcher(text).matches();
    }

    private static Argument textOrTrue(String words, BiConsumer<Play, String> action) {
        return of(
                words,
                value -> value.equals(true) || value instanceof String,
                (play, value) -> action.accept(play, value instanceof String text ? text : ""));
    }

    private static Argument map(BiConsumer<Play, Map<?, ?>> action) {
        return of("an object", Map.class::isInstance, (play, value) -> action.accept(play, (Map<?, ?>) value));
    }

    private static Argument killedCall() {
        return of(
                "an object with after, a time such as \"60ms\", and call, a list of strings",
                value -> KilledCall.of(value).isPresent(),
                (play, value) -> KilledCall.of(value)
                        .ifPresent(killed ->
                                play.callKilled(Times.parse(killed.after), killed.call.toArray(String[]::new))));
    }

    /** A command with the time after which it is killed. */
    private record KilledCall(String after, List<String> call) {
        static Optional<KilledCall> of(Object value) {
            boolean fits = value instanceof Map<?, ?> map
                    && map.keySet().equals(Set.of("after", "call"))
                    && map.get("after") instanceof String after
                    && Times.isTime(after)
                    && map.get("call") instanceof List<?> words
                    && areWords(words);
            return fits ? Optional.of(Json.read(Json.toText(value), "a step", KilledCall.class)) : Optional.empty();
        }
    }
}
