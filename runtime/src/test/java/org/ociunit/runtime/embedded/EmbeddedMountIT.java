package org.ociunit.runtime.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ociunit.error.StepFailedException;
import org.ociunit.runtime.CreateOptions;
import org.ociunit.runtime.Stdio;
import org.ociunit.runtime.Version;
import org.ociunit.runtime.host.Host;
import org.ociunit.runtime.launcher.Launcher;
import org.ociunit.runtime.testkit.NeedsCgroupV1;
import org.ociunit.runtime.testkit.NeedsCgroupV2;
import org.ociunit.runtime.testkit.NeedsRoot;
import org.ociunit.runtime.testkit.NeedsUser;
import org.ociunit.spec.Device;
import org.ociunit.spec.IdMapping;
import org.ociunit.spec.Mount;
import org.ociunit.spec.Namespace;
import org.ociunit.spec.Root;
import org.ociunit.spec.Spec;

/** The mounts, devices and paths of a container, as its own kernel files tell them. */
class EmbeddedMountIT extends InsideFixture {
    private static final String MOUNTS = "cat /proc/self/mountinfo";

    /** Of what a container has mounted at a place: its options, its propagation, its file system and the options of that. */
    private static String line(String mounts, String at) {
        return mounts.lines()
                .filter(line -> line.split(" ")[4].equals(at))
                .map(line -> line.split(" ", 6)[5])
                .map(line -> line.replaceFirst("(\\S+) (.*?) ?- (\\S+) \\S+ (.*)", "$1 : $2 : $3 $4"))
                .reduce((covered, seen) -> seen)
                .orElseThrow(() -> new AssertionError(mounts));
    }

    private String mounted(Mount mount) {
        return line(inside(mounts(mount), MOUNTS), "/mnt");
    }

    private static Mount tmpfs(String... options) {
        return Mount.of("/mnt", "tmpfs", "tmpfs", options);
    }

    private static Mount bind(String to, Path source, String... options) {
        String[] all = Arrays.copyOf(options, options.length + 1);
        all[options.length] = "bind";
        return Mount.of(to, "bind", source.toString(), all);
    }

