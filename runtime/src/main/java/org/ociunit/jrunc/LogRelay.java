package org.ociunit.jrunc;

import java.util.function.IntSupplier;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** What the runtime logs by itself, such as a warning of a hook that failed, goes where errors go. */
final class LogRelay extends Handler {
    /** Held here: java.util.logging itself would forget it. */
    private static final Logger OURS = Logger.getLogger("org.ociunit");

    private final ErrorLog log;
    private final SimpleFormatter words = new SimpleFormatter();

    private LogRelay(ErrorLog log) {
        this.log = log;
    }

    /** Has a task's log go there while it runs. */
    static int during(ErrorLog log, IntSupplier task) {
        LogRelay relay = new LogRelay(log);
        relay.begin();
        try {
            return task.getAsInt();
        } finally {
            relay.end();
        }
    }

    private void begin() {
        synchronized (OURS) {
            OURS.addHandler(this);
            OURS.setUseParentHandlers(false);
        }
    }

    private void end() {
        synchronized (OURS) {
            OURS.removeHandler(this);
            OURS.setUseParentHandlers(OURS.getHandlers().length == 0);
        }
    }

    @Override
    public void publish(LogRecord said) {
        if (said.getLevel().intValue() >= Level.WARNING.intValue()) {
            String cause = said.getThrown() == null ? "" : ": " + said.getThrown();
            log.warning((words.formatMessage(said) + cause).strip().replaceAll("\\s*\\R\\s*", " "));
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
}
