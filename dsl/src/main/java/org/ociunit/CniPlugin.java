package org.ociunit;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ociunit.error.ContainerException;
import org.ociunit.error.DeadlineExceededException;
import org.ociunit.error.InvalidDocumentException;
import org.ociunit.json.Json;
import org.ociunit.runtime.Stdio;
import org.ociunit.runtime.catalog.Companion;

/**
 * A plugin of a CNI network: SPEC.md, section 2, "Execution protocol".
 *
 * @param type what its configuration calls it
 * @param program where it is
 * @param configuration what it is told, without what the plugins before it have done
 */
record CniPlugin(String type, Path program, Map<String, Object> configuration) {
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    CniPlugin {
        configuration = Map.copyOf(configuration);
    }

    /** What it reads: its configuration, with the result of the plugins before it, or of all when it is to undo its work. */
    String input(Optional<CniResult> before) {
        Map<String, Object> members = new LinkedHashMap<>();
        Stream.of("cniVersion", "name", "type").forEach(first -> members.put(first, configuration.get(first)));
        members.putAll(configuration);
        before.ifPresent(result -> members.put("prevResult", result.members()));
        return Json.toText(members);
    }

    /** Has it do its part of a connection. */
    CniResult add(String what, Map<String, String> environment, Optional<CniResult> before) {
        String output = call(what, "ADD", environment, before);
        try {
            if (Json.read(output, "the result of " + type, Object.class) instanceof Map<?, ?> members) {
                return CniResult.of(members);
            }
            throw failure(what, "ADD", "its result is no JSON object: " + output.strip());
        } catch (InvalidDocumentException e) {
            throw failure(what, "ADD", "its result is no JSON: " + output.strip());
        }
    }

    /** Has it undo that. */
    void delete(String what, Map<String, String> environment, Optional<CniResult> result) {
        call(what, "DEL", environment, result);
    }

    private String call(String what, String command, Map<String, String> environment, Optional<CniResult> before) {
        Stdio.Source input =
                new Stdio.Source.Copy(new ByteArrayInputStream(input(before).getBytes(StandardCharsets.UTF_8)));
        Map<String, String> all = new LinkedHashMap<>(environment);
        all.put("CNI_COMMAND", command);
        try (Companion called = Companion.start(program, List.of(), all, input, List.of())) {
            if (called.awaitEnd(DEADLINE).code() == 0) {
                return called.stdout();
            }
            throw failure(what, command, reason(called));
        } catch (DeadlineExceededException e) {
            throw failure(what, command, "it did not end within " + DEADLINE.toSeconds() + " s, and was killed");
        }
    }

    /** Section 5, "Result types", "Error"; not all who fail keep to it. */
    private static String reason(Companion called) {
        try {
            if (Json.read(called.stdout(), "an error", Object.class) instanceof Map<?, ?> error
                    && error.get("msg") != null) {
                return Stream.of("code " + error.get("code"), error.get("msg"), error.get("details"))
                        .filter(Objects::nonNull)
                        .map(String::valueOf)
                        .filter(part -> !part.isEmpty())
                        .collect(Collectors.joining(": "));
            }
        } catch (InvalidDocumentException e) {
            // Then what it has written is all that there is.
        }
        String said = (called.stdout() + called.stderr()).strip();
        return "it failed and said " + (said.isEmpty() ? "nothing" : said);
    }

    private ContainerException failure(String what, String command, String why) {
        return new ContainerException(
                what, command + " of the plugin " + type + ": " + why + ".", CniAttachment.fix(), null);
    }
}
