package dev.carillon.simulation;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.read.ListAppender;
import org.slf4j.LoggerFactory;

/// What the server logs as an error, which a simulation takes for a failure: many a thread of the server survives an
/// exception, but none should have to.
final class ErrorLog implements AutoCloseable {
    private final Logger logger = (Logger) LoggerFactory.getLogger("dev.carillon");
    private final Level before = logger.getLevel();
    private final ListAppender<ILoggingEvent> events = new ListAppender<>();

    ErrorLog() {
        events.start();
        logger.setLevel(Level.ERROR);
        logger.setAdditive(false);
        logger.addAppender(events);
    }

    void assertEmpty() {
        if (!events.list.isEmpty()) {
            ILoggingEvent first = events.list.getFirst();
            Throwable cause = first.getThrowableProxy() instanceof ThrowableProxy proxy ? proxy.getThrowable() : null;
            throw new AssertionError("the server logs an error: " + first.getFormattedMessage(), cause);
        }
    }

    void clear() {
        events.list.clear();
    }

    @Override
    public void close() {
        logger.detachAppender(events);
        logger.setAdditive(true);
        logger.setLevel(before);
    }
}
