package dev.carillon.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.protocol.Content;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/// The rule for texts at the door of messages: what is sent, and what an edit makes of it.
@Tag("D7")
class TextsTest {

    @ParameterizedTest
    @ValueSource(strings = {"\u0000", " \t\n", "\u200b", "\u200e\u2060\ufeff", "\u00a0\u3000", "\u3164\u2800"})
    void aTextOfWhichNothingCanBeSeenIsNoText(String unseen, @TempDir Path folder) throws Exception {
        assertThat(sent(unseen, folder)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "' Hello  Bob\n', ' Hello  Bob\n'",
        "a\ud83d, a\ufffd",
        "\ude00a, \ufffda",
        "\ud83d\ude00, \ud83d\ude00",
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645, \u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"
    })
    void otherTextsArriveAsTheyWereSent(String text, String arrives, @TempDir Path folder) throws Exception {
        assertThat(sent(text, folder)).isEqualTo(arrives);
    }

    private static @Nullable String sent(String text, Path folder) throws Exception {
        var house = new House(folder);
        try {
            Sender ana = house.user("ana");
            Sender bob = house.user("bob");
            house.send(ana, "bob", text);
            var message = house.history(bob, "ana", 0).getFirst();
            String content = Objects.requireNonNull(message.content()).text();
            return new JsonMapper().readValue(content, Content.class).text();
        } finally {
            house.close();
        }
    }
}
