package org.ociunit.runtime.driver;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.ociunit.error.UnsupportedByHostException;
import org.ociunit.error.UnsupportedVerbException;
import org.ociunit.json.Json;
import org.ociunit.json.MergePatch;
import org.ociunit.json.Name;
import org.ociunit.runtime.Verb;
import org.ociunit.runtime.Version;
import org.ociunit.runtime.host.Host;
import org.ociunit.spec.Features;

/**
 * What a runtime's command line has of its own, as data: a JSON file with these members. Everything else is as runc has it.
 *
 * @param name the runtime's name
 * @param program the file name, or the absolute path, of its program; absent for the name
 * @param globalOptions options that stand before every command
 * @param needs what a machine must have for the runtime to be of use on it; absent for nothing
 * @param since the version that a command or an option came with, or {@code never}; a command is named as {@link Verb}
 *     has it, and what is not named has been there always
 * @param features what it can do, for versions that do not tell it themselves; absent where all do
 * @param hollow the verbs that may answer with success and have done nothing: the state is looked at before and after
 * @param wholeSeconds whether the interval of events is a number of seconds
 * @param listsTables whether {@code list} prints a table whatever it is asked for: each container is asked for its state then
 * @param streamsGivenAway whether the streams that it creates a container with get another owner: the machine's null device
 *     must not be among them
 * @param initName an expression for what a container's first process is called before it executes the program; absent
 *     where another process stands for it
 * @param notFound an expression for what it says of a container that is not there
 * @param exists an expression for what it says of a name that is taken
 * @param unknownCommand an expression for what it says of a command that it was built without; absent where that cannot be
 * @param crash an expression for what it says when it crashes; absent where only a signal tells
 * @param hostLimits what it says of what this machine does not allow
 */
