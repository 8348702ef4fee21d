package org.ociunit.runtime.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.ociunit.json.Json;
import org.ociunit.runtime.Version;
import org.ociunit.runtime.host.Host;
import org.ociunit.spec.Features;
import org.ociunit.spec.LinuxFeatures;
import org.ociunit.spec.LinuxFeatures.SeccompFeatures;
import org.ociunit.spec.Seccomp;

/** The verb features: what this runtime can do, as a document of its own has it. */
final class OwnFeatures {
    private static final String DOCUMENT = "features.json";

    private OwnFeatures() {}

    /** One flag is younger than the oldest kernel that is good enough. */
    private static final Version FIRST_TO_WAIT_KILLABLE = Version.in("5.19");

    static Features get() {
        return of(document(), Version.in(Host.current().kernel()));
    }

    /** What of the document a kernel can do. */
    static Features of(Features document, Version kernel) {
        LinuxFeatures linux = Objects.requireNonNull(document.linux());
        SeccompFeatures seccomp = Objects.requireNonNull(linux.seccomp());
        boolean whole = kernel.compareTo(FIRST_TO_WAIT_KILLABLE) >= 0;
        List<String> flags = Objects.requireNonNull(seccomp.supportedFlags()).stream()
                .filter(flag -> whole || !flag.equals(Seccomp.FLAG_WAIT_KILLABLE_RECV))
                .toList();
        return document.withLinux(linux.withSeccomp(new SeccompFeatures(
                seccomp.enabled(),
                seccomp.actions(),
                seccomp.operators(),
                seccomp.archs(),
                seccomp.knownFlags(),
                flags)));
    }

    static Features document() {
        try (InputStream text = OwnFeatures.class.getResourceAsStream(DOCUMENT)) {
            if (text == null) {
                throw new IllegalStateException("No " + DOCUMENT + " beside this class");
            }
            return Json.read(new String(text.readAllBytes(), StandardCharsets.UTF_8), DOCUMENT, Features.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
