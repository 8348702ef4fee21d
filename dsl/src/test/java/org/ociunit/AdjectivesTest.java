package org.ociunit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ociunit.dsl.testkit.FakeRuntime;
import org.ociunit.error.ContainerException;
import org.ociunit.image.Image;
import org.ociunit.runtime.host.Host;
import org.ociunit.spec.Capabilities;
import org.ociunit.spec.ConsoleSize;
import org.ociunit.spec.ContainerProcess;
import org.ociunit.spec.Device;
import org.ociunit.spec.DeviceRule;
import org.ociunit.spec.Hook;
import org.ociunit.spec.IdMapping;
import org.ociunit.spec.Linux;
import org.ociunit.spec.LinuxResources;
import org.ociunit.spec.Memory;
import org.ociunit.spec.Mount;
import org.ociunit.spec.Namespace;
import org.ociunit.spec.Pids;
import org.ociunit.spec.Rlimit;
import org.ociunit.spec.Seccomp;
import org.ociunit.spec.Spec;
import org.ociunit.spec.User;

/** What each adjective changes in the configuration. */
class AdjectivesTest {
    @TempDir
    Path image;

    private final FakeRuntime runtime = new FakeRuntime();
    private final Bundle bundle = Bundle.from(Image.host());

    private static ContainerProcess process(Bundle bundle) {
        return bundle.spec().process();
    }

    private static Linux linux(Bundle bundle) {
        return bundle.spec().linux();
    }

    private static LinuxResources resources(Bundle bundle) {
        return linux(bundle).resources();
    }

    /** The configuration of a container, which knows more than that of its bundle. */
    private Spec created(UnaryOperator<Bundle> adjectives) {
        try (Container container = adjectives
                .apply(Bundle.from(Image.ofDirectory(image)).on(runtime))
                .create()) {
            return runtime.spec(container.id());
        }
    }

    @Test
    void an_adjective_leaves_the_bundle_as_it_is() {
        Spec before = bundle.spec();
        assertThat(bundle.umask(027).spec()).isNotEqualTo(before);
        assertThat(bundle.spec()).isEqualTo(before);
    }

    @Test
    void umask() {
        assertThat(process(bundle.umask(027)).user()).isEqualTo(User.of(0, 0).withUmask(027L));
        assertThatThrownBy(() -> bundle.umask(01000))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Illegal umask 01000: it takes 0 to 0777.");
    }

    @Test
    void a_user_keeps_its_umask_and_its_groups() throws Exception {
        Files.createDirectory(image.resolve("etc"));
        Files.writeString(image.resolve("etc/group"), "audio:x:29:\n");
        User user = created(made -> made.umask(027).groups("audio", "4711").user("1000:1001"))
                .process()
                .user();
        assertThat(user).isEqualTo(User.of(1000, 1001).withUmask(027L).withAdditionalGids(List.of(29L, 4711L)));
    }

    @Test
    void terminal() {
        ContainerProcess process = process(bundle.terminal(40, 120));
        assertThat(process.terminal()).isTrue();
        assertThat(process.consoleSize()).isEqualTo(ConsoleSize.of(40, 120));
        assertThatThrownBy(() -> bundle.terminal(0, 80))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Illegal terminal of 0 rows and 80 columns: it takes 1 or more of each.");
    }

    @Test
    void what_a_terminal_shows_is_the_output() {
        Bundle typed = Bundle.from(Image.ofDirectory(image)).on(runtime).terminal(40, 120);
        Result result = typed.run("print", "hello\r\n", "exit", "0");
        assertThat(result.stdout()).isEqualTo("hello\r\n");
        assertThat(result.stderr()).isEmpty();
    }

    @Test
    void rlimit() {
        Rlimit first = Rlimit.of(Rlimit.CORE, 1);
        Rlimit second = new Rlimit(Rlimit.CORE, 4, 2, Map.of());
        assertThat(process(bundle.rlimit(first).rlimit(second)).rlimits())
                .containsExactly(Rlimit.of(Rlimit.NOFILE, 1024), second);
    }

    @Test
    void capabilities() {
        Capabilities some = process(bundle.dropAllCapabilities().addCapabilities("CAP_CHOWN", "CAP_KILL"))
                .capabilities();
        List<String> names = List.of("CAP_CHOWN", "CAP_KILL");
        assertThat(some)
                .isEqualTo(Capabilities.of("CAP_CHOWN", "CAP_KILL")
                        .withAmbient(List.of())
                        .withInheritable(List.of()));
        assertThat(process(bundle.addCapabilities("CAP_KILL")).capabilities())
                .isEqualTo(process(bundle).capabilities());
        assertThat(some.bounding()).isEqualTo(names);
    }