public record Dialect(
        String name,
        @Nullable String program,
        @Nullable List<String> globalOptions,
        @Nullable Needs needs,
        @Nullable Map<String, String> since,
        @Nullable Features features,
        @Nullable List<String> hollow,
        @Nullable Boolean wholeSeconds,
        @Nullable Boolean listsTables,
        @Nullable @Name("givesStreamsAway") Boolean streamsGivenAway,
        @Nullable String initName,
        String notFound,
        String exists,
        @Nullable String unknownCommand,
        @Nullable String crash,
        @Nullable List<HostLimit> hostLimits) {
    private static final String NEVER = "never";

    /** The member of a dialect that is a known one, but for what else it says. */
    private static final String LIKE = "like";

    /**
     * What a machine must have.
     *
     * @param root whether only root can use the runtime
     * @param cgroups how control groups may be mounted: {@code v1}, {@code hybrid}, {@code v2}; absent for any way
     * @param fix what the user can do about it
     */
    public record Needs(@Nullable Boolean root, @Nullable List<String> cgroups, String fix) {
        public Needs {
            cgroups = cgroups == null ? null : List.copyOf(cgroups);
        }

        private Optional<String> missingOn(String runtime, Host host) {
            if (Boolean.TRUE.equals(root) && !host.isRoot()) {
                return Optional.of(runtime + " is for root alone, and this is user " + host.uid() + ".");
            }
            return cgroups == null || cgroups.contains(host.cgroups().toString())
                    ? Optional.empty()
                    : Optional.of(runtime + " works with control groups of " + String.join(" or ", cgroups)
                            + ", and this machine's are " + host.cgroups() + ".");
        }
    }

    /**
     * A message that means that this machine lacks something, and what to do about it.
     *
     * @param message an expression for the runtime's words
     * @param requirement what is lacking, as part of a sentence
     * @param fix what the user can do about it
     */
    public record HostLimit(String message, String requirement, String fix) {
        /** Checks the expression. */
        public HostLimit {
            Pattern.compile(message);
        }
    }

    /** Copies the collections and checks the expressions and the verbs. */
    public Dialect {
        globalOptions = globalOptions == null ? List.of() : List.copyOf(globalOptions);
        since = since == null ? Map.of() : Map.copyOf(since);
        hollow = hollow == null ? List.of() : List.copyOf(hollow);
        hostLimits = hostLimits == null ? List.of() : List.copyOf(hostLimits);
        hollow.forEach(verb -> Verb.valueOf(verb.toUpperCase(Locale.ROOT)));
        Pattern.compile(initName == null ? "" : initName);
        Pattern.compile(notFound);
        Pattern.compile(exists);
        Pattern.compile(unknownCommand == null ? "" : unknownCommand);
        Pattern.compile(crash == null ? "" : crash);
    }

    /**
     * One of those that OciUnit knows.
     *
     * @param name {@code runc}, {@code crun}, {@code youki} or {@code runsc}
     * @return the dialect
     */
    public static Dialect known(String name) {
        return Json.read(knownText(name), name, Dialect.class);
    }

    private static String knownText(String name) {
        try (InputStream text = Dialect.class.getResourceAsStream("/META-INF/ociunit/dialects/" + name + ".json")) {
            if (text == null) {
                throw new IllegalArgumentException("There is no dialect " + name + ".");
            }
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A user's own. One that has a member {@code like} is the known dialect of that name, changed as by a merge patch (RFC
     * 7396).
     *
     * @param file a JSON file
     * @return the dialect
     * @throws org.ociunit.error.InvalidDocumentException if it is none
     */
    public static Dialect read(Path file) {
        if (Json.read(file, Object.class) instanceof Map<?, ?> patch && patch.get(LIKE) instanceof String name) {
            Map<?, ?> known = (Map<?, ?>) Json.read(knownText(name), name, Object.class);
            return Json.read(Json.toText(MergePatch.apply(known, patch)), file.toString(), Dialect.class);
        }
        return Json.read(file, Dialect.class);
    }

    /**
     * The file name of the runtime's program.
     *
     * @return the program, by default the runtime's name
     */
    public String programName() {
        return program == null ? name : program;
    }

    /**
     * Why the runtime is of no use on a machine.
     *
     * @param host the machine
     * @return the reason, or nothing if it is of use
     */
    public Optional<String> unfitFor(Host host) {
        return needs == null ? Optional.empty() : needs.missingOn(name, host);
    }

    /** Refuses a machine that the runtime is of no use on, before anything is made. */
    void requireFit(String what) {
        unfitFor(Host.current()).ifPresent(reason -> {
            throw new UnsupportedByHostException(what, reason, needs == null ? null : needs.fix());
        });
    }

    /** Whether a version has a command or an option. */
    boolean has(String feature, Version version) {
        String first = since == null ? null : since.get(feature);
        return first == null || (!first.equals(NEVER) && Version.in(first).compareTo(version) <= 0);
    }

    /** Refuses what a version does not have. */
    void require(String feature, Version version, String what) {
        if (!has(feature, version)) {
            String first = since == null ? NEVER : since.getOrDefault(feature, NEVER);
            throw new UnsupportedVerbException(what, name + " " + version, feature, first.equals(NEVER) ? "" : first);
        }
    }

    /** The same, for a runtime whose answers are believed. */
    Dialect believed() {
        return new Dialect(
                name,
                program,
                globalOptions,
                needs,
                since,
                features,
                List.of(),
                wholeSeconds,
                listsTables,
                streamsGivenAway,
                initName,
                notFound,
                exists,
                unknownCommand,
                crash,
                hostLimits);
    }

    boolean isHollow(Verb verb) {
        return hollow != null && hollow.contains(verb.toString());
    }

    boolean givesStreamsAway() {
        return Boolean.TRUE.equals(streamsGivenAway);
    }

    boolean hasTablesForLists() {
        return Boolean.TRUE.equals(listsTables);
    }

    boolean takesWholeSeconds() {
        return Boolean.TRUE.equals(wholeSeconds);
    }

    List<String> options() {
        return globalOptions == null ? List.of() : globalOptions;
    }

    List<HostLimit> limits() {
        return hostLimits == null ? List.of() : hostLimits;
    }

    boolean saysNotFound(String words) {
        return Pattern.compile(notFound).matcher(words).find();
    }

    boolean saysExists(String words) {
        return Pattern.compile(exists).matcher(words).find();
    }

    boolean saysUnknownCommand(String words) {
        return unknownCommand != null
                && Pattern.compile(unknownCommand).matcher(words).find();
    }

    boolean saysCrash(String words) {
        return crash != null && Pattern.compile(crash).matcher(words).find();
    }
}
