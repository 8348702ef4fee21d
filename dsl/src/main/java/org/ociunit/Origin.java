package org.ociunit;

import java.security.CodeSource;

/**
 * Who has made a container.
 *
 * @param thread the thread that did
 * @param line the line of code outside of OciUnit that asked for it
 */
public record Origin(Thread thread, StackTraceElement line) {
    /** The nearest caller that does not come from where this class comes from. */
    static Origin here() {
        StackTraceElement line = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE)
                .walk(frames -> frames.filter(
                                frame -> !source(frame.getDeclaringClass()).equals(source(Origin.class)))
                        .findFirst()
                        .orElseThrow()
                        .toStackTraceElement());
        return new Origin(Thread.currentThread(), line);
    }

    /** Classes of the JDK itself have none. */
    private static Object source(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        return source == null ? "" : source.getLocation();
    }
}
