package org.ociunit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ociunit.OciAssertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ociunit.image.Image;
import org.ociunit.runtime.testkit.NeedsEmbedded;
import org.ociunit.runtime.testkit.NeedsRoot;
import org.ociunit.spec.Cpu;
import org.ociunit.spec.LinuxResources;
import org.ociunit.spec.Namespace;
import org.ociunit.spec.Rlimit;
import org.ociunit.spec.Seccomp;
import org.ociunit.spec.Spec;
import org.ociunit.spec.Syscall;

/** What assertions make of a real container, for root and for ordinary users alike. */
@NeedsEmbedded
@Timeout(60)
class KernelAssertIT {
    private final Bundle bundle = Bundle.from(Image.host());

    private static String failing(Container container, String text) {
        return "Expecting container " + container.id() + "\n" + text;
    }

    @Test
    void capabilities() {
        try (Container container = bundle.start("sleep", "60");
                Container without = bundle.dropAllCapabilities().start("sleep", "60")) {
            assertThat(container)
                    .hasCapabilities("CAP_KILL", "CAP_NET_BIND_SERVICE")
                    .doesNotHaveCapability("CAP_SYS_ADMIN");
            assertThat(container)
                    .capabilities(CapabilitySet.BOUNDING)
                    .containsExactly("CAP_KILL", "CAP_NET_BIND_SERVICE", "CAP_AUDIT_WRITE");
            for (CapabilitySet set : CapabilitySet.values()) {
                assertThat(without).capabilities(set).isEmpty();
            }
            assertThatThrownBy(() -> assertThat(without).hasCapabilities("CAP_KILL"))
                    .hasMessage(failing(without, "to have the capabilities\n  CAP_KILL\nbut it has\n  nothing"));
        }
    }

    @Test
    void mounts(@TempDir Path folder) {
        Bundle mounted =
                bundle.mount(Mounts.tmpfs("/cache", "noexec", "size=1m")).mount(Mounts.readOnly(folder, "/data"));
        try (Container container = mounted.start("sleep", "60")) {
            assertThat(container).hasMount("/cache");
            assertThat(container)
                    .mount("/cache")
                    .hasType("tmpfs")
                    .hasSource("tmpfs")
                    .hasOption("noexec")
                    .hasOption("size=1024k")
                    .isWritable();
            assertThat(container).mount("/data").isReadOnly().doesNotHaveOption("noexec");
            assertThatThrownBy(() -> assertThat(container).mount("/data").isWritable())
                    .hasMessageStartingWith("Expecting the mount at /data of container " + container.id()
                            + "\nto be writable\nbut it is\n  ");
        }
    }

    @Test
    @NeedsRoot
    void limits() {
        Bundle small = bundle.memory(Bytes.mebibytes(64)).pids(20);
        try (Container container = small.start("sleep", "60")) {
            Cpu half = Cpu.empty().withQuota(50_000L).withPeriod(100_000L);
            container.update(LinuxResources.empty().withCpu(half));
            assertThat(container)
                    .hasMemoryLimit(Bytes.mebibytes(64))
                    .hasPidsLimit(20)
                    .hasCpuQuota(Duration.ofMillis(50), Duration.ofMillis(100));
            assertThatThrownBy(() -> assertThat(container).hasPidsLimit(10))
                    .hasMessage(failing(container, "to have a limit of processes of\n  10\nbut it is\n  20"));
        }
    }

    @Test
    void resource_limits() {
        Bundle limited = bundle.spec(spec -> spec.withProcess(
                spec.process().withRlimits(List.of(Rlimit.of(Rlimit.NOFILE, 128).withSoft(64)))));
        try (Container container = limited.start("sleep", "60")) {
            assertThat(container).hasRlimit(Rlimit.NOFILE, 64, 128);
            assertThatThrownBy(() -> assertThat(container).hasRlimit(Rlimit.NOFILE, 128, 128))
                    .hasMessage(failing(
                            container,
                            "to have a limit RLIMIT_NOFILE of\n  soft 128, hard 128\nbut it is\n"
                                    + "  soft 64, hard 128"));
        }
    }

    @Test
    void namespaces() {
        try (Container container = bundle.start("sleep", "60");
                Container onHost = bundle.network(Network.host()).start("sleep", "60")) {
            assertThat(container)
                    .hasOwnNamespace(Namespace.PID)
                    .hasOwnNamespace(Namespace.NETWORK)
                    .hasOwnNamespace(Namespace.MOUNT)
                    .sharesNamespaceWith(container, Namespace.PID);
            assertThat(onHost).sharesNamespaceWithHost(Namespace.NETWORK);
            assertThatThrownBy(() -> assertThat(onHost).hasOwnNamespace(Namespace.NETWORK))
                    .hasMessage(failing(
                            onHost,
                            "to have a network namespace of its own\nbut it shares the host's\n  "
                                    + KernelView.here().namespace(Namespace.NETWORK)));
        }
    }

