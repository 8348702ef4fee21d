package org.ociunit.runtime.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;
import org.ociunit.runtime.Version;

/** Skips a test where the machine lacks what the test needs, and says what it lacks. */
final class MachineCondition implements ExecutionCondition {

    private final Machine machine;

    MachineCondition() {
        this(new Machine(
                Path.of("/"), Optional.ofNullable(System.getenv("PATH")).orElse("")));
    }

    MachineCondition(Machine machine) {
        this.machine = machine;
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return context
                .getElement()
                .map(element -> AnnotationSupport.findRepeatableAnnotations(element, Needs.class))
                .stream()
                .flatMap(needs -> needs.stream().map(Needs::value))
                .flatMap(need -> need.missingOn(machine).stream())
                .findFirst()
                .map(ConditionEvaluationResult::disabled)
                .orElseGet(() -> ConditionEvaluationResult.enabled("the machine has what the test needs"));
    }

    /** One thing that a machine has or lacks. Public, as what an annotation holds has to be. */
    public enum Need {
        ROOT {
            @Override
            Optional<String> missingOn(Machine machine) {
                if (machine.user() != 0) {
                    return Optional.of("needs root; this is user " + machine.user());
                }
                if (!machine.firstLine("proc/self/uid_map").matches("0\\s+0\\s+4294967295")) {
                    return Optional.of("needs the machine's root; this is the root of a user namespace");
                }
                return lacking(
                        (machine.capabilities() >> CAP_SYS_ADMIN & 1) == 1,
                        "needs root with CAP_SYS_ADMIN; this root has it not");
            }
        },
        USER {
            @Override
            Optional<String> missingOn(Machine machine) {
                if (machine.user() == 0) {
                    return Optional.of("needs an ordinary user; this is root");
                }
                boolean permitted =
                        !machine.firstLine("proc/sys/user/max_user_namespaces").equals("0")
                                && !machine.firstLine("proc/sys/kernel/unprivileged_userns_clone")
                                        .equals("0")
                                && !machine.firstLine("proc/sys/kernel/apparmor_restrict_unprivileged_userns")
                                        .equals("1");
                return lacking(permitted, "needs user namespaces; this machine denies them to ordinary users");
            }
        },
        CGROUP_V1 {
            @Override
            Optional<String> missingOn(Machine machine) {
                return lacking(
                        machine.has("sys/fs/cgroup/memory/tasks"),
                        "needs cgroup v1; the memory controller is not in a hierarchy of its own");
            }
        },
        CGROUP_V2 {
            @Override
            Optional<String> missingOn(Machine machine) {
                return lacking(
                        machine.firstLine("sys/fs/cgroup/cgroup.controllers").contains("memory"),
                        "needs cgroup v2; /sys/fs/cgroup is not a v2 hierarchy with the memory controller");
            }
        },
        EMBEDDED {
            @Override
            Optional<String> missingOn(Machine machine) {
                String kernel = machine.firstLine("proc/sys/kernel/osrelease");
                return lacking(
                        Version.in(kernel).compareTo(Version.in("5.15")) >= 0, "needs Linux 5.15; this is " + kernel);
            }
        },
        RUNC {
            @Override
            Optional<String> missingOn(Machine machine) {
                return machine.lacksProgram("runc");
            }
        },
        CRUN {
            @Override
            Optional<String> missingOn(Machine machine) {
                // crun: "cgroups in hybrid mode not supported, drop all controllers from cgroupv2"
                String hybrid = machine.firstLine("sys/fs/cgroup/unified/cgroup.controllers");
                return machine.lacksProgram("crun")
                        .or(() -> lacking(
                                hybrid.isEmpty(),
                                "crun refuses this machine: its cgroups are hybrid, with " + hybrid + " in v2"));
            }
        },
        RUNSC {
            @Override
            Optional<String> missingOn(Machine machine) {
                return machine.lacksProgram("runsc");
            }
        },
        YOUKI {
            @Override
            Optional<String> missingOn(Machine machine) {
                return machine.lacksProgram("youki");
            }
        },
        CRIU {
            @Override
            Optional<String> missingOn(Machine machine) {
                return machine.lacksProgram("criu");
            }
        },
        PODMAN {
            @Override
            Optional<String> missingOn(Machine machine) {
                return machine.lacksProgram("podman");
            }
        },
        DOCKER {
            @Override
            Optional<String> missingOn(Machine machine) {
                return machine.lacksProgram("dockerd")
                        .or(() -> machine.lacksProgram("docker"))
                        .or(() -> CONTAINERD.missingOn(machine));
            }
        },
        CONTAINERD {
            @Override
            Optional<String> missingOn(Machine machine) {
                return machine.lacksProgram("containerd").or(() -> machine.lacksProgram("ctr"));
            }
        },
        IP {
            @Override
            Optional<String> missingOn(Machine machine) {
                return machine.lacksProgram("ip");
            }
        },
        TUN {
            @Override
            Optional<String> missingOn(Machine machine) {
                return lacking(
                        machine.mayWrite("dev/net/tun"),
                        "needs the kernel's tun; /dev/net/tun is not there, or not for this user");
            }
        },
        PASTA {
            @Override
            Optional<String> missingOn(Machine machine) {
                return machine.lacksProgram("pasta");
            }
        },
        SLIRP4NETNS {
            @Override
            Optional<String> missingOn(Machine machine) {
                return machine.lacksProgram("slirp4netns");
            }
        },
        CNI {
            @Override
            Optional<String> missingOn(Machine machine) {
                return lacking(
                        machine.has("usr/lib/cni/bridge"),
                        "needs containernetworking-plugins; /usr/lib/cni/bridge is not there");
            }
        },
        DOCKER_REGISTRY {
            @Override
            Optional<String> missingOn(Machine machine) {
                return machine.lacksProgram("docker-registry");
            }
        },
        REDIS {
            @Override
            Optional<String> missingOn(Machine machine) {
                return machine.lacksProgram("redis-server").or(() -> machine.lacksProgram("redis-cli"));
            }
        },
        UMOCI {
            @Override
            Optional<String> missingOn(Machine machine) {
                return machine.lacksProgram("umoci");
            }
        },
        SKOPEO {
            @Override
            Optional<String> missingOn(Machine machine) {
                return machine.lacksProgram("skopeo");
            }
        },
        CHROMIUM {
            @Override
            Optional<String> missingOn(Machine machine) {
                return machine.lacksProgram("chromium");
            }
        },
        APP_ARMOR {
            @Override
            Optional<String> missingOn(Machine machine) {
                boolean enabled = machine.firstLine("sys/module/apparmor/parameters/enabled")
                                .equals("Y")
                        && machine.has("sys/kernel/security/apparmor/.load");
                return lacking(enabled, "needs AppArmor; this machine's kernel has it not enabled")
                        .or(() -> machine.lacksProgram("apparmor_parser"));
            }
        },
        LIBSECCOMP {
            @Override
            Optional<String> missingOn(Machine machine) {
                return lacking(
                        machine.has("usr/include/seccomp.h"),
                        "needs libseccomp-dev; /usr/include/seccomp.h is not there");
            }
        };

