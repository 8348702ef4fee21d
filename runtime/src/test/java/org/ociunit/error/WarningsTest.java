package org.ociunit.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class WarningsTest {
    @Test
    void go_to_who_listens() {
        List<String> heard = new ArrayList<>();

        Consumer<String> listener = heard::add;
        Warnings.tell(listener);
        Warnings.warn(WarningsTest.class, "one");
        Warnings.warn(WarningsTest.class, "two", new IOException("why"));
        Warnings.leave(listener);
        Warnings.warn(WarningsTest.class, "three");

        assertThat(heard).containsExactly("one", "two: java.io.IOException: why");
    }

    @Test
    void go_to_the_log_when_nobody_listens() {
        List<LogRecord> logged = new ArrayList<>();
        Logger logger = Logger.getLogger(WarningsTest.class.getName());
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord said) {
                logged.add(said);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
        try {
            Warnings.warn(WarningsTest.class, "one {0}");
        } finally {
            logger.removeHandler(handler);
            logger.setUseParentHandlers(true);
        }

        assertThat(logged).extracting(LogRecord::getMessage).containsExactly("one {0}");
    }
}
