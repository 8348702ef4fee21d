package org.ociunit.runtime.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.ociunit.spec.Linux;
import org.ociunit.spec.TimeOffset;

/**
 * A new time namespace. Its clocks are set while it is empty, which is why clone(2) has no flag for it: who makes it is not
 * in it, only its children are; it may join it like any other, though.
 *
 * <p>runtime-spec config-linux.md, Offset for Time Namespace; time_namespaces(7).
 */
final class ClockSteps {
    private static final int READING = 0;

    private ClockSteps() {}

    /** Makes it for the children to come. */
    static List<Step> make(@Nullable Linux linux) {
        List<Step> steps = new ArrayList<>();
        steps.add(Step.of(Opcode.UNSHARE, Namespaces.NEW_TIME).on("time"));
        Map<String, TimeOffset> offsets = linux == null || linux.timeOffsets() == null ? Map.of() : linux.timeOffsets();
        offsets.forEach((clock, offset) -> steps.add(Step.of(
                        Opcode.WRITE,
                        "/proc/self/timens_offsets",
                        clock + " " + Objects.requireNonNullElse(offset.secs(), 0L) + " "
                                + Objects.requireNonNullElse(offset.nanosecs(), 0L))
                .from("linux.timeOffsets." + clock)));
        return steps;
    }

    /** Makes it and joins it. */
    static List<Step> makeAndJoin(@Nullable Linux linux) {
        List<Step> steps = make(linux);
        steps.add(Step.of(Opcode.OPEN_FILE, Slots.CLOCK, "/proc/self/ns/time_for_children", READING));
        steps.add(Step.of(Opcode.JOIN, Slots.CLOCK, Namespaces.NEW_TIME).on("time"));
        return steps;
    }
}
