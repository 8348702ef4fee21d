package org.ociunit.runtime.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.ociunit.error.UnsupportedByHostException;
import org.ociunit.lifecycle.Exit;
import org.ociunit.runtime.CheckpointOptions;
import org.ociunit.runtime.CreateOptions;
import org.ociunit.runtime.RootFs;
import org.ociunit.runtime.Stdio;
import org.ociunit.runtime.Version;
import org.ociunit.runtime.host.Host;
import org.ociunit.runtime.testkit.NeedsRoot;
import org.ociunit.runtime.testkit.NeedsUser;
import org.ociunit.spec.Hook;
import org.ociunit.spec.Hooks;
import org.ociunit.spec.IdMapping;
import org.ociunit.spec.Mount;
import org.ociunit.spec.Namespace;
import org.ociunit.spec.Root;
import org.ociunit.spec.Spec;

/** Roots that lie over folders, which stay as they are. */
class EmbeddedOverlayIT extends InsideFixture {
    private static final Version FIRST_IN_MEMORY_FOR_USERS = Version.in("6.6");
    private static final List<String> WITH_HANDLES = List.of("ext2", "ext3", "ext4", "xfs", "btrfs", "tmpfs");

    private Spec spec(String script) {
        return spec(spec -> spec, script);
    }

    private Spec spec(UnaryOperator<Spec> change, String script) {
        return Spec.read(bundle("image", change, "sh", "-c", script).resolve("config.json"));
    }

    private Path image() {
        return folder.resolve("image/rootfs");
    }

    private RootFs.Overlay overlay() {
        return new RootFs.Overlay(List.of(image()));
    }

    private void assumeOverlays(Spec spec) {
        Optional<String> reason = runtime.reasonAgainst(spec, overlay());
        assumeTrue(reason.isEmpty(), reason::toString);
    }

    private String over(Spec spec, RootFs root) {
        assumeOverlays(spec);
        Output output = new Output();
        Output errors = new Output();
        runtime.create(id, spec, root, CreateOptions.defaults().withStdio(Stdio.to(output, errors)));
        runtime.start(id);
        Exit exit = runtime.waitFor(id, SOON);
        assertThat(exit.code()).as(errors.whole() + output.whole()).isZero();
        return output.whole();
    }

    @Test
    void root_has_overlays_everywhere_and_a_user_where_memory_keeps_his_attributes() {
        Spec spec = spec("true");
        boolean expected = Host.current().isRoot()
                || Version.in(Host.current().kernel()).compareTo(FIRST_IN_MEMORY_FOR_USERS) >= 0;
        assertThat(runtime.reasonAgainst(spec, overlay()).isEmpty())
                .as(() -> runtime.reasonAgainst(spec, overlay()).toString())
                .isEqualTo(expected);
    }

    @Test
    void what_a_container_writes_to_its_root_is_its_own() throws IOException {
        Spec spec = spec(
                "grep ' / ' /proc/mounts | cut -d' ' -f1,3; echo mine > /etc/name; cat /etc/name; rmdir /srv /home;"
                        + " mkdir /home; ls -a /home; ls / | grep srv || echo none");
        Files.createDirectory(image().resolve("srv"));
        Files.createDirectory(image().resolve("home/old"));
        Files.delete(image().resolve("home/old"));

        assertThat(over(spec, overlay())).isEqualTo("overlay overlay\nmine\n.\n..\nnone\n");
        assertThat(image().resolve("etc/name")).doesNotExist();
        assertThat(image().resolve("srv")).exists();
    }

    @Test
    void of_several_folders_the_uppermost_comes_first() throws IOException {
        Spec spec = spec("cat /etc/a /etc/b; stat -c %a /");
        Path upper = Files.createDirectories(folder.resolve("a:b,c\\d/etc"));
        Files.writeString(upper.resolve("a"), "upper\n");
        Files.writeString(image().resolve("etc/a"), "lower\n");
        Files.writeString(image().resolve("etc/b"), "lower\n");
        Files.setAttribute(upper.getParent(), "unix:mode", 0711);

        assertThat(over(spec, new RootFs.Overlay(List.of(upper.getParent(), image()))))
                .isEqualTo("upper\nlower\n711\n");
    }

