package org.ociunit.runtime.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ociunit.json.Json;

/** From what kernels have said, written down. */
class StatsTest {
    @TempDir
    Path folder;

    private void file(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text + "\n");
    }

    private String version1(String... controllers) {
        Map<String, Path> folders = new LinkedHashMap<>();
        for (String controller : controllers) {
            folders.put(controller, folder);
        }
        return Json.toText(new V1Stats(folders).read());
    }

    private String version2() {
        return Json.toText(new V2Stats(folder).read());
    }

    @Test
    void processor_time_of_version_1() throws IOException {
        file("cpu.stat", "nr_periods 7\nnr_throttled 2\nthrottled_time 180000\nnr_bursts 0\nburst_time 0");
        file("cpuacct.usage", "8065672");
        file("cpuacct.stat", "user 3\nsystem 0");
        file("cpuacct.usage_percpu", "8065672 0 ");
        file("cpuacct.usage_all", "cpu user system\n0 4000000 1\n1 5 0");

        assertThat(version1("cpu", "cpuacct"))
                .isEqualTo("{\"cpu\":{\"usage\":{\"total\":8065672,\"percpu\":[8065672,0],\"percpu_kernel\":[1,0],"
                        + "\"percpu_user\":[4000000,5],\"kernel\":0,\"user\":30000000},"
                        + "\"throttling\":{\"periods\":7,\"throttledPeriods\":2,\"throttledTime\":180000}}}");
    }

    @Test
    void processors_and_nodes_of_version_1() throws IOException {
        for (String name : new String[] {
            "cpu_exclusive",
            "mem_hardwall",
            "mem_exclusive",
            "memory_migrate",
            "memory_spread_page",
            "memory_spread_slab",
            "memory_pressure"
        }) {
            file("cpuset." + name, "0");
        }
        file("cpuset.cpus", "0-2,7");
        file("cpuset.mems", "0");
        file("cpuset.sched_load_balance", "1");
        file("cpuset.sched_relax_domain_level", "-1");

        assertThat(version1("cpuset"))
                .isEqualTo("{\"cpuset\":{\"cpus\":[0,1,2,7],\"cpu_exclusive\":0,\"mems\":[0],\"mem_hardwall\":0,"
                        + "\"mem_exclusive\":0,\"memory_migrate\":0,\"memory_spread_page\":0,\"memory_spread_slab\":0,"
                        + "\"memory_pressure\":0,\"sched_load_balance\":1,\"sched_relax_domain_level\":-1}}");
    }

    @Test
    void memory_of_version_1() throws IOException {
        file("memory.stat", "cache 12288\nrss 40960\nhierarchical_memory_limit 67108864");
        for (String kind : new String[] {"", "memsw.", "kmem.", "kmem.tcp."}) {
            file("memory." + kind + "limit_in_bytes", "67108864");
            file("memory." + kind + "usage_in_bytes", kind.equals("kmem.tcp.") ? "0" : "561152");
            file("memory." + kind + "max_usage_in_bytes", kind.equals("kmem.tcp.") ? "0" : "1986560");
            file("memory." + kind + "failcnt", "0");
        }
        String entry = "{\"limit\":67108864,\"usage\":561152,\"max\":1986560,\"failcnt\":0}";

        assertThat(version1("memory"))
                .isEqualTo("{\"memory\":{\"cache\":12288,\"usage\":" + entry + ",\"swap\":" + entry + ",\"kernel\":"
                        + entry
                        + ",\"kernelTCP\":{\"limit\":67108864,\"failcnt\":0},"
                        + "\"raw\":{\"cache\":12288,\"rss\":40960,\"hierarchical_memory_limit\":67108864}}}");
    }

    @Test
    void processes_of_both_versions() throws IOException {
        file("pids.current", "3");
        file("pids.max", "20");
        assertThat(version1("pids")).isEqualTo("{\"pids\":{\"current\":3,\"limit\":20}}");
        assertThat(version2()).isEqualTo("{\"pids\":{\"current\":3,\"limit\":20}}");
        file("pids.max", "max");
        assertThat(version1("pids")).isEqualTo("{\"pids\":{\"current\":3}}");
    }

    @Test
    void without_the_controller_of_version_2_processes_are_counted() throws IOException {
        file("cgroup.procs", "12\n13");

        assertThat(version2()).isEqualTo("{\"pids\":{\"current\":2}}");
    }

    @Test
    void block_devices_of_version_1_are_told_by_the_scheduler_or_else_by_the_limits() throws IOException {
        file("blkio.bfq.io_service_bytes_recursive", "Total 0");
        file(
                "blkio.throttle.io_service_bytes_recursive",
                "254:0 Read 4096\n254:0 Write 0\n254:0 Total 4096\nTotal 4096");
        file("blkio.throttle.io_serviced_recursive", "254:0 Read 1");
        assertThat(version1("blkio"))
                .isEqualTo("{\"blkio\":{\"ioServiceBytesRecursive\":[{\"major\":254,\"op\":\"Read\",\"value\":4096},"
                        + "{\"major\":254,\"op\":\"Write\"},{\"major\":254,\"op\":\"Total\",\"value\":4096}],"
                        + "\"ioServicedRecursive\":[{\"major\":254,\"op\":\"Read\",\"value\":1}]}}");

        file("blkio.bfq.io_service_bytes_recursive", "8:0 Read 1");
        file("blkio.bfq.sectors_recursive", "8:0 6792");
        assertThat(version1("blkio"))
                .isEqualTo("{\"blkio\":{\"ioServiceBytesRecursive\":[{\"major\":8,\"op\":\"Read\",\"value\":1}],"
                        + "\"sectorsRecursive\":[{\"major\":8,\"value\":6792}]}}");
    }

    @Test
    void huge_pages_of_both_versions_by_their_size() throws IOException {
        file("hugetlb.2MB.limit_in_bytes", "0");
        file("hugetlb.2MB.rsvd.limit_in_bytes", "0");
        file("hugetlb.2MB.rsvd.usage_in_bytes", "4194304");
        file("hugetlb.2MB.rsvd.max_usage_in_bytes", "8388608");
        file("hugetlb.2MB.rsvd.failcnt", "1");
        assertThat(version1("hugetlb"))
                .isEqualTo("{\"hugetlb\":{\"2MB\":{\"usage\":4194304,\"max\":8388608,\"failcnt\":1}}}");

        file("hugetlb.1GB.max", "max");
        file("hugetlb.1GB.current", "1073741824");
        file("hugetlb.1GB.events", "max 4");
        assertThat(version2()).isEqualTo("{\"pids\":{},\"hugetlb\":{\"1GB\":{\"usage\":1073741824,\"failcnt\":4}}}");
    }

    @Test
    void processor_time_and_pressure_of_version_2() throws IOException {
        file("cpu.stat", """
                usage_usec 1500
                user_usec 1000
                system_usec 500
                nr_periods 3
                nr_throttled 1
                throttled_usec 20""");
        file("cpu.pressure", """
                some avg10=1.50 avg60=0.25 avg300=0.00 total=1234
                full avg10=0.00 avg60=0.00 avg300=0.00 total=0""");
        file("cgroup.procs", "12");

        assertThat(version2())
                .isEqualTo(
                        "{\"cpu\":{\"usage\":{\"total\":1500000,\"kernel\":500000,\"user\":1000000},"
                                + "\"throttling\":{\"periods\":3,\"throttledPeriods\":1,\"throttledTime\":20000},"
                                + "\"psi\":{\"some\":{\"avg10\":1.5,\"avg60\":0.25,\"avg300\":0.0,\"total\":1234},"
                                + "\"full\":{\"avg10\":0.0,\"avg60\":0.0,\"avg300\":0.0,\"total\":0}}},\"pids\":{\"current\":1}}");
    }

    @Test
    void memory_of_version_2_has_memory_and_swap_together_as_version_1_counts() throws IOException {
        file("memory.stat", "anon 4096\nfile 8192");
        file("memory.current", "20480");
        file("memory.max", "67108864");
        file("memory.peak", "40960");
        file("memory.swap.current", "4096");
        file("memory.swap.max", "67108864");
        file("pids.max", "max");
        assertThat(version2())
                .isEqualTo("{\"memory\":{\"cache\":8192,"
                        + "\"usage\":{\"limit\":67108864,\"usage\":20480,\"max\":40960,\"failcnt\":0},"
                        + "\"swap\":{\"limit\":134217728,\"usage\":24576,\"failcnt\":0},"
                        + "\"raw\":{\"anon\":4096,\"file\":8192}},\"pids\":{}}");

        file("memory.swap.max", "max");
        assertThat(version2()).contains("\"swap\":{\"limit\":18446744073709551615,\"usage\":24576,\"failcnt\":0}");
    }

    @Test
    void block_devices_of_version_2_are_told_in_the_words_of_version_1() throws IOException {
        file("io.stat", "254:0 rbytes=4096 wbytes=0 rios=1 wios=0 dbytes=0 dios=0\n7:0");
        file("pids.max", "max");

        assertThat(version2())
                .isEqualTo(
                        "{\"pids\":{},\"blkio\":{\"ioServiceBytesRecursive\":"
                                + "[{\"major\":254,\"op\":\"Read\",\"value\":4096},{\"major\":254,\"op\":\"Write\"}],"
                                + "\"ioServicedRecursive\":[{\"major\":254,\"op\":\"Read\",\"value\":1},{\"major\":254,\"op\":\"Write\"}]}}");
    }

    @Test
    void a_group_that_has_gone_says_nothing() {
        assertThat(Json.toText(
                        new V1Stats(Map.of("memory", folder.resolve("gone"), "pids", folder.resolve("gone"))).read()))
                .isEqualTo("{}");
    }
}
