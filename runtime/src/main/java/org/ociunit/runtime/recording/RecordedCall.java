package org.ociunit.runtime.recording;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.ociunit.json.Json;
import org.ociunit.lifecycle.Status;
import org.ociunit.spec.ContainerProcess;
import org.ociunit.spec.LinuxResources;
import org.ociunit.spec.Spec;

/**
 * One call of a runtime: what it was called with, what it has read, and what it has answered. The components are the
 * members of the JSON object, in this order; one that is null is left out.
 *
 * @param started when the runtime was called, such as {@code 2026-11-30T07:01:02.123456Z}
 * @param seconds from the call to the runtime's end
 * @param command what was called
 * @param input what else the runtime has found
 * @param answer what came of it
 */
public record RecordedCall(String started, double seconds, Command command, Input input, Answer answer) {
    /**
     * Checks the time.
     *
     * @throws IllegalArgumentException if it is none
     */
    public RecordedCall {
        parse(started);
    }

    /**
     * When the runtime was called.
     *
     * @return the time
     */
    public Instant startedAt() {
        return parse(started);
    }

    /**
     * How long the runtime has taken.
     *
     * @return the time from the call to its end, in whole microseconds
     */
    public Duration duration() {
        return Duration.ofNanos(Math.round(seconds * 1e6) * 1000);
    }

    private static Instant parse(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("started is \"" + text + "\", and must be a time", e);
        }
    }

    /**
     * A command line. The first three are its words as they were, in their order; the rest is what they mean where
     * {@code jrunc} knows the verb and its options. A word that is no UTF-8 is not kept as it was.
     *
     * @param runtime the program as it was called
     * @param globalOptions the words before the verb
     * @param verb such as {@code create}, or null where there is none, as in {@code runc --version}
     * @param arguments the words behind the verb
     * @param options what the verb's options were given, by their long names without dashes; a switch has {@code true}
     * @param operands the words behind the verb that are no options: the container, as a rule, and what follows it
     * @param id the container, or null where the verb is about none
     */
    public record Command(
            String runtime,
            List<String> globalOptions,
            @Nullable String verb,
            List<String> arguments,
            Map<String, List<String>> options,
            List<String> operands,
            @Nullable String id) {
        /** Copies the collections. */
        public Command {
            globalOptions = List.copyOf(globalOptions);
            arguments = List.copyOf(arguments);
            options = ordered(options);
            operands = List.copyOf(operands);
        }

        /**
         * What an option of the verb was given the last time.
         *
         * @param name its long name without dashes, such as {@code pid-file}
         * @return its value, {@code true} for a switch
         */
        public Optional<String> option(String name) {
            List<String> given = options.getOrDefault(name, List.of());
            return given.isEmpty() ? Optional.empty() : Optional.of(given.get(given.size() - 1));
        }
    }

    /**
     * What a runtime finds when it is called. A document is a tree of maps, lists, texts, numbers and booleans, or, where
     * it is no JSON, the text that it is. One that comes from a pipe by a path of its own is not read.
     *
     * @param directory the working directory
     * @param environment the variables that are meant for a runtime: {@code XDG_RUNTIME_DIR}, {@code NOTIFY_SOCKET},
     *     {@code LISTEN_*} and {@code _LIBCONTAINER*}; never the others
     * @param bundle the bundle's folder for create, run and restore, else null
     * @param config the bundle's {@code config.json} before the call, or null where it was not there
     * @param document what {@code --process} of exec or {@code --resources} of update leads to, or null
     */
    public record Input(
            String directory,
            Map<String, String> environment,
            @Nullable String bundle,
            @Nullable Object config,
            @Nullable Object document) {
        /** Copies the environment. */
        public Input {
            environment = ordered(environment);
        }

        /**
         * The bundle's configuration.
         *
         * @return what {@code config} says, or nothing where it is null
         * @throws org.ociunit.error.InvalidDocumentException if it is no configuration
         */
        public Optional<Spec> spec() {
            return document(config, "the recorded config.json", Spec.class);
        }

        /**
         * The process of an exec with {@code --process}.
         *
         * @return what {@code document} says, or nothing where it is null
         * @throws org.ociunit.error.InvalidDocumentException if it is no process
         */
        public Optional<ContainerProcess> process() {
            return document(document, "the recorded process", ContainerProcess.class);
        }

        /**
         * The limits of an update with {@code --resources}.
         *
         * @return what {@code document} says, or nothing where it is null
         * @throws org.ociunit.error.InvalidDocumentException if these are no limits
         */
        public Optional<LinuxResources> resources() {
            return document(document, "the recorded resources", LinuxResources.class);
        }

        private static <T> Optional<T> document(@Nullable Object tree, String source, Class<T> type) {
            return Optional.ofNullable(tree).map(Json::toText).map(text -> Json.read(text, source, type));
        }
    }

    /**
     * What came of a call.
     *
     * @param exitCode what the caller got: 128 and the signal's number where a signal has ended the runtime
     * @param signal the name of the signal that has ended the runtime, such as {@code KILL}, or null
     * @param stdout what the runtime has printed, a mebibyte at the most, or null for verbs whose output may be a
     *     container's: create, start, run, exec, restore
     * @param stderr the same of its standard error
     * @param log the lines that the call has added to the file of {@code --log}
     * @param state what the runtime's own {@code state} printed after a call that may have changed it; null for other
     *     calls, and where there was no such container any more
     */
    public record Answer(
            int exitCode,
            @Nullable String signal,
            @Nullable String stdout,
            @Nullable String stderr,
            List<String> log,
            @Nullable Object state) {
        /** Copies the lines. */
        public Answer {
            log = List.copyOf(log);
        }

        /**
         * The container's status after the call.
         *
         * @return the status, or nothing where there is no state, or one of a name that the specification does not have
         */
        public Optional<Status> status() {
            return state instanceof Map<?, ?> members && members.get("status") instanceof String name
                    ? Status.of(name)
                    : Optional.empty();
        }
    }

    private static <T> Map<String, T> ordered(Map<String, T> members) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(members));
    }
}
