package dev.carillon.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.accounts.App;
import dev.carillon.messaging.Sender;
import dev.carillon.protocol.ClientFrame;
import dev.carillon.protocol.Content;
import dev.carillon.protocol.ServerFrame;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How long a file lives: as long as something points at it.
class LifeTest {
    @TempDir
    private Path folder;

    private FileHouse house;
    private String ana;

    @BeforeEach
    void open() throws Exception {
        house = new FileHouse(folder, FileSettings.DEFAULT);
        ana = house.token("ana");
        house.user("bob");
        house.user("cy");
    }

    @AfterEach
    void close() {
        house.close();
    }

    private void restart() throws Exception {
        var clock = house.clock;
        house.close();
        house = new FileHouse(folder, FileSettings.DEFAULT, clock);
    }

    private String file(String text) {
        return house.upload(ana, "a.txt", "text/plain", text.getBytes(StandardCharsets.UTF_8));
    }

    private boolean lives(String file) {
        house.files.clean();
        return house.get(file).statusCode() == 200;
    }

    private void wipe(String from, String to, long order) {
        house.retract(from, to, order, ClientFrame.Retraction.BOTH);
    }

    @Test
    void itGoesWithItsLastMessageAlsoAfterARestart() throws Exception {
        String file = file("one");
        long first = house.send("ana", "bob", 1, "http://h.example" + file);
        long forwarded = house.send("bob", "cy", 2, "https://other.example" + file + "?x=1");
        restart();
        house.clock.advance(Duration.ofMinutes(10));
        wipe("ana", "bob", first);
        assertThat(lives(file)).as("it was forwarded").isTrue();
        restart();
        wipe("bob", "cy", forwarded);
        assertThat(lives(file)).isFalse();
        try (var files = Files.walk(folder.resolve("files/whole"))) {
            assertThat(files.filter(Files::isRegularFile)).as("its bytes").isEmpty();
        }
    }

    @Test
    void anEditLetsTheOldOneGoAndKeepsTheNewOne() {
        String old = file("old");
        String fresh = file("new");
        long order = house.send("ana", "bob", 1, old);
        var edited = house.messaging.edit(
                new Sender(house.user("ana"), 0), new ClientFrame.Edit(1, "bob", 0, order, FileHouse.pointing(fresh)));
        assertThat(edited).isInstanceOf(ServerFrame.Ok.class);
        assertThat(lives(old)).isFalse();
        house.clock.advance(Duration.ofDays(60));
        assertThat(lives(fresh)).isTrue();
    }

    @Test
    void nothingThatAMessagePointsAtGoesByTime() throws Exception {
        String file = file("kept");
        house.send("ana", "bob", 1, file);
        for (int month = 0; month < 6; month++) {
            house.clock.advance(Duration.ofDays(30));
            assertThat(lives(file)).isTrue();
            restart();
        }
    }

    @Test
    void whatNobodyPointsAtGoesAfterAWeek() {
        String file = file("unused");
        house.clock.advance(Duration.ofDays(6));
        assertThat(lives(file)).isTrue();
        house.clock.advance(Duration.ofDays(2));
        assertThat(lives(file)).isFalse();
    }

    @Test
    void aScheduledMessageKeepsItUntilItLeavesAndAfter() {
        String file = file("later");
        house.send("ana", "bob", 1, file, Duration.ofDays(20).toSeconds());
        house.clock.advance(Duration.ofDays(19));
        assertThat(lives(file)).isTrue();
    }

    @Test
    void aPictureKeepsItUntilAnotherOneTakesItsPlace() {
        String first = file("first picture");
        String second = file("second picture");
        house.picture("bob", "https://h.example" + first);
        house.clock.advance(Duration.ofDays(30));
        assertThat(lives(first)).isTrue();
        assertThat(lives(second)).as("unused for a month").isFalse();
        String third = file("third picture");
        house.picture("bob", third);
        assertThat(lives(first)).isFalse();
        house.clock.advance(Duration.ofDays(30));
        assertThat(lives(third)).isTrue();
    }

    @Test
    void filesOfADeletedAppGo() {
        String file = file("of the app");
        house.send("ana", "bob", 1, file);
        house.accounts.deleteApp(house.app.aid());
        assertThat(lives(file)).isFalse();
    }

    @Test
    void anUnknownFileKeepsNoMessageBack() {
        long order = house.send("ana", "bob", 1, "https://h.example/files/AAAAAAAAAAAAAAAAAAAAAA/x");
        assertThat(order).isPositive();
    }

    @Test
    @Tag("G6")
    void nobodyElseMakesAnUnusedFileGo() {
        String file = file("not sent yet");
        house.user("eve");
        wipe("eve", "eve", house.send("eve", "eve", 1, file));
        assertThat(lives(file)).as("by a message of one's own").isTrue();
        house.picture("eve", file);
        house.picture("eve", "");
        assertThat(lives(file)).as("by a picture").isTrue();
        wipe("eve", "bob", house.send("eve", "bob", 2, "http://x.example/?y=" + file));
        assertThat(lives(file)).as("by a quotation in a query").isTrue();

        long order = house.send("ana", "bob", 3, file);
        assertThat(lives(file)).isTrue();
        wipe("ana", "bob", order);
        assertThat(lives(file)).as("its own last message is gone").isFalse();
    }

    @Test
    @Tag("G6")
    void whatSomebodyElsePointsAtLives() {
        String file = file("found by bob");
        house.send("bob", "cy", 1, file);
        house.clock.advance(Duration.ofDays(30));
        assertThat(lives(file)).isTrue();
    }

    @Test
    @Tag("G6")
    void aTextThatQuotesAUrlIsNoReference() {
        String file = file("sent");
        long real = house.send("ana", "bob", 1, file);
        var quoting = new Content(
                "see http://h.example" + file,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
        long quoted = house.send("bob", "ana", 2, quoting);
        wipe("bob", "ana", quoted);
        assertThat(lives(file)).isTrue();
        house.messaging.edit(new Sender(house.user("ana"), 0), new ClientFrame.Edit(1, "bob", 0, real, quoting));
        assertThat(lives(file)).as("only quoted now").isFalse();
    }

    @Test
    @Tag("G6")
    void anotherAppNeitherHoldsNorDeletesIt() {
        App other = Objects.requireNonNull(house.accounts.createApp("other"));
        String file = file("of the first app");
        house.token(other, "eve");
        long order = house.sendIn(other, "eve", "eve", 1, file);
        assertThat(order).isPositive();
        house.clock.advance(Duration.ofDays(6));
        assertThat(lives(file)).isTrue();
        house.clock.advance(Duration.ofDays(2));
        assertThat(lives(file)).as("held by nobody").isFalse();

        String sent = file("sent in the first app");
        house.send("ana", "bob", 3, sent);
        house.retractIn(other, "eve", "eve", house.sendIn(other, "eve", "eve", 4, sent));
        assertThat(lives(sent)).isTrue();
    }
}
