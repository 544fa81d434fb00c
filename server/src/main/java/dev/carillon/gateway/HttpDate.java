package dev.carillon.gateway;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Dates of HTTP headers (RFC 9110, section 5.6.7): written in the one form that is current, read in all three. They
/// have no parts of a second.
public final class HttpDate {
    private static final DateTimeFormatter FORM =
            DateTimeFormatter.ofPattern("EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.ENGLISH);
    /// The second and third are obsolete, and still to be understood. The name of the day is not looked at.
    private static final List<DateTimeFormatter> READ =
            List.of(reader("d MMM uuuu HH:mm:ss 'GMT'"), twoDigitYears(), reader("MMM ppd HH:mm:ss uuuu"));

    private HttpDate() {}

    private static DateTimeFormatter reader(String pattern) {
        return new DateTimeFormatterBuilder()
                .parseCaseInsensitive()
                .appendPattern(pattern)
                .toFormatter(Locale.ENGLISH);
    }

    private static DateTimeFormatter twoDigitYears() {
        return new DateTimeFormatterBuilder()
                .parseCaseInsensitive()
                .appendPattern("dd-MMM-")
                .appendValueReduced(ChronoField.YEAR, 2, 2, 1970)
                .appendPattern(" HH:mm:ss 'GMT'")
                .toFormatter(Locale.ENGLISH);
    }

    public static String of(long millis) {
        return FORM.format(Instant.ofEpochMilli(millis).atOffset(ZoneOffset.UTC));
    }

    /// Seconds since 1970; null for what is no date.
    public static @Nullable Long seconds(@Nullable String header) {
        String text = header == null ? "" : header.strip();
        int day = text.indexOf(' ');
        for (DateTimeFormatter form : READ) {
            try {
                return LocalDateTime.parse(text.substring(day + 1).strip(), form)
                        .toEpochSecond(ZoneOffset.UTC);
            } catch (DateTimeException e) {
                continue;
            }
        }
        return null;
    }
}
