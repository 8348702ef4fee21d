package org.ociunit.jrunc;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.ociunit.json.Json;
import org.ociunit.spec.BlockIo;
import org.ociunit.spec.Cpu;
import org.ociunit.spec.LinuxResources;
import org.ociunit.spec.Memory;
import org.ociunit.spec.Pids;

/** The limits that an update sets: those of a document, or of its flags. */
final class UpdateFlags {
    private static final int LARGEST_WEIGHT = 0xffff;

    static final List<Flag> ALL = List.of(
            Flag.text(
                            "resources",
                            "a file with linux.resources in JSON, or - for the standard input; all other flags"
                                    + " are left out then")
                    .or("r"),
            Flag.number("blkio-weight", "the share of block devices' time, from 10 to 1000"),
            Flag.text("cpu-period", "the period of the CPU quota, in microseconds"),
            Flag.text("cpu-quota", "the CPU time in a period, in microseconds"),
            Flag.text("cpu-burst", "the CPU time that can be saved for a later period, in microseconds"),
            Flag.text("cpu-share", "the share of CPU time in relation to others"),
            Flag.text("cpu-rt-period", "the period of the realtime quota, in microseconds"),
            Flag.text("cpu-rt-runtime", "the realtime in a period, in microseconds"),
            Flag.text("cpuset-cpus", "the CPUs to use"),
            Flag.text("cpuset-mems", "the memory nodes to use"),
            Flag.text("kernel-memory", "without a meaning").unlisted(),
            Flag.text("kernel-memory-tcp", "without a meaning").unlisted(),
            Flag.text("memory", "the limit of memory, in bytes"),
            Flag.text("cpu-idle", "1 for idle scheduling, 0 for the ordinary one"),
            Flag.text("memory-reservation", "the soft limit of memory, in bytes"),
            Flag.text("memory-swap", "the limit of memory and swap together, in bytes, or -1 for none"),
            Flag.number("pids-limit", "the number of processes"),
            Flag.text("l3-cache-schema", "not supported: this runtime sets no classes of resctrl"),
            Flag.text("mem-bw-schema", "not supported: this runtime sets no classes of resctrl"));

    private final Invocation invocation;

    private UpdateFlags(Invocation invocation) {
        this.invocation = invocation;
    }

    static LinuxResources resources(Invocation invocation, Session session) {
        for (String flag : List.of("l3-cache-schema", "mem-bw-schema")) {
            if (invocation.isSet(flag)) {
                throw RefusalException.of(flag, "this runtime sets no classes of resctrl");
            }
        }
        LinuxResources limits = invocation
                .text("resources")
                .map(source -> document(source, session))
                .orElseGet(() -> new UpdateFlags(invocation).resources());
        return settled(limits, session.log());
    }

    private static LinuxResources document(String source, Session session) {
        if (!source.equals("-")) {
            return Json.read(session.path(source), LinuxResources.class);
        }
        try {
            String text = new String(session.in().readAllBytes(), StandardCharsets.UTF_8);
            return Json.read(text, "the standard input", LinuxResources.class);
        } catch (IOException e) {
            throw new RefusalException("read /dev/stdin: " + Reasons.of(e));
        }
    }

    private LinuxResources resources() {
        LinuxResources none = LinuxResources.empty();
        return none.withBlockIO(blockIo())
                .withCpu(unlessEmpty(cpu(), Cpu.empty()))
                .withMemory(unlessEmpty(memory(), Memory.empty()))
                .withPids(invocation.number("pids-limit").map(Pids::of).orElse(null));
    }

    private @Nullable BlockIo blockIo() {
        long weight = invocation.number("blkio-weight").orElse(0L);
        if (weight < 0 || weight > LARGEST_WEIGHT) {
            throw new RefusalException("invalid value for blkio-weight: " + weight + " is not from 10 to 1000");
        }
        return weight == 0 ? null : BlockIo.empty().withWeight((int) weight);
    }

    private Cpu cpu() {
        return Cpu.empty()
                .withPeriod(unsigned("cpu-period"))
                .withQuota(signed("cpu-quota"))
                .withBurst(unsigned("cpu-burst"))
                .withShares(unsigned("cpu-share"))
                .withRealtimePeriod(unsigned("cpu-rt-period"))
                .withRealtimeRuntime(signed("cpu-rt-runtime"))
                .withIdle(signed("cpu-idle"))
                .withCpus(invocation.text("cpuset-cpus").orElse(null))
                .withMems(invocation.text("cpuset-mems").orElse(null));
    }

    private Memory memory() {
        return Memory.empty()
                .withLimit(size("memory"))
                .withReservation(size("memory-reservation"))
                .withSwap(size("memory-swap"))
                .withKernel(size("kernel-memory"))
                .withKernelTCP(size("kernel-memory-tcp"));
    }

    private static <T> @Nullable T unlessEmpty(T document, T empty) {
        return document.equals(empty) ? null : document;
    }

    private @Nullable Long signed(String flag) {
        String text = invocation.text(flag).orElse(null);
        if (text == null) {
            return null;
        }
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException e) {
            throw invalid(flag, text);
        }
    }

    private @Nullable Long unsigned(String flag) {
        String text = invocation.text(flag).orElse(null);
        if (text == null) {
            return null;
        }
        if (!text.matches("\\d{1,20}") || new BigInteger(text).bitLength() > Long.SIZE) {
            throw invalid(flag, text);
        }
        return new BigInteger(text).longValue();
    }

    private @Nullable Long size(String flag) {
        String text = invocation.text(flag).orElse(null);
        if (text == null || text.equals("-1")) {
            return text == null ? null : Long.valueOf(-1);
        }
        try {
            return Sizes.parse(text);
        } catch (IllegalArgumentException e) {
            throw new RefusalException("invalid value for " + flag + ": invalid size: '" + text + "'");
        }
    }

    private static RefusalException invalid(String flag, String text) {
        return new RefusalException("invalid value for " + flag + ": parsing " + GoQuote.of(text) + ": invalid syntax");
    }

    /** What goes without saying, and what an update does not do. */
    private static LinuxResources settled(LinuxResources limits, ErrorLog log) {
        Memory memory = limits.memory();
        if (memory != null && (memory.kernel() != null || memory.kernelTCP() != null)) {
            log.warning("Kernel memory settings are ignored and will be removed");
            memory = memory.withKernel(null).withKernelTCP(null);
        }
        if (memory != null && Objects.equals(memory.limit(), -1L) && memory.swap() == null) {
            memory = memory.withSwap(-1L);
        }
        if (limits.devices() != null) {
            log.warning("devices are ignored: an update does not change them");
        }
        return limits.withMemory(memory == null ? null : unlessEmpty(memory, Memory.empty()))
                .withDevices(null);
    }
}