        private static final int CAP_SYS_ADMIN = 21;

        abstract Optional<String> missingOn(Machine machine);

        private static Optional<String> lacking(boolean present, String reason) {
            return present ? Optional.empty() : Optional.of(reason);
        }
    }

    /** The files below {@code root}, and where its programs are looked for. */
    record Machine(Path root, String searchPath) {

        /** Where Debian keeps runc and ip; not on an ordinary user's path. */
        private static final String SYSTEM_FOLDERS = ":/usr/local/sbin:/usr/sbin:/sbin";

        private static final Pattern EFFECTIVE_USER = Pattern.compile("(?m)^Uid:\\s+\\d+\\s+(\\d+)");
        private static final Pattern EFFECTIVE_CAPABILITIES = Pattern.compile("(?m)^CapEff:\\s+(\\p{XDigit}+)");

        long user() {
            return Long.parseLong(status(EFFECTIVE_USER));
        }

        long capabilities() {
            return Long.parseUnsignedLong(status(EFFECTIVE_CAPABILITIES), 16);
        }

        boolean has(String file) {
            return Files.exists(root.resolve(file));
        }

        boolean mayWrite(String file) {
            return Files.isWritable(root.resolve(file));
        }

        /** Of a file that is absent, as of one that is empty, the empty text. */
        String firstLine(String file) {
            return text(file).lines().findFirst().orElse("").strip();
        }

        Optional<String> lacksProgram(String name) {
            boolean found = Stream.of((searchPath + SYSTEM_FOLDERS).split(":"))
                    .filter(folder -> folder.startsWith("/"))
                    .anyMatch(folder ->
                            Files.isExecutable(root.resolve(folder.substring(1)).resolve(name)));
            return found ? Optional.empty() : Optional.of("needs " + name + "; it is not installed");
        }

        private String status(Pattern pattern) {
            return pattern.matcher(text("proc/self/status"))
                    .results()
                    .map((MatchResult line) -> line.group(1))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("/proc/self/status has no line " + pattern));
        }

        private String text(String file) {
            try {
                return Files.readString(root.resolve(file));
            } catch (IOException e) {
                return "";
            }
        }
    }
}
