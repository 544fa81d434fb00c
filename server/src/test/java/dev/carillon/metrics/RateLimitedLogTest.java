package dev.carillon.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class RateLimitedLogTest {
    private static final String NAME = RateLimitedLogTest.class.getName();

    private final AtomicLong now = new AtomicLong();
    private final ListAppender<ILoggingEvent> events = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(NAME);
    private final RateLimitedLog log = new RateLimitedLog(System.getLogger(NAME), now::get);

    @BeforeEach
    void listen() {
        events.start();
        logger.setAdditive(false);
        logger.addAppender(events);
    }

    @AfterEach
    void leave() {
        logger.detachAppender(events);
        logger.setAdditive(true);
    }

    private List<String> lines() {
        return events.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    @Test
    @Tag("G16")
    void saysOnceInTenSecondsAndHowManyWereLeftOut() {
        for (int i = 0; i < 1_000; i++) {
            log.log(Level.WARNING, "It failed");
        }
        assertThat(lines()).containsExactly("It failed");
        now.addAndGet(TimeUnit.SECONDS.toNanos(10));
        log.log(Level.WARNING, "It failed again", new IllegalStateException());
        assertThat(lines()).containsExactly("It failed", "It failed again (999 more of this kind since the last line)");
        now.addAndGet(TimeUnit.SECONDS.toNanos(10));
        log.log(Level.WARNING, "Once more {0}");
        assertThat(lines()).last().isEqualTo("Once more {0}");
    }

    @Test
    @Tag("G16")
    void showsNothingThatBreaksALine() {
        assertThat(RateLimitedLog.printable("/a\r\nERROR\u001b[2J\u202eb")).isEqualTo("/a??ERROR?[2J?b");
        assertThat(RateLimitedLog.printable("x".repeat(5_000))).hasSize(101).endsWith("…");
    }
}
