package org.ociunit.spec;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ociunit.json.Unknown;
import org.ociunit.json.Unsigned;

/**
 * A condition on an argument of a system call.
 *
 * <p>runtime-spec config-linux.md, Seccomp, {@code args}.
 *
 * @param index which argument, from 0
 * @param value what it is compared with, an unsigned number; for {@link #MASKED_EQ} the mask
 * @param valueTwo for {@link #MASKED_EQ}: what the masked argument must be, an unsigned number
 * @param op how, such as {@link #EQ}
 * @param unknown the members that this record does not know, in their order; they are written back
 */
@Document
public record SyscallArgument(
        @Unsigned(32) long index,
        @Unsigned long value,
        @Unsigned @Nullable Long valueTwo,
        String op,
        @Unknown Map<String, Object> unknown)
        implements SyscallArgumentBuilder.With {
    /** The argument differs. */
    public static final String NE = "SCMP_CMP_NE";

    /** The argument is less. */
    public static final String LT = "SCMP_CMP_LT";

    /** The argument is less or the same. */
    public static final String LE = "SCMP_CMP_LE";

    /** The argument is the same. */
    public static final String EQ = "SCMP_CMP_EQ";

    /** The argument is greater or the same. */
    public static final String GE = "SCMP_CMP_GE";

    /** The argument is greater. */
    public static final String GT = "SCMP_CMP_GT";

    /** The bits of the argument that the mask names are the same. */
    public static final String MASKED_EQ = "SCMP_CMP_MASKED_EQ";

    public SyscallArgument {
        unknown = Frozen.tree(unknown);
    }

    /**
     * A comparison with one value.
     *
     * @param index which argument, from 0
     * @param value an unsigned number
     * @param op such as {@link #EQ}
     * @return the new record
     */
    public static SyscallArgument of(long index, long value, String op) {
        return new SyscallArgument(index, value, null, op, Map.of());
    }
}
