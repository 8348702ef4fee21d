package org.ociunit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ociunit.json.Json;

class CniListTest {
    @TempDir
    private Path folder;

    private Path plugins;

    @BeforeEach
    void install_plugins() throws Exception {
        plugins = Files.createDirectory(folder.resolve("plugins"));
        for (String name : List.of("bridge", "tuning")) {
            assertThat(Files.createFile(plugins.resolve(name)).toFile().setExecutable(true))
                    .isTrue();
        }
    }

    @Test
    void a_plugin_is_told_the_network_and_what_has_been_done_before() throws Exception {
        write("10-web.conflist", """
                {"cniVersion": "1.0.0", "name": "web", "disableCheck": true, "plugins": [
                  {"type": "bridge", "bridge": "web0", "name": "other", "ipam": {"type": "host-local"}},
                  {"type": "tuning", "sysctl": {"a.b": "1"}, "capabilities": {"mac": true}}]}""");
        CniList list = find("web");

        assertThat(list.plugins())
                .extracting(CniPlugin::program)
                .containsExactly(plugins.resolve("bridge"), plugins.resolve("tuning"));
        assertThat(members(list.plugins().get(0).input(Optional.empty()))).isEqualTo(members("""
                        {"cniVersion": "1.0.0", "name": "web", "type": "bridge",
                         "bridge": "web0", "ipam": {"type": "host-local"}}"""));
        CniResult result = CniResult.of(Map.of("ips", List.of()));
        assertThat(members(list.plugins().get(1).input(Optional.of(result)))).isEqualTo(members("""
                        {"cniVersion": "1.0.0", "name": "web", "type": "tuning",
                         "sysctl": {"a.b": "1"}, "prevResult": {"ips": []}}"""));
    }

    @Test
    void the_first_file_that_has_the_name_counts_and_lists_come_before_single_plugins() throws Exception {
        String plugin = "{\"cniVersion\": \"0.4.0\", \"name\": \"%s\", \"type\": \"bridge\", \"from\": \"%s\"}";
        String list = "{\"cniVersion\": \"0.4.0\", \"name\": \"%s\", \"plugins\": [%s]}";
        write("00.conf", plugin.formatted("web", "00.conf"));
        write("01.json", plugin.formatted("only", "01.json"));
        write("30.conflist", list.formatted("web", plugin.formatted("web", "30.conflist")));
        write("20.conflist", list.formatted("web", plugin.formatted("web", "20.conflist")));
        write("10.conflist", list.formatted("other", plugin.formatted("other", "10.conflist")));
        write("00.conflist.bak", list.formatted("web", plugin.formatted("web", "00.conflist.bak")));

        assertThat(find("web").plugins().get(0).configuration()).containsEntry("from", "20.conflist");
        assertThat(find("only").plugins().get(0).configuration()).containsEntry("from", "01.json");
    }

    @Test
    void a_name_that_no_file_has_is_refused() {
        assertThatThrownBy(() -> find("web")).hasMessage("""
                        Could not find the CNI network web.
                        Why: no file in %s is a configuration of that name.
                        Fix: name one that is there, or the folder that it is in: NETCONFPATH, or Network.cni(name, folder).""".formatted(folder));
    }

    @Test
    void a_list_that_is_not_right_is_refused() throws Exception {
        refuses("{\"name\": \"web\", \"plugins\": [{\"type\": \"bridge\"}]}", """
                Why: its cniVersion is null.
                Fix: say one of 0.3.0 to 1.1.0.""");
        refuses("{\"name\": \"web\", \"cniVersion\": \"0.2.0\", \"plugins\": [{\"type\": \"bridge\"}]}", """
                Why: its cniVersion is 0.2.0.
                Fix: say one of 0.3.0 to 1.1.0.""");
        refuses("{\"name\": \"web\", \"cniVersion\": \"1.0.0\", \"plugins\": []}", """
                Why: it has no plugins.
                Fix: name some, or delete the file.""");
        refuses("{\"name\": \"web\", \"cniVersion\": \"1.0.0\", \"plugins\": [{\"type\": \"../bridge\"}]}", """
                Why: a plugin's type is ../bridge.
                Fix: name a program.""");
        refuses("{\"name\": \"web\", \"cniVersion\": \"1.0.0\", \"plugins\": [{\"type\": \"vlan\"}]}", """
                Why: its plugin vlan is in none of [%s].
                Fix: apt-get install containernetworking-plugins, or name the folder that it is in: CNI_PATH.""".formatted(
                        plugins));
    }

    private void refuses(String list, String message) throws IOException {
        write("web.conflist", list);
        assertThatThrownBy(() -> find("web"))
                .hasMessage("Could not use the CNI network web of " + folder + "/web.conflist.\n" + message);
    }

    @Test
    void the_environment_names_other_folders() {
        assertThat(CniNetwork.ofMachine("web", Map.of()))
                .isEqualTo(new CniNetwork(
                        "web",
                        Path.of("/etc/cni/net.d"),
                        List.of(Path.of("/opt/cni/bin"), Path.of("/usr/lib/cni"), Path.of("/usr/libexec/cni"))));
        assertThat(CniNetwork.ofMachine("web", Map.of("NETCONFPATH", "/net.d", "CNI_PATH", "/a::/b")))
                .isEqualTo(new CniNetwork("web", Path.of("/net.d"), List.of(Path.of("/a"), Path.of("/b"))));
    }

    @Test
    void a_result_has_addresses_and_perhaps_name_servers() {
        CniResult result = CniResult.of(members("""
                {"ips": [{"address": "10.1.0.5/16", "interface": 2}, {"address": "fd00::5/64"}],
                 "dns": {"nameservers": ["10.1.0.1", "10.1.0.2"], "domain": "one", "search": ["a", "b"], "options": ["ndots:2"]}}"""));

        assertThat(result.addresses()).containsExactly("10.1.0.5", "fd00::5");
        assertThat(result.resolver()).hasValue("""
                nameserver 10.1.0.1
                nameserver 10.1.0.2
                domain one
                search a b
                options ndots:2
                """);
        assertThat(CniResult.of(members("{\"dns\": {}}")).resolver()).isEmpty();
        assertThat(CniResult.of(Map.of()).addresses()).isEmpty();
    }

    private CniList find(String name) {
        return CniList.find(name, folder, List.of(plugins));
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    private static Map<?, ?> members(String text) {
        return (Map<?, ?>) Json.read(text, "the test", Object.class);
    }
}
