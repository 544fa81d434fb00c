package dev.carillon.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.messaging.ContentRules.Checked;
import dev.carillon.protocol.Content;
import dev.carillon.protocol.FrameCodec;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContentRulesTest {
    private final ContentRules rules = new ContentRules(new FrameCodec());

    /** The bound is 65 536 bytes, and what is one char may be one, two, three or half of four of them. */
    @ParameterizedTest
    @CsvSource({"a, 65536", "é, 32768", "€, 21845", "\ud83d\ude00, 16384"})
    void aTextMayHaveTheBoundAndNotOneCharMore(String character, int most) {
        assertThat(rules.check(Content.text(character.repeat(most)))).isInstanceOf(Checked.Good.class);
        assertThat(rules.check(Content.text(character.repeat(most + 1))))
                .isInstanceOfSatisfying(
                        Checked.Bad.class,
                        bad -> assertThat(bad.problem())
                                .startsWith("content.text: ")
                                .contains("at most 65536"));
    }

    @Test
    void whatEscapingMakesTooLongIsRefused() {
        assertThat(rules.check(Content.text("a" + "\n".repeat(60_000))))
                .isInstanceOfSatisfying(
                        Checked.Bad.class,
                        bad -> assertThat(bad.problem()).startsWith("content: ").contains("at most 114688"));
    }

    @Test
    void noContentIsAnEmptyOne() {
        assertThat(rules.check(null))
                .isInstanceOfSatisfying(
                        Checked.Good.class,
                        good -> assertThat(good.json()).isEqualTo("{}".getBytes(StandardCharsets.UTF_8)));
    }
}
