package org.ociunit.runtime.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ociunit.spec.IdMapping;
import org.ociunit.spec.Mount;

class MountOptionsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            async         | superblock async
            atime         | nothing
            bind          | bind
            copy-symlink  | copy-symlink
            defaults      | nothing
            dest-nofollow | dest-nofollow
            dev           | clear nodev
            diratime      | nothing
            dirsync       | superblock dirsync
            exec          | clear noexec
            idmap         | idmap
            iversion      | nothing
            lazytime      | superblock lazytime
            loud          | nothing
            mand          | superblock mand
            noatime       | set noatime, clear atime
            nodev         | set nodev
            nodiratime    | set nodiratime
            noexec        | set noexec
            noiversion    | nothing
            nolazytime    | superblock nolazytime
            nomand        | superblock nomand
            norelatime    | nothing
            nostrictatime | nothing
            nosuid        | set nosuid
            nosymfollow   | set nosymfollow
            notmpcopyup   | nothing
            private       | private
            ratime        | tree clear atime
            rbind         | rbind
            rdev          | tree clear nodev
            rdiratime     | tree clear nodiratime
            relatime      | clear atime
            remount       | remount
            rexec         | tree clear noexec
            ridmap        | ridmap
            rnoatime      | tree set noatime, clear atime
            rnodev        | tree set nodev
            rnodiratime   | tree set nodiratime
            rnoexec       | tree set noexec
            rnorelatime   | tree clear atime
            rnostrictatime | tree clear atime
            rnosuid       | tree set nosuid
            rnosymfollow  | tree set nosymfollow
            ro            | set ro; superblock ro
            rprivate      | rprivate
            rrelatime     | tree clear atime
            rro           | tree set ro
            rrw           | tree clear ro
            rshared       | rshared
            rslave        | rslave
            rstrictatime  | tree set strictatime, clear atime
            rsuid         | tree clear nosuid
            rsymfollow    | tree clear nosymfollow
            runbindable   | runbindable
            rw            | clear ro; superblock rw
            shared        | shared
            silent        | nothing
            slave         | slave
            src-nofollow  | src-nofollow
            strictatime   | set strictatime, clear atime
            suid          | clear nosuid
            symfollow     | clear nosymfollow
            sync          | superblock sync
            tmpcopyup     | tmpcopyup
            unbindable    | unbindable
            size=64k      | superblock size=64k
            newinstance   | superblock newinstance
            RO            | superblock RO
            """)
    void each_option_asks_for_what_it_names(String option, String asked) {
        assertThat(options(option)).hasToString(asked);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ro rw                         | clear ro; superblock rw
            rw ro                         | set ro; superblock ro
            ro ro                         | set ro; superblock ro
            rro rrw                       | tree clear ro
            suid nosuid                   | set nosuid
            nosuid suid                   | clear nosuid
            nodev dev nodev               | set nodev
            noexec exec                   | clear noexec
            sync async                    | superblock async
            nolazytime size=1m lazytime   | superblock size=1m lazytime
            mand nomand                   | superblock nomand
            noatime strictatime           | set strictatime, clear atime
            strictatime noatime           | set noatime, clear atime
            noatime relatime              | clear atime
            noatime atime                 | nothing
            strictatime nostrictatime     | nothing
            noatime nostrictatime         | set noatime, clear atime
            strictatime norelatime atime  | set strictatime, clear atime
            nostrictatime norelatime      | nothing
            noatime nodiratime            | set noatime nodiratime, clear atime
            nodiratime noatime diratime   | set noatime, clear atime
            rnoatime rstrictatime         | tree set strictatime, clear atime
            rnoatime rnostrictatime       | tree set noatime, clear atime
            tmpcopyup notmpcopyup         | nothing
            ridmap idmap                  | idmap
            rbind bind                    | rbind
            """)
    void of_options_that_contradict_each_other_the_last_one_is_followed(String given, String asked) {
        assertThat(options(given.split(" "))).hasToString(asked);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            nosuid strictatime mode=755 size=65536k | set nosuid strictatime, clear atime; superblock mode=755 size=65536k
            nosuid noexec newinstance ptmxmode=0666 mode=0620 gid=5 | set nosuid noexec; superblock newinstance ptmxmode=0666 mode=0620 gid=5
            nosuid noexec nodev relatime ro         | set ro nosuid nodev noexec, clear atime; superblock ro
            nosuid noexec nodev                     | set nosuid nodev noexec
            rbind nosuid noexec nodev ro            | rbind; set ro nosuid nodev noexec
            rbind rro rslave                        | rbind; tree set ro; rslave
            rro rw ro                               | set ro; tree set ro; superblock ro
            tmpcopyup ro size=1m                    | set ro; superblock ro size=1m; tmpcopyup
            remount bind ro                         | remount; bind; set ro
            remount ro size=2m                      | remount; set ro; superblock ro size=2m
            """)
    void options_of_different_kinds_stand_beside_each_other(String given, String asked) {
        assertThat(options(given.split(" "))).hasToString(asked);
    }

    @Test
    void a_mount_that_is_a_slave_and_then_shared_is_both() {
        assertThat(options("rslave", "rshared").propagation())
                .containsExactly(MountPropagation.RSLAVE, MountPropagation.RSHARED);
    }

    @Test
    void a_parameter_is_kept_as_often_as_it_is_given() {
        assertThat(options("size=1m", "mode=755", "size=2m").superblock())
                .containsExactly("size=1m", "mode=755", "size=2m");
    }

    @Test
    void a_bind_mount_takes_nothing_for_a_file_system() {
        assertThat(options("size=1m", "bind", "sync", "ro", "lazytime")).hasToString("bind; set ro");
    }

    @Test
    void a_type_alone_makes_no_bind_mount() {
        assertThat(MountOptions.of(Mount.of("/a", "bind", "/b", "ro"))).hasToString("set ro; superblock ro");
    }

    @Test
    void a_mount_without_options_asks_nothing() {
        Mount mount = Mount.of("/proc", "proc", "proc");

        assertThat(MountOptions.of(mount)).hasToString("nothing");
        assertThat(MountOptions.of(mount.withOptions(List.of()))).hasToString("nothing");
    }

    @Test
    void mappings_of_ids_need_no_option() {
        Mount mount = Mount.of("/a", "none", "/b", "rbind").withUidMappings(List.of(IdMapping.of(0, 1000, 1)));

        assertThat(MountOptions.of(mount)).hasToString("rbind; idmap");
        assertThat(MountOptions.of(mount.withOptions(List.of("rbind", "ridmap"))))
                .hasToString("rbind; ridmap");
    }

    @Test
    void one_text_may_hold_several_options() {
        assertThat(options("nosuid,size=1m,,mode=755")).hasToString("set nosuid; superblock size=1m mode=755");
        assertThat(options(",", "")).hasToString("nothing");
    }

    @Test
    void a_comma_in_quotes_or_behind_a_backslash_is_part_of_the_option() {
        assertThat(options("size=1m,rootcontext=\"u:r:t:s0:c1,c2\",ro").superblock())
                .containsExactly("size=1m", "rootcontext=u:r:t:s0:c1,c2", "ro");
        assertThat(options("lowerdir=/a\\,b:/c,upperdir=/d").superblock())
                .containsExactly("lowerdir=/a\\,b:/c", "upperdir=/d");
    }

    @Test
    void a_quote_or_backslash_without_its_second_half_is_part_of_the_option() {
        assertThat(options("a=\"b,c=d\\").superblock()).containsExactly("a=\"b", "c=d\\");
    }

    @Test
    void an_option_may_be_as_long_as_a_page_and_longer() {
        String layers = "lowerdir=" + "/layer\\:".repeat(4096);

        assertThat(options(layers).superblock()).containsExactly(layers);
    }

    @Test
    void the_bits_are_those_of_the_kernel() {
        MountOptions options = options(
                "ro", "nosuid", "nodev", "noexec", "noatime", "nodiratime", "nosymfollow", "rstrictatime", "rrw");

        assertThat(options.own()).isEqualTo(new MountAttributes(0x20009f, 0x70));
        assertThat(options.tree()).isEqualTo(new MountAttributes(0x20, 0x71));
        assertThat(List.of(MountPropagation.values()))
                .extracting(MountPropagation::flag)
                .containsExactly(1048576L, 1048576L, 524288L, 524288L, 262144L, 262144L, 131072L, 131072L);
    }

    @Test
    void an_access_time_that_the_kernel_would_not_take_is_refused() {
        String refusal = "The bits of the access time can only be cleared together.";

        assertThatThrownBy(() -> new MountAttributes(MountAttributes.NOATIME, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(refusal);
        assertThatThrownBy(() -> new MountAttributes(0, MountAttributes.NOATIME))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(refusal);
    }

    @Test
    void bits_without_a_name_are_shown_as_a_number() {
        assertThat(new MountAttributes(0x100001, 0)).hasToString("set ro 0x100000");
    }

    @Test
    void a_propagation_is_found_by_its_name() {
        assertThat(MountPropagation.of("rslave")).contains(MountPropagation.RSLAVE);
        assertThat(MountPropagation.RSLAVE.recursive()).isTrue();
        assertThat(MountPropagation.SLAVE.recursive()).isFalse();
        assertThat(MountPropagation.of("SLAVE")).isEmpty();
    }

    private static MountOptions options(String... options) {
        return MountOptions.of(Mount.of("/mnt", "tmpfs", "tmpfs", options));
    }
}
