package org.ociunit.error;

import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where warnings go: to whoever listens, and if nobody does, to the JVM's log. That one is not even looked for before: it
 * takes a tenth of the time of a short run.
 */
public final class Warnings {
    private static final List<Consumer<String>> LISTENERS = new CopyOnWriteArrayList<>();

    private Warnings() {}

    /**
     * Warns of what does not stop anybody.
     *
     * @param origin the class that warns; the log is named after it
     * @param text what is to be told
     */
    public static void warn(Class<?> origin, String text) {
        warn(origin, text, null);
    }

    /**
     * Warns of what does not stop anybody.
     *
     * @param origin the class that warns; the log is named after it
     * @param text what is to be told
     * @param cause what it came from, or null
     */
    public static void warn(Class<?> origin, String text, @Nullable Throwable cause) {
        if (LISTENERS.isEmpty()) {
            System.getLogger(origin.getName()).log(Level.WARNING, text, cause);
        }
        for (Consumer<String> listener : LISTENERS) {
            listener.accept(cause == null ? text : text + ": " + cause);
        }
    }

    /**
     * Has the warnings of this JVM go to a listener from now on.
     *
     * @param listener what is told each of them
     */
    public static void tell(Consumer<String> listener) {
        LISTENERS.add(listener);
    }

    /**
     * Tells a listener no more.
     *
     * @param listener who has heard enough
     */
    public static void leave(Consumer<String> listener) {
        LISTENERS.remove(listener);
    }
}
