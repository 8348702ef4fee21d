package org.ociunit.runtime.seccomp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ociunit.runtime.testkit.NeedsLibseccomp;
import org.ociunit.spec.Capabilities;
import org.ociunit.spec.Seccomp;
import org.ociunit.spec.Syscall;

/** The tables and the verdicts of filters, compared with those of the library that other runtimes use. */
@NeedsLibseccomp
class LibseccompIT {
    private static final int PROFILES = 100;

    @TempDir
    static Path folder;

    private static Libseccomp library;

    @BeforeAll
    static void compile() throws Exception {
        library = Libseccomp.compiledIn(folder);
    }

    @ParameterizedTest
    @EnumSource
    void calls_have_the_numbers_that_libseccomp_gives_them(Architecture architecture) throws Exception {
        SyscallTable table = SyscallTable.of(architecture);
        Map<String, Integer> theirs = library.numbers(architecture, table.names());
        // It gives calls that are made through another one a negative number.
        theirs.values().removeIf(number -> number < 0);

        Map<String, Integer> ours = new HashMap<>();
        theirs.keySet().forEach(name -> ours.put(name, table.number(name).orElseThrow()));

        assertThat(ours).isEqualTo(theirs).hasSizeGreaterThan(290);
    }

    @ParameterizedTest
    @EnumSource(names = {"X86_64", "AARCH64"})
    void the_usual_filter_of_containers_decides_as_with_libseccomp(Architecture machine) throws Exception {
        Set<String> known = known(machine);
        for (Capabilities capabilities :
                List.of(Capabilities.empty(), Capabilities.of("CAP_SYS_ADMIN", "CAP_SYS_PTRACE"))) {
            Seccomp profile = restricted(Seccomp.containerDefault(capabilities), known);

            assertThat(differences(profile, machine, 1)).isEmpty();
        }
    }

    /**
     * Without overlap: of several rules that are met, libseccomp takes one that no order explains. And only with calls
     * that all architectures have: before one that is lacking, it may forget to load the number (2.5.4).
     */
    @ParameterizedTest
    @EnumSource(names = {"X86_64", "AARCH64"})
    void random_filters_decide_as_with_libseccomp(Architecture machine) throws Exception {
        List<String> known = known(machine).stream()
                .filter(name ->
                        kin(machine).stream().allMatch(each -> each.number(name).isPresent()))
                .toList();
        for (int seed = 0; seed < PROFILES; seed++) {
            Seccomp profile = new RandomProfile(seed, known).nextWithoutOverlap();

            assertThat(differences(profile, machine, seed))
                    .as("seed %d, %s", seed, profile)
                    .isEmpty();
        }
    }

    /** It knows nothing of calls that are newer than a profile: runc puts that in front of its program. */
    private static List<String> differences(Seccomp profile, Architecture machine, int seed) throws Exception {
        Filter ours = Filter.compile(profile, machine);
        Model model = new Model(profile, machine);
        byte[] theirs = library.compile(profile, machine);
        return Comparison.differences(
                (asked, number, arguments) -> ours.decide(asked.auditArch(), number, arguments),
                (asked, number, arguments) -> model.isUnknown(asked, number)
                        ? Action.unknownCall()
                        : Interpreter.run(theirs, asked.auditArch(), number, arguments),
                new RandomProfile(seed, List.of()));
    }

    /** The calls of a machine that both sides know alike: the library is older than the tables here. */
    private static Set<String> known(Architecture machine) throws Exception {
        List<String> all =
                Stream.of(Architecture.values()).map(Architecture::scmpName).toList();
        Set<String> known = new TreeSet<>();
        Set<String> unknown = new TreeSet<>();
        for (Architecture architecture : kin(machine)) {
            SyscallTable table = SyscallTable.of(architecture);
            Map<String, Integer> theirs = library.numbers(architecture, table.names());
            for (String name : table.names()) {
                boolean direct =
                        table.calls(name).size() == 1 && table.number(name).isPresent();
                Integer number = theirs.get(name);
                (number == null || direct && number < 0 ? unknown : known).add(name);
            }
        }
        known.removeAll(unknown);
        return known;
    }

    private static List<Architecture> kin(Architecture machine) {
        return machine.with(
                Stream.of(Architecture.values()).map(Architecture::scmpName).toList());
    }

    private static Seccomp restricted(Seccomp profile, Set<String> known) {
        List<Syscall> rules = new ArrayList<>();
        for (Syscall rule : profile.syscalls()) {
            List<String> names = rule.names().stream().filter(known::contains).toList();
            rules.add(rule.withNames(names));
        }
        return profile.withSyscalls(rules);
    }
}
