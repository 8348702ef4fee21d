package org.ociunit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ociunit.Mounts.bind;
import static org.ociunit.Mounts.readOnly;
import static org.ociunit.Mounts.tmpfs;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ociunit.image.Image;
import org.ociunit.spec.SpecRules;

/** What adjectives write breaks no rule of the runtime-spec. */
class BundleRulesTest {
    static Stream<Bundle> bundles() {
        Bundle plain = Bundle.from(Image.host()).args("sh");
        return Stream.of(
                plain,
                plain.rootless(),
                plain.hostname("web").env("MODE", "test").env("MODE", "other").cwd("/srv"),
                plain.network(Network.host()).dropAllCapabilities().noNewPrivileges(),
                plain.rootless()
                        .network(Network.host())
                        .memory(Bytes.mebibytes(64))
                        .pids(0),
                plain.readOnlyRoot()
                        .mount(tmpfs("/cache"))
                        .mount(tmpfs("/small", Bytes.mebibytes(1)))
                        .mount(bind(Path.of("/srv"), "/srv"))
                        .mount(readOnly(Path.of("/etc/hosts"), "/etc/hosts")));
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void what_adjectives_write_breaks_no_rule(Bundle bundle) {
        assertThat(SpecRules.check(bundle.spec())).isEmpty();
    }
}