    @Test
    void as_many_folders_as_are_allowed_do() throws IOException {
        Spec spec = spec("cat /etc/*.name");
        List<Path> lowers = IntStream.range(0, 11)
                .mapToObj(i -> folder.resolve("lower" + i))
                .toList();
        for (Path lower : lowers) {
            Files.createDirectories(lower.resolve("etc"));
            Files.writeString(lower.resolve("etc/" + lower.getFileName() + ".name"), "x");
        }
        List<Path> all = new ArrayList<>(lowers);
        all.add(image());

        assertThat(over(spec, new RootFs.Overlay(all))).isEqualTo("x".repeat(11));
        all.add(image());
        assertThatThrownBy(() -> new RootFs.Overlay(all))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("An overlay has 1 to 12 folders, and not 13.");
    }

    @Test
    void a_root_that_is_read_only_has_its_mount_points_all_the_same() {
        Spec spec = spec("touch /file 2>/dev/null && echo written; touch /mnt/file && echo mounted")
                .withRoot(Root.of("anything").withReadonly(true));
        List<Mount> mounts = new ArrayList<>(spec.mounts());
        mounts.add(Mount.of("/mnt", "tmpfs", "tmpfs"));

        assertThat(over(spec.withMounts(mounts), overlay())).isEqualTo("mounted\n");
        assertThat(image().resolve("mnt")).doesNotExist();
    }

    @Test
    void without_a_bundle_the_state_tells_the_runtimes_own_folder() {
        Spec spec = spec("true");
        assumeOverlays(spec);
        runtime.create(id, spec, overlay(), CreateOptions.defaults());

        assertThat(runtime.state(id).bundle()).endsWith(Path.of(id.value()));
    }

    @Test
    void a_hook_of_the_container_finds_the_root_where_the_bundle_has_it() throws IOException {
        Path own = Files.createDirectory(folder.resolve("own"));
        Path seen = folder.resolve("seen");
        Hook hook = Hook.of("/bin/sh", "sh", "-c", "cat " + own + "/rootfs/etc/name > " + seen);
        Spec spec = spec(plain -> plain.withHooks(Hooks.empty().withCreateContainer(List.of(hook))), "true");
        Files.writeString(image().resolve("etc/name"), "image");
        assumeOverlays(spec);
        runtime.create(id, spec, overlay(), CreateOptions.defaults().withBundle(own));

        assertThat(seen).hasContent("image");
        assertThat(runtime.state(id).bundle()).isEqualTo(own);
        assertThat(own.resolve("rootfs")).isEmptyDirectory();
    }

    @Test
    void a_root_that_is_a_folder_need_not_be_in_the_bundle() {
        Spec spec = spec("echo mine > /etc/name");
        runtime.create(id, spec, new RootFs.Directory(image()), CreateOptions.defaults());
        runtime.start(id);
        assertThat(runtime.waitFor(id, SOON).code()).isZero();
        assertThat(image().resolve("etc/name")).hasContent("mine");
    }

    @Test
    void a_program_that_is_not_there_is_told_before_anything_is_made() {
        Spec spec = spec(plain -> plain.withProcess(plain.process().withArgs(List.of("/no/program"))), "true");
        assumeOverlays(spec);
        assertThatThrownBy(() -> runtime.create(id, spec, overlay(), CreateOptions.defaults()))
                .hasMessageContaining("process.args[0]")
                .hasMessageContaining("/no/program");
    }

    @Test
    @NeedsRoot
    void a_folder_gets_a_new_name_at_once() throws IOException {
        Spec spec = spec("perl -e 'rename(\"/srv\", \"/srv2\") or die $!'; ls /srv2");
        Files.createDirectory(image().resolve("srv"));
        Files.createFile(image().resolve("srv/file"));

        assertThat(over(spec, overlay())).isEqualTo("file\n");
        assertThat(image().resolve("srv/file")).exists();
    }

    @Test
    @NeedsRoot
    void a_file_with_two_names_stays_one() throws IOException {
        Spec spec = spec("chmod 640 /etc/a; stat -c %a /etc/b; echo more >> /etc/b; cat /etc/a; stat -c %h /etc/a");
        String type = Files.getFileStore(image()).type();
        assumeTrue(WITH_HANDLES.contains(type), () -> type + " has no file handles, by which the kernel would know");
        Files.writeString(image().resolve("etc/a"), "text\n");
        Files.createLink(image().resolve("etc/b"), image().resolve("etc/a"));

        assertThat(over(spec, overlay())).isEqualTo("640\ntext\nmore\n2\n");
        assertThat(image().resolve("etc/a")).hasContent("text");
    }

