package org.ociunit.runtime.seccomp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ociunit.spec.Seccomp;

/** Programs, compared with a plain reading of the profiles they are made from. */
class RandomFilterTest {
    private static final int PROFILES = 100;

    @ParameterizedTest
    @EnumSource(names = {"X86_64", "AARCH64"})
    void a_program_decides_as_its_profile_is_read(Architecture machine) {
        // Few calls, so that there are many rules on one.
        List<String> calls =
                List.of("read", "clone", "socket", "bind", "socketcall", "shmat", "ipc", "fcntl64", "mseal");
        for (int seed = 0; seed < PROFILES; seed++) {
            Seccomp profile = new RandomProfile(seed, calls).next();
            Filter filter = Filter.compile(profile, machine);

            List<String> differences = Comparison.differences(
                    (asked, number, arguments) -> filter.decide(asked.auditArch(), number, arguments),
                    new Model(profile, machine)::decide,
                    new RandomProfile(seed, calls));

            assertThat(differences).as("seed %d, %s", seed, profile).isEmpty();
        }
    }
}
