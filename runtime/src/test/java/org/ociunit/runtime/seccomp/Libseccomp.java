package org.ociunit.runtime.seccomp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ociunit.spec.Seccomp;
import org.ociunit.spec.Syscall;
import org.ociunit.spec.SyscallArgument;

/** libseccomp, used as runc uses it, by a C program that says in its first lines how it is spoken to. */
final class Libseccomp {
    private final Path folder;

    private Libseccomp(Path folder) {
        this.folder = folder;
    }

    static Libseccomp compiledIn(Path folder) throws Exception {
        Libseccomp library = new Libseccomp(folder);
        String source = "src/test/c/libseccomp_filter.c";
        String program = library.program();
        int status = library.run(
                "", List.of("cc", "-std=gnu11", "-Wall", "-Wextra", "-Werror", "-o", program, source, "-lseccomp"));
        assertThat(status).as(library.error()).isZero();
        return library;
    }

    /** The numbers of those calls that it knows; negative for those that are made through another one. */
    Map<String, Integer> numbers(Architecture architecture, Set<String> names) throws Exception {
        int status = run(String.join("\n", names) + "\n", List.of(program(), "numbers", name(architecture)));
        assertThat(status).as(error()).isZero();
        return Files.readAllLines(folder.resolve("output")).stream()
                .map(line -> line.split(" "))
                .collect(Collectors.toMap(
                        words -> words[0], words -> Integer.valueOf(words[1]), (one, same) -> one, TreeMap::new));
    }

    byte[] compile(Seccomp profile, Architecture nativeArchitecture) throws Exception {
        int status = run(text(profile, nativeArchitecture), List.of(program()));
        assertThat(status).as(error()).isZero();
        return Files.readAllBytes(folder.resolve("output"));
    }

    private static String text(Seccomp profile, Architecture nativeArchitecture) {
        int otherwise = Action.verdict(profile.defaultAction(), profile.defaultErrnoRet(), "");
        String architectures = nativeArchitecture.with(profile.architectures()).stream()
                .map(Libseccomp::name)
                .collect(Collectors.joining(" "));
        return "default " + Integer.toUnsignedString(otherwise) + "\narchitecture " + architectures + "\n"
                + profile.syscalls().stream()
                        .flatMap(rule -> rules(rule, otherwise))
                        .collect(Collectors.joining());
    }

    private static Stream<String> rules(Syscall rule, int otherwise) {
        int verdict = Action.verdict(rule.action(), rule.errnoRet(), "");
        if (verdict == otherwise) {
            return Stream.empty();
        }
        List<SyscallArgument> arguments = rule.args() == null ? List.of() : rule.args();
        boolean together =
                arguments.stream().mapToLong(SyscallArgument::index).distinct().count() == arguments.size();
        List<String> conditions = arguments.stream().map(Libseccomp::condition).toList();
        List<String> alternatives = together ? List.of(String.join("", conditions)) : conditions;
        return rule.names().stream()
                .flatMap(name -> alternatives.stream()
                        .map(each -> "rule " + Integer.toUnsignedString(verdict) + " " + name + each + "\n"));
    }

    private static String condition(SyscallArgument argument) {
        return " " + argument.index() + " " + argument.op().substring("SCMP_CMP_".length()) + " "
                + Long.toUnsignedString(argument.value()) + " "
                + Long.toUnsignedString(argument.valueTwo() == null ? 0 : argument.valueTwo());
    }

    private static String name(Architecture architecture) {
        return architecture.name().toLowerCase(Locale.ROOT);
    }

    private String program() {
        return folder.resolve("libseccomp_filter").toString();
    }

    private String error() throws IOException {
        return Files.readString(folder.resolve("error"));
    }

    private int run(String input, List<String> command) throws Exception {
        Files.writeString(folder.resolve("input"), input);
        Process process = new ProcessBuilder(command)
                .redirectInput(folder.resolve("input").toFile())
                .redirectOutput(folder.resolve("output").toFile())
                .redirectError(folder.resolve("error").toFile())
                .start();
        boolean ended = process.waitFor(60, TimeUnit.SECONDS);
        process.destroyForcibly();
        assertThat(ended).as(command + " has ended").isTrue();
        return process.exitValue();
    }
}
