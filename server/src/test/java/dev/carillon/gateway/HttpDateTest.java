package dev.carillon.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpDateTest {
    @ParameterizedTest
    @Tag("E1")
    @CsvSource({
        "2026-12-01T02:54:49Z, 'Tue, 01 Dec 2026 02:54:49 GMT'",
        "1994-11-06T08:49:37.999Z, 'Sun, 06 Nov 1994 08:49:37 GMT'",
        "2026-12-31T23:59:59Z, 'Thu, 31 Dec 2026 23:59:59 GMT'"
    })
    void writesDaysWithTwoDigits(String instant, String header) {
        assertThat(HttpDate.of(Instant.parse(instant).toEpochMilli())).isEqualTo(header);
    }

    @ParameterizedTest
    @Tag("E1")
    @ValueSource(
            strings = {
                "Sun, 06 Nov 1994 08:49:37 GMT",
                "Sun, 6 Nov 1994 08:49:37 GMT",
                "Sunday, 06-Nov-94 08:49:37 GMT",
                "Sun Nov  6 08:49:37 1994",
                " sun, 06 nov 1994 08:49:37 gmt "
            })
    void readsAllFormsOfADate(String header) {
        assertThat(HttpDate.seconds(header)).isEqualTo(784111777L);
    }

    @ParameterizedTest
    @Tag("E1")
    @ValueSource(strings = {"", "yesterday", "Sun, 06 Nov 1994", "Sun, 32 Nov 1994 08:49:37 GMT", "784111777", "0"})
    void takesNothingElseForADate(String header) {
        assertThat(HttpDate.seconds(header)).isNull();
    }
}