    @Nested
    class Options {
        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "ro              | ro,relatime",
                    "rw              | rw,relatime",
                    "nosuid          | rw,nosuid,relatime",
                    "nosuid,suid     | rw,relatime",
                    "nodev           | rw,nodev,relatime",
                    "nodev,dev       | rw,relatime",
                    "noexec          | rw,noexec,relatime",
                    "noexec,exec     | rw,relatime",
                    "nodiratime      | rw,nodiratime,relatime",
                    "nodiratime,diratime | rw,relatime",
                    "noatime         | rw,noatime",
                    "noatime,atime   | rw,relatime",
                    "strictatime     | rw",
                    "strictatime,nostrictatime | rw,relatime",
                    "relatime        | rw,relatime",
                    "norelatime      | rw,relatime",
                    "nosymfollow     | rw,relatime,nosymfollow",
                    "nosymfollow,symfollow | rw,relatime",
                    "defaults        | rw,relatime",
                    "silent          | rw,relatime",
                    "loud            | rw,relatime",
                    "iversion        | rw,relatime",
                    "noiversion      | rw,relatime",
                    "async           | rw,relatime",
                    "nolazytime      | rw,relatime",
                    "nomand          | rw,relatime",
                })
        void of_a_mount_are_set(String options, String seen) {
            assertThat(mounted(tmpfs(options.split(",")))).startsWith(seen + " :");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "size=64k    | size=64k",
                    "mode=711    | mode=711",
                    "nr_inodes=9 | nr_inodes=9",
                    "sync        | sync",
                    "dirsync     | dirsync",
                    "lazytime    | lazytime",
                    "ro          | ro",
                })
        void of_a_file_system_are_passed_to_it(String option, String seen) {
            assertThat(mounted(tmpfs(option))).matches(".* : tmpfs ([^ ]*,)?" + seen + "(,.*)?");
        }

        @ParameterizedTest
        @CsvSource({"shared, shared:", "slave, ''", "private, ''", "unbindable, unbindable"})
        void of_propagation_are_set(String option, String seen) {
            assertThat(mounted(tmpfs(option))).matches("[^:]* : " + seen + "\\d* : tmpfs .*");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "rro          | ro,relatime        | ro,relatime",
                    "rnosuid      | rw,nosuid,relatime | rw,nosuid,relatime",
                    "rnodev       | rw,nodev,relatime  | rw,nodev,relatime",
                    "rnoexec      | rw,noexec,relatime | rw,noexec,relatime",
                    "rnoatime     | rw,noatime         | rw,noatime",
                    "rstrictatime | rw                 | rw",
                    "rnodiratime  | rw,nodiratime,relatime | rw,nodiratime,relatime",
                    "rnosymfollow | rw,relatime,nosymfollow | rw,relatime,nosymfollow",
                    "ro           | ro,relatime        | rw,relatime",
                    "rro,rw       | ro,relatime        | ro,relatime",
                })
        @NeedsRoot
        void of_a_tree_are_set_on_what_is_mounted_below(String options, String above, String below) {
            String seen = inside(
                    mounts(
                            Mount.of("/mnt", "tmpfs", "tmpfs"),
                            Mount.of("/mnt/below", "tmpfs", "tmpfs"),
                            Mount.of("/mnt", "none", "none", ("remount," + options).split(","))),
                    MOUNTS);
            assertThat(line(seen, "/mnt")).startsWith(above + " :");
            assertThat(line(seen, "/mnt/below")).startsWith(below + " :");
        }
    }

    @Nested
    class Trees {
        @Test
        @NeedsRoot
        void are_bound_with_what_is_mounted_below_and_all_is_read_only() {
            Mount tree = Mount.of("/mnt", "bind", "/sys", "rbind", "rro", "rnoexec");

            assertThat(inside(mounts(tree), MOUNTS)
                            .lines()
                            .map(line -> line.split(" "))
                            .filter(fields -> fields[4].startsWith("/mnt"))
                            .map(fields -> fields[5]))
                    .hasSizeGreaterThan(1)
                    .allMatch(options -> options.startsWith("ro,") && options.contains("noexec"));
        }

        @Test
        @NeedsRoot
        void are_bound_without_what_is_mounted_below() {
            Mount tree = Mount.of("/mnt", "bind", "/sys", "bind");

            assertThat(inside(mounts(tree), "grep -c ' /mnt' /proc/self/mountinfo"))
                    .isEqualTo("1\n");
        }
    }

    /** What becomes of the attributes that the source of a bind has. */
    @Nested
    class Sources {
        private static final String ALL = "ro,nosuid,nodev,noexec,noatime,nodiratime,nosymfollow";

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "bind                    | ro,nosuid,nodev,noexec,noatime,nodiratime,nosymfollow",
                    "bind,rslave             | ro,nosuid,nodev,noexec,noatime,nodiratime,nosymfollow",
                    "bind,atime,diratime     | ro,nosuid,nodev,noexec,noatime,nodiratime,nosymfollow",
                    "bind,norelatime         | ro,nosuid,nodev,noexec,noatime,nodiratime,nosymfollow",
                    "bind,rnosuid            | ro,nosuid,nodev,noexec,noatime,nodiratime,nosymfollow",
                    "bind,dev                | rw,noatime,nodiratime",
                    "bind,ro                 | ro,noatime,nodiratime",
                    "bind,rw                 | rw,noatime,nodiratime",
                    "bind,nosuid,nodev       | rw,nosuid,nodev,noatime,nodiratime",
                    "bind,noexec,nosymfollow | rw,noexec,noatime,nodiratime,nosymfollow",
                    "bind,relatime           | rw,relatime",
                    "bind,strictatime        | rw",
                    "bind,nodiratime         | rw,nodiratime,relatime",
                    "bind,nodiratime,norelatime  | rw,nodiratime,relatime",
                    "bind,nodiratime,strictatime | rw,nodiratime",
                    "bind,ro,noatime         | ro,noatime",
                })
        @NeedsRoot
        void are_kept_where_none_is_named_and_cleared_otherwise_but_for_access_times(String options, String seen) {
            Mount source =
                    Mount.of("/home", "tmpfs", "tmpfs", ALL.replace("ro,", "").split(","));
            Mount readOnly = Mount.of("/home", "none", "none", "remount", "ro");
            Path place = folder.resolve("bundle/rootfs/home");
            Mount bound = Mount.of("/mnt", "bind", place.toString(), options.split(","));

            assertThat(line(inside(mounts(source, readOnly, bound), MOUNTS), "/mnt"))
                    .startsWith(seen + " :");
        }

        /** A mount of the machine's, bound in a container that is in a user namespace. */
        private String boundAmongUsers(String source, String... options) {
            UnaryOperator<Spec> users = Host.current().isRoot() ? ownUsers() : spec -> spec;
            Mount bound = Mount.of("/home", "bind", source, options);
            return ofMount(line(inside(both(users, mounts(bound)), MOUNTS), "/home"));
        }

        private static String ofMount(String line) {
            return line.replaceFirst(" .*", "");
        }

        private static String machines() throws IOException {
            return Files.readString(Path.of("/proc/self/mountinfo"));
        }

        /** Whatever of the kind there is: a mount for a test would have to be seen by the whole machine. */
        private static String source() throws IOException {
            String mounts = machines();
            List<String> usual = mounts.lines()
                    .map(line -> line.split(" ")[4])
                    .filter(at -> ofMount(line(mounts, at)).matches("r[ow],nosuid,nodev(,noexec)?,relatime"))
                    .filter(at -> Files.isReadable(Path.of(at)) && Files.isDirectory(Path.of(at)))
                    .toList();
            assumeTrue(
                    !usual.isEmpty(),
                    "needs a mount on this machine with nosuid, nodev and relatime, as /proc mostly is");
            return usual.get(0);
        }

        @ParameterizedTest
        @ValueSource(strings = {"bind", "bind,atime,diratime", "bind,symfollow", "bind,relatime", "bind,nosuid,nodev"})
        void stay_in_a_user_namespace_where_they_are_not_named(String options) throws IOException {
            String source = source();

            assertThat(boundAmongUsers(source, options.split(","))).isEqualTo(ofMount(line(machines(), source)));
        }

        @Test
        void are_added_to_in_a_user_namespace() throws IOException {
            String source = source();

            assertThat(boundAmongUsers(source, "bind", "ro", "noexec")).isEqualTo("ro,nosuid,nodev,noexec,relatime");
        }

        @ParameterizedTest
        @ValueSource(strings = {"bind,dev", "bind,ro,suid", "bind,noatime", "bind,strictatime", "bind,nodiratime"})
        void that_are_named_to_be_cleared_in_a_user_namespace_are_refused(String options) throws IOException {
            String source = source();

            assertThatThrownBy(() -> boundAmongUsers(source, options.split(",")))
                    .isInstanceOf(StepFailedException.class)
                    .hasMessageMatching("""
                            Could not create container %s.
                            Why: (keep|set) the attributes of /home \\(mounts\\[\\d+\\]\\): EPERM \\(operation not permitted\\)
                            Fix: keep the flags that it has on this machine \\(ro, nosuid, nodev, noexec\\): in a user namespace they cannot be taken away.""".formatted(id));
        }
    }

    @Nested
    class FileSystems {
        @Test
        void a_new_terminal_file_system() {
            assertThat(line(inside(spec -> spec, MOUNTS), "/dev/pts"))
                    .contains(": devpts ")
                    .contains("ptmxmode=666");
        }

        @Test
        void message_queues() {
            assertThat(line(inside(spec -> spec, MOUNTS), "/dev/mqueue"))
                    .startsWith("rw,nosuid,nodev,noexec,relatime :");
        }

        @Test
        @NeedsRoot
        void sysfs() {
            assertThat(line(inside(spec -> spec, MOUNTS), "/sys"))
                    .startsWith("ro,nosuid,nodev,noexec,relatime :  : sysfs");
        }

        @Test
        @NeedsRoot
        void overlay() throws IOException {
            assumeTrue(
                    !Files.getFileStore(folder).type().equals("overlay"),
                    "needs a temporary folder that is no overlay itself: the kernel has none on top of another");
            Files.writeString(newFolder("lower").resolve("below"), "below");
            newFolder("upper");
            newFolder("work");
            Mount overlay = Mount.of(
                    "/mnt",
                    "overlay",
                    "overlay",
                    "lowerdir=" + folder.resolve("lower"),
                    "upperdir=" + folder.resolve("upper"),
                    "workdir=" + folder.resolve("work"));

            assertThat(inside(mounts(overlay), "cat /mnt/below; echo new > /mnt/new"))
                    .isEqualTo("below");
            assertThat(folder.resolve("upper/new")).hasContent("new");
            assertThat(folder.resolve("lower/new")).doesNotExist();
        }

        @Test
        @NeedsRoot
        @NeedsCgroupV1
        void control_groups_of_version_1_have_a_folder_each() {
            String seen = inside(
                    spec -> spec,
                    "ls -d /sys/fs/cgroup/memory /sys/fs/cgroup/cpu; grep $$ /sys/fs/cgroup/memory/cgroup.procs"
                            + "; grep -c ' - cgroup ' /proc/self/mountinfo; touch /sys/fs/cgroup/x || echo read-only");

            assertThat(seen).matches("/sys/fs/cgroup/cpu\n/sys/fs/cgroup/memory\n1\n[2-9]\\d*\nread-only\n");
        }

        @Test
        @NeedsRoot
        @NeedsCgroupV1
        void control_groups_of_version_1_are_seen_in_a_user_namespace_too() {
            assertThat(inside(ownUsers(), "grep $$ /sys/fs/cgroup/pids/cgroup.procs"))
                    .isEqualTo("1\n");
        }

        @ParameterizedTest
        @ValueSource(booleans = {false, true})
        @NeedsRoot
        @NeedsCgroupV2
        void control_groups_of_version_2_are_where_the_kernel_says_that_they_are(boolean hasNamespace) {
            UnaryOperator<Spec> groups = mounts(Mount.of("/sys/fs/cgroup", "cgroup", "cgroup", "ro"));
            UnaryOperator<Spec> change =
                    hasNamespace ? both(namespaces(Namespace.of(Namespace.CGROUP)), groups) : groups;

            assertThat(inside(change, "grep -x $$ /sys/fs/cgroup$(cut -d: -f3 /proc/self/cgroup)/cgroup.procs"))
                    .isEqualTo("1\n");
        }

        @Test
        @NeedsUser
        @NeedsCgroupV1
        void control_groups_of_version_1_are_the_callers_where_the_container_has_none() {
            Mount groups = Mount.of("/sys/fs/cgroup", "cgroup", "cgroup", "nosuid", "noexec", "nodev", "ro");

            assertThat(inside(mounts(groups), "grep -c . /sys/fs/cgroup/pids/cgroup.procs"))
                    .matches("[1-9]\\d*\n");
        }
    }

    @Nested
    class CopiedUp {
        @Test
        void what_a_folder_has_in_it_is_in_the_tmpfs_that_covers_it() throws IOException {
            Path bundle = bundle(
                    "bundle",
                    mounts(Mount.of("/var", "tmpfs", "tmpfs", "tmpcopyup", "ro")),
                    "sh",
                    "-c",
                    "cd /var && find . | sort | head -5 && stat -c '%a %n' . file deep && readlink link"
                            + " && find . -type d | wc -l && cat file; touch new || echo read-only");
            Path var = bundle.resolve("rootfs/var");
            Files.writeString(var.resolve("file"), "text");
            Files.setPosixFilePermissions(var.resolve("file"), PosixFilePermissions.fromString("rwx--x---"));
            Files.createSymbolicLink(var.resolve("link"), Path.of("/no/where"));
            Path deep = Files.createDirectories(var.resolve("deep" + "/d".repeat(40)));
            Files.setPosixFilePermissions(var.resolve("deep"), PosixFilePermissions.fromString("rwx------"));
            Files.setPosixFilePermissions(var, PosixFilePermissions.fromString("rwxr-x--x"));
            Files.writeString(deep.resolve("end"), "");

            assertThat(run(bundle, CreateOptions.defaults())).isEqualTo("""
                    .
                    ./deep
                    ./deep/d
                    ./deep/d/d
                    ./deep/d/d/d
                    751 .
                    710 file
                    700 deep
                    /no/where
                    42
                    textread-only
                    """);
        }

        @Test
        @NeedsRoot
        void owners_and_special_modes_stay() throws IOException {
            Path bundle = bundle(
                    "bundle",
                    mounts(Mount.of("/var", "tmpfs", "tmpfs", "tmpcopyup")),
                    "stat",
                    "-c",
                    "%a %u:%g",
                    "/var/file",
                    "/var/folder");
            Path file = Files.writeString(bundle.resolve("rootfs/var/file"), "");
            Path made = Files.createDirectory(bundle.resolve("rootfs/var/folder"));
            Files.setAttribute(file, "unix:uid", 1);
            Files.setAttribute(file, "unix:gid", 2);
            Files.setAttribute(file, "unix:mode", 0104755);
            Files.setAttribute(made, "unix:uid", 3);
            Files.setAttribute(made, "unix:mode", 0041777);

            assertThat(run(bundle, CreateOptions.defaults())).isEqualTo("4755 1:2\n1777 3:0\n");
        }
    }

    @Nested
    class Places {
        private Path source() throws IOException {
            Path source = newFolder("source");
            Files.writeString(source.resolve("file"), "bound");
            return source;
        }

        @Test
        void a_folder_that_is_missing_is_made() throws IOException {
            assertThat(inside(mounts(bind("/some/new/place", source())), "cat /some/new/place/file"))
                    .isEqualTo("bound");
        }

        @Test
        void a_file_that_is_missing_is_made() throws IOException {
            assertThat(inside(mounts(bind("/some/file", source().resolve("file"))), "cat /some/file"))
                    .isEqualTo("bound");
        }

        @Test
        void a_relative_source_is_taken_from_the_bundle() throws IOException {
            source();

            assertThat(inside(mounts(bind("/mnt", Path.of("../source"))), "cat /mnt/file"))
                    .isEqualTo("bound");
        }

        @Test
        void a_relative_destination_is_taken_from_the_root() throws IOException {
            Path bundle = bundle("bundle", mounts(bind("some/place", source())), "cat", "/some/place/file");

            assertThat(run(bundle, CreateOptions.defaults().withChecked(false))).isEqualTo("bound");
        }

        @ParameterizedTest
        @CsvSource({
            "absolute,  /home,           /home/file",
            "relative,  ../home,         /home/file",
            "dangling,  /home/not/there, /home/not/there/file",
            "out,       ../../../../../../../home, /home/file",
            "out-and-dangling, ../../../../../../../../not/there, /not/there/file",
        })
        void a_link_is_followed_inside_the_root(String name, String goal, String seen) throws IOException {
            Path bundle = bundle("bundle", mounts(bind("/var/link", source())), "cat", seen);
            Files.createSymbolicLink(bundle.resolve("rootfs/var/link"), Path.of(goal));

            assertThat(run(bundle, CreateOptions.defaults().withChecked(false)))
                    .as(name)
                    .isEqualTo("bound");
            assertThat(Path.of("/not/there")).doesNotExist();
        }

        @Test
        void links_on_the_way_are_followed_inside_the_root() throws IOException {
            Path bundle = bundle("bundle", mounts(bind("/var/a/below", source())), "cat", "/tmp/c/below/file");
            Files.createSymbolicLink(bundle.resolve("rootfs/var/a"), Path.of("b"));
            Files.createSymbolicLink(bundle.resolve("rootfs/var/b"), Path.of("../../../tmp/c"));

            assertThat(run(bundle, CreateOptions.defaults().withChecked(false))).isEqualTo("bound");
        }

        @Test
        void a_link_to_itself_is_refused() throws IOException {
            Path bundle = bundle("bundle", mounts(bind("/var/link", source())), "true");
            Files.createSymbolicLink(bundle.resolve("rootfs/var/link"), Path.of("link"));

            assertThatThrownBy(() -> run(bundle, CreateOptions.defaults().withChecked(false)))
                    .isInstanceOf(StepFailedException.class)
                    .hasMessageMatching("""
                            Could not create container %s\\.
                            Why: open the mount point /var/link \\(mounts\\[\\d+]\\): ELOOP \\(too many links\\)
                            Fix: choose a destination that is no symbolic link\\.""".formatted(id));
        }

        /** Whoever made the root could have the runtime write to what it leads to. */
        @ParameterizedTest
        @ValueSource(strings = {"proc", "sysfs"})
        void what_the_kernel_is_written_to_by_is_mounted_on_ordinary_folders_alone(String type) throws IOException {
            assumeTrue(type.equals("proc") || Host.current().isRoot(), "an ordinary user has no sysfs of his own here");
            Path bundle = bundle("bundle", mounts(Mount.of("/var/link", type, type)), "true");
            Files.createSymbolicLink(bundle.resolve("rootfs/var/link"), Path.of("/home"));

            assertThatThrownBy(() -> run(bundle, CreateOptions.defaults().withChecked(false)))
                    .isInstanceOf(StepFailedException.class)
                    .hasMessageMatching("""
                            Could not create container %s\\.
                            Why: open the mount point /var/link \\(mounts\\[\\d+]\\): ELOOP \\(too many links\\)
                            Fix: choose a destination that is no symbolic link\\.""".formatted(id));
        }

        @Test
        void a_link_itself_is_covered_on_request() throws IOException {
            Path bundle = bundle(
                    "bundle",
                    mounts(bind("/var/link", source().resolve("file"), "dest-nofollow")),
                    "sh",
                    "-c",
                    "cat /var/link; ls /home");
            Files.createSymbolicLink(bundle.resolve("rootfs/var/link"), Path.of("/home/file"));

            assertThat(run(bundle, CreateOptions.defaults().withChecked(false))).isEqualTo("bound");
        }

        @Test
        void a_link_itself_is_bound_on_request() throws IOException {
            Path link = Files.createSymbolicLink(source().resolve("link"), Path.of("/usr"));

            assertThat(inside(mounts(bind("/var/link", link, "src-nofollow", "dest-nofollow")), "readlink /var/link"))
                    .isEqualTo("/usr\n");
        }

        @Test
        void what_is_missing_below_a_read_only_mount_is_refused_by_name() {
            assertThatThrownBy(() -> inside(mounts(Mount.of("/usr/no/such", "tmpfs", "tmpfs")), "true"))
                    .isInstanceOf(StepFailedException.class)
                    .hasMessageMatching("""
                            Could not create container %s\\.
                            Why: open the mount point /usr/no/such \\(mounts\\[\\d+]\\): EROFS \\(a read-only file system\\)
                            Fix: make that mount point beforehand: the file system that it is in is read-only\\.""".formatted(id));
        }
    }

    /** Sources that an earlier mount of the same container has to do with. */
    @Nested
    @NeedsRoot
    class EarlierMounts {
        private Mount inRoot(String to, String source, String... options) {
            return bind(to, folder.resolve("bundle/rootfs" + source), options);
        }

        @ParameterizedTest
        @CsvSource({"false, false", "false, true", "true, false", "true, true"})
        void are_what_is_mounted_there(boolean hasUsers, boolean mapsIds) throws IOException {
            if (mapsIds) {
                assumeIdsOfTmpfsCanBeMapped(); // which a temporary folder may be on
            }
            Path source = Files.createDirectory(folder.resolve("source"));
            Files.writeString(source.resolve("file"), "of the source");
            openFolder();
            UnaryOperator<Spec> users = hasUsers ? ownUsers() : spec -> spec;
            UnaryOperator<Mount> ids = mapsIds
                    ? mount -> mount.withUidMappings(List.of(IdMapping.of(0, 100_000, 65_536)))
                            .withGidMappings(List.of(IdMapping.of(0, 100_000, 65_536)))
                    : mount -> mount;

            assertThat(inside(
                            both(
                                    users,
                                    mounts(
                                            bind("/home", source),
                                            ids.apply(inRoot("/var", "/home", mapsIds ? "idmap" : "rprivate")))),
                            "cat /var/file"))
                    .isEqualTo("of the source");
        }

        @Test
        void take_along_what_is_mounted_below() throws IOException {
            Path source =
                    Files.createDirectories(folder.resolve("source/below")).getParent();
            Path below = Files.createDirectory(folder.resolve("below"));
            Files.writeString(below.resolve("file"), "from below");
            openFolder();

            assertThat(inside(
                            both(
                                    ownUsers(),
                                    mounts(
                                            bind("/home", source),
                                            bind("/home/below", below),
                                            inRoot("/var", "/home", "rbind"))),
                            "cat /var/below/file"))
                    .isEqualTo("from below");
        }
    }

    @Nested
    @NeedsRoot
    class MappedIds {
        private final Path source = Path.of("/dev/shm", name);

        @AfterEach
        void remove() {
            Launcher.shared().remove(source);
        }

        private Path source() throws IOException {
            assumeIdsOfTmpfsCanBeMapped();
            Files.createDirectory(source);
            Path file = Files.writeString(source.resolve("file"), "");
            Files.setAttribute(file, "unix:uid", 5);
            Files.setAttribute(file, "unix:gid", 6);
            return source;
        }

        @ParameterizedTest
        @CsvSource({"idmap", "ridmap"})
        void are_those_of_the_mount(String option) throws IOException {
            Mount mapped = bind("/home", source(), option)
                    .withUidMappings(List.of(IdMapping.of(0, 1000, 10)))
                    .withGidMappings(List.of(IdMapping.of(0, 2000, 10)));

            assertThat(inside(mounts(mapped), "stat -c %u:%g /home/file")).isEqualTo("1005:2006\n");
        }

        @ParameterizedTest
        @CsvSource({"idmap", "ridmap"})
        void are_those_of_the_containers_user_namespace(String option) throws IOException {
            assertThat(inside(both(ownUsers(), mounts(bind("/home", source(), option))), "stat -c %u:%g /home/file"))
                    .isEqualTo("5:6\n");
        }

        @Test
        void are_nobodys_without_a_mapping() throws IOException {
            assertThat(inside(both(ownUsers(), mounts(bind("/home", source()))), "stat -c %u:%g /home/file"))
                    .isEqualTo("65534:65534\n");
        }
    }

    @Nested
    class Roots {
        @ParameterizedTest
        @CsvSource({
            "shared, shared:\\d+",
            "rshared, shared:\\d+",
            "private, ''",
            "rprivate, ''",
            "slave, ''",
            "rslave, ''",
            "unbindable, unbindable",
            "runbindable, unbindable"
        })
        void the_propagation_of_the_root_is_the_one_that_is_asked_for(String propagation, String seen) {
            String mounts = inside(linux(linux -> linux.withRootfsPropagation(propagation)), MOUNTS);

            assertThat(line(mounts, "/")).matches("[^:]* : " + seen + " : .*");
        }

        @Test
        void a_read_only_root_cannot_be_written_to() {
            assertThat(inside(
                            spec -> spec.withRoot(Root.of("rootfs").withReadonly(true)),
                            "touch /x 2>&1; touch /dev/shm/y && echo written"))
                    .isEqualTo("touch: cannot touch '/x': Read-only file system\nwritten\n");
        }

        @Test
        void the_root_is_moved_where_it_may_not_be_pivoted() {
            Path bundle = bundle("bundle", spec -> spec, "sh", "-c", "echo /*");

            assertThat(run(bundle, CreateOptions.defaults().withNoPivot(true))).startsWith("/bin /dev /etc ");
        }
    }

    @Nested
    class HiddenPaths {
        private UnaryOperator<Spec> masked(String... paths) {
            return linux(linux -> linux.withMaskedPaths(List.of(paths)).withReadonlyPaths(null));
        }

        private UnaryOperator<Spec> readOnly(String... paths) {
            return linux(linux -> linux.withMaskedPaths(null).withReadonlyPaths(List.of(paths)));
        }

        @Test
        void a_folder_is_masked_by_an_empty_one_and_a_file_by_nothing() throws IOException {
            Path bundle = bundle(
                    "bundle",
                    masked("/home", "/etc/file", "/no/such"),
                    "sh",
                    "-c",
                    "ls -A /home; cat /etc/file; touch /home/x 2>&1");
            Files.writeString(bundle.resolve("rootfs/home/secret"), "secret");
            Files.writeString(bundle.resolve("rootfs/etc/file"), "secret");

            String seen = runAndFail(bundle);

            assertThat(seen).isEqualTo("touch: cannot touch '/home/x': Read-only file system\n");
        }

        private String runAndFail(Path bundle) {
            Output output = new Output();
            runtime.run(id, bundle, CreateOptions.defaults().withStdio(Stdio.to(output, new Output())), SOON);
            return output.whole();
        }

        @Test
        void what_is_read_only_cannot_be_written_to_and_may_have_masks_in_it() throws IOException {
            Path bundle = bundle(
                    "bundle",
                    linux(linux -> linux.withReadonlyPaths(List.of("/home", "/no/such"))
                            .withMaskedPaths(List.of("/home/secret"))),
                    "sh",
                    "-c",
                    "cat /home/secret /home/open; touch /home/x 2>&1; true");
            Files.writeString(bundle.resolve("rootfs/home/secret"), "secret");
            Files.writeString(bundle.resolve("rootfs/home/open"), "open\n");

            assertThat(run(bundle, CreateOptions.defaults()))
                    .isEqualTo("open\ntouch: cannot touch '/home/x': Read-only file system\n");
        }

        @Test
        void what_is_mounted_below_a_read_only_path_is_read_only_too() {
            assertThat(inside(
                            both(readOnly("/run"), mounts(Mount.of("/run/below", "tmpfs", "tmpfs"))),
                            "touch /run/below/x 2>&1; true"))
                    .isEqualTo("touch: cannot touch '/run/below/x': Read-only file system\n");
        }
    }

    @Nested
    class Devices {
        @Test
        @NeedsRoot
        void of_each_type_are_made_with_mode_and_owner() {
            List<Device> devices = List.of(
                    Device.of("/dev/some/block", Device.BLOCK, 7, 300)
                            .withFileMode(0640L)
                            .withUid(1L)
                            .withGid(2L),
                    Device.of("/dev/pipe", Device.FIFO, 0, 0).withFileMode(0602L),
                    Device.of("/dev/unbuffered", Device.UNBUFFERED, 1, 5));

            assertThat(inside(
                            linux(linux -> linux.withDevices(devices)),
                            "cd /dev && stat -c '%F %a %u:%g %t:%T' some/block pipe unbuffered null"))
                    .isEqualTo("""
                            block special file 640 1:2 7:12c
                            fifo 602 0:0 0:0
                            character special file 666 0:0 1:5
                            character special file 666 0:0 1:3
                            """);
        }

        @Test
        void of_the_machine_are_bound_where_none_may_be_made() {
            UnaryOperator<Spec> users = Host.current().isRoot() ? ownUsers() : spec -> spec;

            assertThat(inside(users, "cd /dev && stat -c '%F %a %t:%T' null zero && head -c 2 zero | od -An -tx1"))
                    .isEqualTo("character special file 666 1:3\ncharacter special file 666 1:5\n 00 00\n");
        }

        @ParameterizedTest
        @CsvSource({"/dev", "dev", "/run/../dev/."})
        @NeedsRoot
        void of_the_machine_stay_as_they_are_when_they_are_bound(String destination) throws IOException {
            List<String> before = nodes();
            Device changed = Device.of("/dev/null", Device.CHARACTER, 1, 3)
                    .withFileMode(0600L)
                    .withUid(7L);

            Path bundle = bundle(
                    "bundle",
                    spec -> linux(linux -> linux.withDevices(List.of(changed)))
                            .apply(spec.withMounts(List.of(
                                    Mount.of(destination, "bind", "/dev", "rbind", "ro"),
                                    Mount.of("/usr", "bind", "/usr", "rbind"),
                                    Mount.of("/proc", "proc", "proc")))),
                    "/usr/bin/stat",
                    "-c",
                    "%a %u",
                    "/dev/null");

            assertThat(run(bundle, CreateOptions.defaults().withChecked(false))).isEqualTo("666 0\n");
            assertThat(nodes()).isEqualTo(before);
        }

        /** By a link in the root, the machine's devices are where nobody expects them. */
        @Test
        @NeedsRoot
        void of_the_machine_stay_as_they_are_behind_a_link() throws IOException {
            List<String> before = nodes();
            Device changed = Device.of("/hidden/null", Device.CHARACTER, 1, 3)
                    .withFileMode(0600L)
                    .withUid(7L);
            Path bundle = bundle(
                    "bundle",
                    both(
                            linux(linux -> linux.withDevices(List.of(changed))),
                            mounts(Mount.of("/machine", "bind", "/dev", "rbind"))),
                    "true");
            Files.createSymbolicLink(bundle.resolve("rootfs/hidden"), Path.of("machine"));

            run(bundle, CreateOptions.defaults().withChecked(false));

            assertThat(nodes()).isEqualTo(before);
        }

        @Test
        @NeedsRoot
        void what_is_in_the_place_of_a_device_is_refused() throws IOException {
            Device device = Device.of("/var/device", Device.CHARACTER, 1, 3);
            Path bundle = bundle("bundle", linux(linux -> linux.withDevices(List.of(device))), "true");
            Files.writeString(bundle.resolve("rootfs/var/device"), "a file");

            assertThatThrownBy(() -> run(bundle, CreateOptions.defaults().withChecked(false)))
                    .isInstanceOf(StepFailedException.class)
                    .hasMessage("""
                            Could not create container %s.
                            Why: make device /var/device (linux.devices[0]): EEXIST (it exists already)""".formatted(id));
        }

        private static List<String> nodes() throws IOException {
            try (Stream<Path> all = Files.list(Path.of("/dev"))) {
                List<String> seen = new ArrayList<>();
                for (Path node : all.sorted().toList()) {
                    if (!Files.isDirectory(node)) {
                        seen.add(node + " "
                                + Files.readAttributes(node, "unix:mode,uid,gid,rdev", LinkOption.NOFOLLOW_LINKS));
                    }
                }
                return seen;
            }
        }
    }

    private static void assumeIdsOfTmpfsCanBeMapped() {
        assumeTrue(
                Version.in(Host.current().kernel()).compareTo(Version.in("6.3")) >= 0,
                "needs Linux 6.3, which maps the ids of a tmpfs");
    }
}
