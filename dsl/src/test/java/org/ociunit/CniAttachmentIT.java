package org.ociunit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ociunit.error.ContainerException;
import org.ociunit.image.Image;
import org.ociunit.runtime.host.Host;
import org.ociunit.runtime.testkit.NeedsEmbedded;

/** What plugins are told, and when: they are scripts of the test's, which write that down. */
@Tag("once")
@NeedsEmbedded
@Timeout(60)
class CniAttachmentIT {
    private static final String FIRST = "{\"cniVersion\":\"1.0.0\",\"ips\":[{\"address\":\"10.9.0.2/24\"}]}";
    private static final String SECOND = "{\"cniVersion\":\"1.0.0\",\"ips\":[{\"address\":\"10.9.0.2/24\"}],"
            + "\"dns\":{\"nameservers\":[\"10.9.0.1\"]}}";

    /** As an ordinary user one is told what that may be about. */
    private static final String FIX =
            Host.current().isRoot() ? "" : "\nFix: run as root: most plugins change this machine's own network.";

    @TempDir
    private Path folder;

    @BeforeEach
    void install_plugins() throws IOException {
        Files.writeString(folder.resolve("test.conflist"), """
                {"cniVersion": "1.0.0", "name": "test", "plugins": [{"type": "first"}, {"type": "second"}]}""");
        plugin("first", "echo '" + FIRST + "'");
        plugin("second", "echo '" + SECOND + "'");
    }

    @Test
    void they_are_run_in_their_order_and_undo_their_work_in_reverse() throws Exception {
        CniAttachment attachment = attach();
        attachment.close();
        attachment.close();

        String told = "{\"cniVersion\":\"1.0.0\",\"name\":\"test\",\"type\":\"%s\"%s}";
        assertThat(calls()).isEqualTo("""
                        first ADD web-1 eth0 %1$s own
                        %2$s
                        second ADD web-1 eth0 %1$s own
                        %3$s
                        second DEL web-1 eth0 %1$s own
                        %4$s
                        first DEL web-1 eth0 %1$s own
                        %5$s
                        """.formatted(
                        folder,
                        told.formatted("first", ""),
                        told.formatted("second", ",\"prevResult\":" + FIRST),
                        told.formatted("second", ",\"prevResult\":" + SECOND),
                        told.formatted("first", ",\"prevResult\":" + SECOND)));
    }

    @Test
    void where_one_fails_all_undo_their_work() throws Exception {
        plugin("second", """
                [ $CNI_COMMAND = DEL ] || {
                  echo '{"cniVersion": "1.0.0", "code": 11, "msg": "try again later", "details": "it is full"}'
                  exit 1
                }""");

        assertThatThrownBy(this::attach).isInstanceOf(ContainerException.class).hasMessage("""
                        Could not connect container web to the CNI network test.
                        Why: ADD of the plugin second: code 11: try again later: it is full.""" + FIX);

        assertThat(calls().lines().filter(line -> line.contains("web-1")).map(line -> line.split(" web")[0]))
                .containsExactly("first ADD", "second ADD", "second DEL", "first DEL");
    }

    @Test
    void what_is_no_result_is_shown_as_it_is() throws Exception {
        plugin("first", "[ $CNI_COMMAND = DEL ] || { echo out; echo err >&2; exit 2; }");
        assertThatThrownBy(this::attach).hasMessage("""
                        Could not connect container web to the CNI network test.
                        Why: ADD of the plugin first: it failed and said out
                        err.""" + FIX);

        plugin("first", "echo done");
        assertThatThrownBy(this::attach).hasMessage("""
                        Could not connect container web to the CNI network test.
                        Why: ADD of the plugin first: its result is no JSON: done.""" + FIX);
    }

    @Test
    void that_one_cannot_undo_its_work_does_not_keep_the_others_from_it() throws Exception {
        plugin("second", "[ $CNI_COMMAND = DEL ] && exit 1; echo '" + SECOND + "'");
        CniAttachment attachment = attach();

        assertThatThrownBy(attachment::close).hasMessage("""
                        Could not take container web off the CNI network test.
                        Why: DEL of the plugin second: it failed and said nothing.""" + FIX);

        assertThat(calls()).contains("first DEL");
    }

    @Test
    void the_container_knows_its_address_and_its_name_server() {
        Bundle bundle = Bundle.from(Image.host()).hostname("web").network(Network.cni("test", folder, folder));

        assertThat(bundle.run("cat", "/etc/hosts", "/etc/resolv.conf").stdout()).isEqualTo("""
                        127.0.0.1 localhost
                        ::1 localhost
                        10.9.0.2 web
                        nameserver 10.9.0.1
                        """);
    }

    @Test
    void a_container_that_cannot_be_connected_is_none() throws Exception {
        plugin("first", "[ $CNI_COMMAND = DEL ] || exit 1");
        Bundle bundle = Bundle.from(Image.host()).network(Network.cni("test", folder, folder));

        assertThatThrownBy(bundle::create)
                .hasMessageMatching("Could not connect container \\S+ to the CNI network test[.]\n(?s).*");

        assertThat(Container.unclosed()).isEmpty();
        assertThat(calls()).contains("second DEL", "first DEL");
    }

    private CniAttachment attach() {
        CniList list = CniList.find("test", folder, List.of(folder));
        return CniAttachment.of(
                "container web", "web+1", ProcessHandle.current().pid(), list, List.of(folder));
    }

    private void plugin(String name, String script) throws IOException {
        Path program = Files.writeString(folder.resolve(name), """
                #!/bin/sh
                [ "$CNI_NETNS" -ef /proc/$PPID/ns/net ] && whose=own || whose=other
                { echo "%1$s $CNI_COMMAND $CNI_CONTAINERID $CNI_IFNAME $CNI_PATH $whose"; cat; echo; } >>%2$s/calls
                """.formatted(name, folder) + script + "\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
    }

    private String calls() throws IOException {
        return Files.readString(folder.resolve("calls"));
    }
}