    @Test
    void sysctl_and_annotations() {
        assertThat(linux(bundle.sysctl("kernel.msgmax", "1").sysctl("kernel.msgmax", "2"))
                        .sysctl())
                .isEqualTo(Map.of("kernel.msgmax", "2"));
        assertThat(bundle.annotation("com.example.one", "1")
                        .annotation("com.example.two", "2")
                        .spec()
                        .annotations())
                .isEqualTo(Map.of("com.example.one", "1", "com.example.two", "2"));
        assertThatThrownBy(() -> bundle.annotation("", "1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Illegal annotation \"\": it takes a name.");
    }

    @Test
    void masked_and_read_only_paths_are_further_ones() {
        assertThat(linux(bundle.maskedPaths("/a", "/proc/kcore")).maskedPaths())
                .hasSize(linux(bundle).maskedPaths().size() + 1)
                .contains("/a", "/proc/kcore");
        assertThat(linux(bundle.readOnlyPaths("/b")).readonlyPaths()).contains("/b", "/proc/sys");
        assertThatThrownBy(() -> bundle.maskedPaths("a"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Illegal path \"a\": it takes an absolute path.");
    }

    @Test
    void device() {
        Device device = Device.of("/dev/nothing", Device.CHARACTER, 1, 11);
        DeviceRule allowed = new DeviceRule(true, Device.CHARACTER, 1L, 11L, "rwm", Map.of());
        Bundle with = bundle.device(device);
        assertThat(linux(with).devices()).containsExactly(device);
        assertThat(resources(with).devices()).endsWith(allowed);
    }

    @Test
    void a_device_of_this_machine_is_bound_in_a_user_namespace_and_else_made() {
        Path device = Path.of("/dev/null");
        assertThat(bundle.rootless().device(device).spec().mounts())
                .endsWith(Mount.of("/dev/null", "bind", "/dev/null", "rbind"));
        if (Host.current().isRoot()) {
            assertThat(linux(bundle.device(device)).devices())
                    .containsExactly(
                            Device.of("/dev/null", Device.CHARACTER, 1, 3).withFileMode(0666L));
        }
    }

    @Test
    void a_seccomp_filter_takes_the_place_of_another() {
        Seccomp filter = Seccomp.of(Seccomp.ACT_ALLOW);
        assertThat(linux(bundle).seccomp()).isNull();
        assertThat(linux(bundle.defaultSeccomp().seccomp(filter)).seccomp()).isEqualTo(filter);
        assertThat(linux(bundle.seccomp(filter).defaultSeccomp().dropAllCapabilities())
                        .seccomp())
                .isEqualTo(Seccomp.containerDefault(null));
    }

    @Test
    void namespaces_are_shared_or_not() {
        Path file = Path.of("/run/ns/ipc");
        Bundle sharing = bundle.namespace(NamespaceKind.PID, Sharing.withHost())
                .namespace(NamespaceKind.IPC, Sharing.of(file))
                .namespace(NamespaceKind.TIME, Sharing.none());
        assertThat(linux(sharing).namespaces())
                .doesNotContain(Namespace.of(Namespace.PID))
                .contains(Namespace.of(Namespace.IPC).withPath("/run/ns/ipc"), Namespace.of(Namespace.TIME))
                .doesNotHaveDuplicates();
    }

    @Test
    void a_shared_host_name_is_not_set() {
        assertThat(created(made -> made).hostname()).startsWith("fake-");
        assertThat(created(made -> made.namespace(NamespaceKind.UTS, Sharing.withHost()))
                        .hostname())
                .isNull();
    }

    @Test
    void a_container_without_a_process_shares_nothing() {
        Bundle other = Bundle.from(Image.ofDirectory(image)).on(runtime);
        try (Container container = other.create()) {
            Bundle sharing = other.network(Network.of(container));
            assertThatThrownBy(() -> sharing.create().close())
                    .isInstanceOf(ContainerException.class)
                    .hasMessage("""
                            Could not share a namespace with container %s.
                            Why: it has no process any more.
                            Fix: share it while that container lives.""".formatted(container.id()));
        }
    }

    @Test
    void id_maps_make_a_user_namespace() {
        IdMapping first = IdMapping.of(0, 100_000, 1);
        IdMapping second = IdMapping.of(1, 200_000, 65_536);
        Linux linux = linux(bundle.idMap(second).idMap(first, second));
        assertThat(linux.namespaces()).contains(Namespace.of(Namespace.USER));
        assertThat(linux.uidMappings()).containsExactly(first, second);
        assertThat(linux.gidMappings()).containsExactly(first, second);
    }

    @Test
    void memory_swap_and_processes_are_limited() {
        assertThat(resources(bundle.memory(Bytes.mebibytes(64))).memory())
                .isEqualTo(Memory.empty().withLimit(67_108_864L).withSwap(67_108_864L));
        assertThat(resources(bundle.memory(Bytes.mebibytes(64), Bytes.mebibytes(16)))
                        .memory())
                .isEqualTo(Memory.empty().withLimit(67_108_864L).withSwap(83_886_080L));
        assertThat(resources(bundle.pids(50)).pids()).isEqualTo(Pids.of(50));
    }

    @Test
    void limits_are_beside_those_that_were_set_before() {
        Bundle limited = bundle.pids(50)
                .limits(Limits.none().cpus("0"))
                .limits(Limits.none().cpuTime(Duration.ofMillis(20), Duration.ofMillis(100)));
        assertThat(resources(limited).pids()).isEqualTo(Pids.of(50));
        assertThat(resources(limited).cpu().cpus()).isEqualTo("0");
        assertThat(resources(limited).cpu().quota()).isEqualTo(20_000);
    }

    @Test
    void hooks_of_a_kind_run_in_the_order_of_the_sentence() {
        Hook first = Hook.of("/bin/first");
        Hook second = Hook.of("/bin/second");
        for (HookKind kind : HookKind.values()) {
            Spec spec = bundle.hook(kind, first).hook(kind, second).spec();
            assertThat(spec.toJson().replaceAll("\\s", ""))
                    .contains("\"hooks\":{\"" + kind + "\":[{\"path\":\"/bin/first\"},{\"path\":\"/bin/second\"}]}");
        }
    }

    @Test
    void a_hook_in_java_is_a_program_that_knows_the_way_back() {
        Spec spec =
                created(made -> made.hook(HookKind.POSTSTOP, state -> {}).hook(HookKind.START_CONTAINER, state -> {}));
        Hook after = spec.hooks().poststop().get(0);
        assertThat(after.args()).hasSize(2).first().isEqualTo("hook");
        assertThat(after.timeout()).isEqualTo(15);
        assertThat(spec.hooks().startContainer())
                .containsExactly(
                        Hook.of("/.ociunit/hook", "hook", "/.ociunit/hook-1").withTimeout(15));
        assertThat(spec.mounts()).extracting(Mount::destination).contains("/.ociunit/hook", "/.ociunit/hook-1");
    }

    @Test
    void a_temporary_folder_is_mounted_where_the_sentence_says_it() {
        Spec spec = created(made -> made.tempFolder("/scratch").mount(Mounts.tmpfs("/scratch/inner")));
        assertThat(spec.mounts()).extracting(Mount::destination).containsSubsequence("/scratch", "/scratch/inner");
        assertThat(bundle.tempFolder("/scratch").spec().mounts())
                .isEqualTo(bundle.spec().mounts());
        assertThatThrownBy(() -> bundle.tempFolder("scratch"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Illegal path \"scratch\": it takes an absolute path.");
    }

    @Test
    void a_name_gets_an_address() throws Exception {
        Bundle named = Bundle.from(Image.ofDirectory(image))
                .on(runtime)
                .hostname("web")
                .hostsEntry("database", "10.0.0.7")
                .hostsEntry("cache", "fd00::7");
        try (Container container = named.create()) {
            assertThat(Files.readString(container.folder().resolve("hosts"))).isEqualTo("""
                    127.0.0.1 localhost
                    ::1 localhost
                    127.0.1.1 web
                    10.0.0.7 database
                    fd00::7 cache
                    """);
        }
        assertThatThrownBy(() -> named.hostsEntry("data base", "localhost"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Illegal entry of /etc/hosts: \"data base\" at \"localhost\": "
                        + "it takes a host name, and an address of numbers.");
    }
}
