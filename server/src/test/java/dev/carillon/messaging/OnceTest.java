package dev.carillon.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.accounts.AppSettings;
import dev.carillon.accounts.Background;
import dev.carillon.accounts.SignedFiles;
import dev.carillon.protocol.Age;
import dev.carillon.protocol.Limits;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A message that is sent again after it has gone is answered as the first time, and stored and delivered once.
class OnceTest {
    @TempDir
    Path folder;

    private House house;
    private Sender ana;
    private Sender bob;

    @BeforeEach
    void open() throws Exception {
        house = new House(folder);
        ana = house.user("ana");
        bob = house.user("bob");
    }

    @AfterEach
    void close() throws Exception {
        house.close();
    }

    @Test
    @Tag("C6")
    void afterItHasDisappeared() throws Exception {
        Draft draft = house.with("bob", "secret", Limits.DEFAULT_EXPIRY, 0, new Age(60, 0, 0));
        var first = house.send(ana, draft);
        house.clock.forward(Duration.ofSeconds(61));
        await().until(() -> house.history(ana, "bob", 0).isEmpty());

        isARepetition(draft, first);
    }

    @Test
    @Tag("C6")
    void inAnAppThatKeepsNothing() throws Exception {
        house.settings(keepsNothing());
        Draft draft = house.with("bob", "hi", Limits.DEFAULT_EXPIRY, 0, null);
        var first = house.send(ana, draft);
        house.catchUp(bob, null);
        await().until(() -> house.history(ana, "bob", 0).isEmpty());

        isARepetition(draft, first);
    }

    @Test
    @Tag("C6")
    void aScheduledOneTooIsAnsweredAsSent() throws Exception {
        Draft draft = house.with("bob", "later", Limits.DEFAULT_EXPIRY, 100, new Age(60, 0, 0));
        assertThat(house.messaging.send(ana, draft)).isInstanceOf(SendResult.Scheduled.class);
        house.clock.forward(Duration.ofSeconds(101));
        await().until(() -> house.history(ana, "bob", 0).size() == 1);
        house.clock.forward(Duration.ofSeconds(61));
        await().until(() -> house.history(ana, "bob", 0).isEmpty());

        assertThat(house.messaging.send(ana, draft))
                .isInstanceOfSatisfying(
                        SendResult.Accepted.class,
                        sent -> assertThat(sent.duplicate()).isTrue());
        house.clock.forward(Duration.ofSeconds(200));
        await().until(() -> house.store.due(house.clock.millis(), 10).isEmpty());
        assertThat(house.history(ana, "bob", 0)).isEmpty();
    }

    @Test
    @Tag("C6")
    void whatALateTaskMeansIsTheMessageItWasMadeFor() throws Exception {
        Draft draft = house.with("bob", "secret", Limits.DEFAULT_EXPIRY, 0, new Age(60, 600, 0));
        house.send(ana, draft);
        house.clock.forward(Duration.ofSeconds(61));
        await().until(() -> house.history(ana, "bob", 0).isEmpty());
        house.clock.forward(Duration.ofDays(8));
        Draft again = new Draft(
                draft.mid(), "bob", 0, draft.content(), 0, 3, Limits.DEFAULT_EXPIRY, 0, 0, 0, false, new Age(0, 0, 90));
        assertThat(house.send(ana, again).duplicate()).isFalse();

        house.clock.forward(Duration.ofDays(23));
        await().until(() -> house.store.due(house.clock.millis(), 10).isEmpty());

        assertThat(house.history(ana, "bob", 0)).hasSize(1);
    }

    @Test
    @Tag("C6")
    void theSweepForgetsItAfterAWeek() throws Exception {
        Draft draft = house.with("bob", "secret", Limits.DEFAULT_EXPIRY, 0, new Age(60, 0, 0));
        long order = house.send(ana, draft).order();
        house.clock.forward(Duration.ofSeconds(61));
        await().until(() -> house.history(ana, "bob", 0).isEmpty());
        house.clock.forward(Duration.ofDays(8));
        assertThat(house.store.walkForgotten(null, 10).items()).hasSize(1);

        new Upkeep(house.store, house.accounts, Attachments.NONE, house.clock, Background.real()).sweep();

        assertThat(house.store.walkForgotten(null, 10).items()).isEmpty();
        assertThat(house.send(ana, draft).order()).isGreaterThan(order);
    }

    private void isARepetition(Draft draft, SendResult.Accepted first) throws Exception {
        isOnce(draft, first);
        house.close();
        house = new House(folder);
        house.clock.forward(Duration.ofDays(6));
        isOnce(draft, first);
    }

    private void isOnce(Draft draft, SendResult.Accepted first) {
        var again = house.send(ana, draft);
        assertThat(again.duplicate()).isTrue();
        assertThat(again.order()).isEqualTo(first.order());
        assertThat(house.history(ana, "bob", 0)).isEmpty();
        assertThat(house.catchUp(bob, null))
                .extracting(delivery -> new String(delivery.encoded(), StandardCharsets.UTF_8))
                .noneMatch(frame -> frame.contains("\"t\":\"message\""));
    }

    private static AppSettings keepsNothing() {
        return new AppSettings(AppSettings.YEAR, true, 0, "", SignedFiles.DEFAULT);
    }
}
