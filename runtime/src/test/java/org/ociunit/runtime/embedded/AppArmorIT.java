package org.ociunit.runtime.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ociunit.error.StepFailedException;
import org.ociunit.runtime.CreateOptions;
import org.ociunit.runtime.testkit.NeedsAppArmor;
import org.ociunit.spec.Spec;

/** Programs under profiles of AppArmor: those that they are given, and none before they are executed. */
@NeedsAppArmor
class AppArmorIT extends InsideFixture {
    private static final String LABEL = "cat /proc/self/attr/apparmor/current";

    private final String profile = "ociunit-" + name;
    private final String other = profile + "-other";

    @BeforeEach
    void load_profiles() throws Exception {
        String rules =
                " flags=(attach_disconnected) { file, capability, network, signal, ptrace, mount, deny /home/secret r, }\n";
        parse("-r", "profile " + profile + rules + "profile " + other + rules);
    }

    @AfterEach
    void remove_profiles() throws Exception {
        parse("-R", "profile " + profile + " {}\nprofile " + other + " {}\n");
    }

    @Test
    void a_program_runs_under_its_profile() {
        assertThat(inside(confined(), LABEL)).isEqualTo(profile + " (enforce)\n");
    }

    @Test
    void what_the_profile_denies_is_denied() {
        assertThat(inside(confined(), "echo x > /home/secret; cat /home/secret 2>&1 || true"))
                .isEqualTo("cat: /home/secret: Permission denied\n");
    }

    @Test
    void a_further_process_has_the_profile_of_the_first_one_or_its_own() {
        sleeper(id, confined());

        assertThat(exec(id, process -> process, LABEL)).isEqualTo(profile + " (enforce)\n");
        assertThat(exec(id, process -> process.withApparmorProfile(other), LABEL))
                .isEqualTo(other + " (enforce)\n");
    }

    @Test
    void a_profile_that_is_not_loaded_fails_the_start() {
        Path bundle = bundle("bundle", process(process -> process.withApparmorProfile("none-such")), "true");

        assertThatThrownBy(() -> run(bundle, CreateOptions.defaults()))
                .isInstanceOf(StepFailedException.class)
                .hasMessageContaining("(process.apparmorProfile): ENOENT");
    }

    private UnaryOperator<Spec> confined() {
        return process(process -> process.withApparmorProfile(profile));
    }

    private void parse(String verb, String profiles) throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("profiles"), profiles);
        Process parser = new ProcessBuilder(
                        "/usr/sbin/apparmor_parser", "--skip-cache", "--quiet", verb, file.toString())
                .inheritIO()
                .start();
        assertThat(parser.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(parser.exitValue()).isZero();
    }
}