    @Test
    @NeedsRoot
    void another_containers_namespace() {
        try (Container first = bundle.start("sleep", "60");
                Container second = bundle.spec(spec -> joining(spec, first)).start("sleep", "60")) {
            assertThat(second).sharesNamespaceWith(first, Namespace.NETWORK).hasOwnNamespace(Namespace.NETWORK);
            assertThatThrownBy(() -> assertThat(second).sharesNamespaceWith(first, Namespace.PID))
                    .hasMessageMatching(
                            "Expecting container " + second.id() + "\nto share its pid namespace with container "
                                    + first.id() + "\n  pid:\\[\\d+]\nbut it is in\n  pid:\\[\\d+]");
        }
    }

    private static Spec joining(Spec spec, Container other) {
        String path = "/proc/" + other.state().pid().getAsLong() + "/ns/net";
        List<Namespace> namespaces = spec.linux().namespaces().stream()
                .map(namespace -> namespace.type().equals(Namespace.NETWORK) ? namespace.withPath(path) : namespace)
                .toList();
        return spec.withLinux(spec.linux().withNamespaces(namespaces));
    }

    @Test
    void users_and_privileges() {
        try (Container container = bundle.noNewPrivileges().start("sleep", "60")) {
            assertThat(container).hasUser(0, 0).hasNoNewPrivileges();
            assertThatThrownBy(() -> assertThat(container).hasUser(1, 1))
                    .hasMessage(
                            failing(container, "to be run by\n  user 1, group 1\nbut it is run by\n  user 0, group 0"));
            assertThatThrownBy(() -> assertThat(container).hasSeccompFilter())
                    .hasMessage(failing(container, "to have a filter of system calls\nbut it has none"));
        }
        Bundle careless = bundle.spec(spec -> spec.withProcess(spec.process().withNoNewPrivileges(false)));
        try (Container container = careless.start("sleep", "60")) {
            assertThatThrownBy(() -> assertThat(container).hasNoNewPrivileges())
                    .hasMessage(failing(container, "to have no way to new privileges\nbut it may gain some"));
        }
    }

    @Test
    @NeedsRoot
    void another_user() {
        try (Container container = bundle.user("1000:1001").start("sleep", "60")) {
            assertThat(container).hasUser(1000, 1001);
        }
    }

    @Test
    void filters() {
        Bundle filtered = bundle.spec(spec -> spec.withLinux(spec.linux()
                .withSeccomp(
                        Seccomp.of(Seccomp.ACT_ALLOW).withSyscalls(List.of(Syscall.of(Seccomp.ACT_ERRNO, "acct"))))));
        try (Container container = filtered.start("sleep", "60")) {
            assertThat(container).hasSeccompFilter();
        }
    }

    @Test
    void descriptors_and_processes() {
        try (Container container = bundle.start("sleep", "60")) {
            assertThat(container).processes().containsExactly("sleep 60");
            assertThat(container)
                    .descriptors()
                    .containsOnlyKeys(0, 1, 2)
                    .allSatisfy(
                            (number, target) -> Assertions.assertThat(target).startsWith("pipe:["));
            assertThatThrownBy(() -> assertThat(container).descriptors().containsKey(3))
                    .hasMessageStartingWith("[descriptors of container " + container.id() + "] ");
        }
    }

    @Test
    void a_program_that_has_just_been_started_is_what_is_seen() {
        for (int i = 0; i < 10; i++) {
            try (Container container = bundle.start("sleep", "60")) {
                assertThat(container).processes().containsExactly("sleep 60");
            }
        }
    }

    @Test
    void files() {
        String script = "install -m 0640 /dev/null /key; ln -s key /link; mkdir -m 01777 /all; echo ok; sleep 60";
        try (Container container = bundle.start("sh", "-c", script).await(Ready.logLine("ok"))) {
            assertThat(container).inode("/key").isRegularFile().hasMode(0640).hasOwner(0, 0);
            assertThat(container).inode("/link").isSymbolicLinkTo("key");
            assertThat(container).inode("/all").isDirectory().hasMode(01777);
            assertThat(container).inode("/none").doesNotExist();
            assertThat(container).inode("/proc/1/root/key").exists();
            assertThatThrownBy(() -> assertThat(container).inode("/key").isDirectory())
                    .hasMessage("Expecting /key of container " + container.id() + "\nto be\n  a directory\n"
                            + "but it is\n  a regular file, mode 0640, of user 0, group 0");
        }
    }
}