    @Test
    @NeedsRoot
    void in_a_user_namespace_the_owners_are_those_that_it_makes_of_them() throws IOException {
        Spec spec = spec(
                UserNamespaces::shifted,
                "stat -c %u:%g / /etc/a; echo more >> /etc/a; chmod 600 /etc/a; cat /etc/a; rmdir /srv; mkdir /srv;"
                        + " stat -c %u /srv; perl -e 'rename(\"/srv\", \"/srv2\") or die $!'; ls -d /srv2");
        Files.createDirectory(image().resolve("srv"));
        Files.writeString(image().resolve("etc/a"), "text\n");
        Files.setAttribute(image().resolve("etc/a"), "unix:gid", 7);

        assertThat(over(spec, overlay())).isEqualTo("0:0\n0:7\ntext\nmore\n0\n/srv2\n");
        assertThat(image().resolve("etc/a")).hasContent("text");
        assertThat(Files.getAttribute(image().resolve("etc/a"), "unix:uid")).isEqualTo(0);
    }

    @Test
    @NeedsRoot
    void in_a_user_namespace_of_the_same_owners_nothing_is_mapped() {
        Spec spec = spec(UserNamespaces::wholeMachine, "stat -c %u:%g /; grep ' / ' /proc/mounts | cut -d' ' -f3");
        assertThat(over(spec, overlay())).isEqualTo("0:0\noverlay\n");
    }

    @Test
    @NeedsRoot
    void a_user_namespace_that_is_joined_has_none() {
        Spec plain = spec("true");
        List<Namespace> namespaces = new ArrayList<>(plain.linux().namespaces());
        namespaces.add(Namespace.of(Namespace.USER).withPath("/proc/self/ns/user"));
        Spec spec = plain.withLinux(plain.linux().withNamespaces(namespaces));
        assertThat(runtime.reasonAgainst(spec, overlay()))
                .contains("it joins a user namespace, whose mappings it does not tell");
        CreateOptions unchecked = CreateOptions.defaults().withChecked(false);
        assertThatThrownBy(() -> runtime.create(id, spec, overlay(), unchecked))
                .isInstanceOf(UnsupportedByHostException.class)
                .hasMessage("Could not create container " + id
                        + ".\nWhy: its root cannot be an overlay: it joins a user namespace, whose mappings it does not tell."
                        + "\nFix: give it a root that is a folder.");
    }

    @Test
    @NeedsUser
    void a_user_has_none_over_files_of_others_or_as_somebody_else() {
        Spec spec = spec("true");
        assertThat(runtime.reasonAgainst(spec, new RootFs.Overlay(List.of(Path.of("/usr")))))
                .contains("/usr belongs to somebody else");
        Spec other = spec.withLinux(spec.linux().withUidMappings(List.of(IdMapping.of(0, 100_000, 1))));
        assertThat(runtime.reasonAgainst(other, overlay())).contains("its root user is not the user who makes it");
    }

    @Test
    void mounts_that_others_see_have_no_overlays() {
        Spec spec = spec("true");
        Spec shared = spec.withLinux(spec.linux().withRootfsPropagation("rshared"));
        assertThat(runtime.reasonAgainst(shared, overlay())).contains("its mounts are shared with the machine");
        Spec joined = spec.withLinux(spec.linux()
                .withNamespaces(List.of(Namespace.of(Namespace.MOUNT).withPath("/proc/self/ns/mnt"))));
        assertThat(runtime.reasonAgainst(joined, overlay())).contains("it has no mount namespace of its own");
    }

    @Test
    void there_is_no_image_of_what_is_in_memory() {
        Spec spec = spec("sleep 4745");
        assumeOverlays(spec);
        runtime.create(id, spec, overlay(), CreateOptions.defaults());
        runtime.start(id);
        assumeTrue(Files.isExecutable(Path.of("/usr/sbin/criu")), "there is no criu");
        assertThatThrownBy(() -> runtime.checkpoint(id, CheckpointOptions.to(folder.resolve("checkpoint"))))
                .isInstanceOf(UnsupportedByHostException.class)
                .hasMessage("Could not checkpoint container " + id
                        + ".\nWhy: what it has written to its root is in memory, and an image would not have it."
                        + "\nFix: give it a root that is a folder.");
    }
}
