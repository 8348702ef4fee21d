package org.ociunit.jrunc;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.ociunit.error.InvalidDocumentException;
import org.ociunit.json.Json;
import org.ociunit.runtime.recording.RecordedCall;

/** Reads what a runtime is about to read. */
final class CallInput {
    /** Variables that are meant for a runtime. All others may be anything, and secret. */
    private static final Pattern FOR_RUNTIMES =
            Pattern.compile("XDG_RUNTIME_DIR|NOTIFY_SOCKET|LISTEN_(FDS|PID|FDNAMES)|_LIBCONTAINER.*");

    /** By verb, the option that names a document. */
    private static final Map<String, String> DOCUMENTS = Map.of("exec", "process", "update", "resources");

    private CallInput() {}

    /** The standard input, where the call reads a document from there; else it is left alone. */
    static Optional<byte[]> takeStdin(RecordedCall.Command command, Session session) {
        boolean isDocument = "update".equals(command.verb())
                && document(command).filter(CallInput::isStdin).isPresent();
        try {
            return isDocument ? Optional.of(session.in().readAllBytes()) : Optional.empty();
        } catch (IOException e) {
            throw new RefusalException("read /dev/stdin: " + Reasons.of(e));
        }
    }

    static RecordedCall.Input of(RecordedCall.Command command, Optional<byte[]> stdin, Session session) {
        Path bundle = bundle(command, session);
        return new RecordedCall.Input(
                session.directory().toString(),
                environment(session.environment()),
                bundle == null ? null : bundle.toString(),
                bundle == null ? null : content(config(command, bundle, session)),
                stdin.isPresent()
                        ? tree(new String(stdin.get(), StandardCharsets.UTF_8))
                        : document(command)
                                .map(session::path)
                                .map(CallInput::content)
                                .orElse(null));
    }

    private static @Nullable Path bundle(RecordedCall.Command command, Session session) {
        String verb = command.verb();
        boolean reads = verb != null && MakingFlags.MAKING.contains(verb);
        return reads
                ? session.directory()
                        .resolve(command.option("bundle").orElse(""))
                        .normalize()
                : null;
    }

    private static Path config(RecordedCall.Command command, Path bundle, Session session) {
        return command.option("config").map(session::path).orElse(bundle.resolve(MakingFlags.CONFIG));
    }

    private static Optional<String> document(RecordedCall.Command command) {
        return Optional.ofNullable(command.verb()).map(DOCUMENTS::get).flatMap(command::option);
    }

    private static boolean isStdin(String path) {
        return path.equals("-") || path.equals("/dev/stdin");
    }

    private static Map<String, String> environment(Map<String, String> all) {
        Map<String, String> kept = new TreeMap<>(all);
        kept.keySet().removeIf(name -> !FOR_RUNTIMES.matcher(name).matches());
        return kept;
    }

    /** Of a file alone: what is read from a pipe is gone for the runtime. */
    private static @Nullable Object content(Path file) {
        try {
            return Files.isRegularFile(file) ? tree(Files.readString(file, StandardCharsets.UTF_8)) : null;
        } catch (IOException e) {
            return null; // nor will the runtime read it
        }
    }

    private static Object tree(String text) {
        try {
            return Json.read(text, "the document", Object.class);
        } catch (InvalidDocumentException e) {
            return text;
        }
    }
}
