package dev.carillon.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.accounts.AppSettings;
import dev.carillon.accounts.SignedFiles;
import dev.carillon.groups.GroupChange;
import dev.carillon.groups.GroupResult;
import dev.carillon.messaging.Sender;
import dev.carillon.protocol.ClientFrame;
import dev.carillon.protocol.ClientFrame.Retraction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Each way in which the last message ends that points at a file, and each that only looks like one.
class EndsTest {
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

    private String file(String text) {
        return house.upload(ana, "a.txt", "text/plain", text.getBytes(UTF_8));
    }

    private boolean lives(String file) {
        house.files.clean();
        return house.get(file).statusCode() == 200;
    }

    private void assertNothingIsLeft() throws Exception {
        try (var files = Files.walk(folder.resolve("files"))) {
            assertThat(files.filter(Files::isRegularFile)).isEmpty();
        }
    }

    /// What takes its time, and is not told how far it is: looked at again and again, while the clock runs on.
    private void awaitEnd(String file) {
        await().until(() -> {
            house.clock.advance(Duration.ofMinutes(1));
            return !lives(file);
        });
    }

    private void clear(String who, String peer, long order) {
        FileHouse.done(house.messaging.clear(new Sender(house.user(who), 0), new ClientFrame.Clear(1, peer, 0, order)));
    }

    // --- of two

    @Test
    void deletingItForAll() throws Exception {
        for (Retraction how : new Retraction[] {Retraction.WIPE, Retraction.BOTH}) {
            String file = file("for all");
            house.retract("ana", "bob", house.send("ana", "bob", how.ordinal() + 1, file), how);
            assertThat(lives(file)).as(how.name()).isFalse();
        }
        assertNothingIsLeft();
    }

    @Test
    void recallingItLeavesItToItsSender() {
        String file = file("recalled");
        long order = house.send("ana", "bob", 1, file);
        house.retract("ana", "bob", order, Retraction.RECALL);
        assertThat(lives(file)).isTrue();
        house.retract("ana", "bob", order, Retraction.DELETE);
        assertThat(lives(file)).as("nobody has it now").isFalse();
    }

    @Test
    void deletingItForOneselfOnBothSides() throws Exception {
        String file = file("mine and yours");
        long order = house.send("ana", "bob", 1, file);
        house.retract("bob", "ana", order, Retraction.DELETE);
        assertThat(lives(file)).as("ana has it").isTrue();
        house.clock.advance(Duration.ofDays(30));
        assertThat(lives(file)).as("ana has it still").isTrue();
        house.retract("ana", "bob", order, Retraction.DELETE);
        assertThat(lives(file)).isFalse();
        assertNothingIsLeft();
    }

    @Test
    void deletingTheConversationOnBothSides() {
        String file = file("a conversation");
        String later = file("after it");
        long order = house.send("ana", "bob", 1, file);
        house.send("ana", "bob", 2, later);
        clear("ana", "bob", order);
        house.clock.advance(Duration.ofDays(30));
        assertThat(lives(file)).as("bob has it").isTrue();
        clear("bob", "ana", order);
        house.clock.advance(Duration.ofDays(2));
        assertThat(lives(file)).as("it is noticed within a day").isTrue();
        house.clock.advance(Duration.ofDays(8));
        assertThat(lives(file)).as("and was unused for a week").isFalse();
        assertThat(lives(later)).isTrue();
    }

    @Test
    void itsAge() {
        String file = file("for a minute");
        house.sendWithAge("ana", "bob", 1, file, 60);
        house.clock.advance(Duration.ofSeconds(50));
        assertThat(lives(file)).isTrue();
        house.clock.advance(Duration.ofSeconds(20));
        await().until(() -> !lives(file));
    }

    @Test
    void theRetentionOfItsApp() throws Exception {
        long week = Duration.ofDays(7).toSeconds();
        house.accounts.changeApp(house.app.aid(), null, new AppSettings(week, false, 0, "", SignedFiles.DEFAULT));
        String old = file("old");
        house.send("ana", "bob", 1, old);
        house.clock.advance(Duration.ofDays(5));
        String fresh = file("fresh");
        house.send("ana", "bob", 2, fresh);
        house.clock.advance(Duration.ofDays(3));
        assertThat(lives(old)).as("before the sweep").isTrue();
        house.sweep();
        assertThat(lives(old)).isFalse();
        assertThat(lives(fresh)).isTrue();
    }

    // --- in a group

    @Test
    void oneMemberDeletingItIsNoEndButAllAre() throws Exception {
        int gid = house.group("ana", "bob", "cy");
        String file = file("in a group");
        long order = house.sendToGroup("ana", gid, 1, file);
        house.retractInGroup("ana", gid, order, Retraction.DELETE);
        house.retractInGroup("bob", gid, order, Retraction.DELETE);
        assertThat(lives(file)).isTrue();
        house.clock.advance(Duration.ofDays(30));
        assertThat(lives(file)).as("cy has it").isTrue();
        house.retractInGroup("cy", gid, order, Retraction.DELETE);
        assertThat(lives(file)).isFalse();
        assertNothingIsLeft();
    }

    @Test
    void deletingItForAllOfAGroup() {
        int gid = house.group("ana", "bob", "cy");
        String file = file("in a group");
        house.retractInGroup("ana", gid, house.sendToGroup("ana", gid, 1, file), Retraction.BOTH);
        assertThat(lives(file)).isFalse();
    }

    @Test
    void deletingTheGroupButNotWhatWasForwarded() {
        int gid = house.group("ana", "bob");
        String file = file("in a group");
        String forwarded = file("and outside");
        house.sendToGroup("ana", gid, 1, file);
        house.sendToGroup("ana", gid, 2, forwarded);
        house.send("bob", "cy", 3, forwarded);
        assertThat(lives(file)).isTrue();
        assertThat(house.groups.delete(house.backend(), gid)).isInstanceOf(GroupResult.Done.class);
        awaitEnd(file);
        house.clock.advance(Duration.ofDays(30));
        assertThat(lives(forwarded)).isTrue();
    }

    // --- users

    @Test
    void deletingItsSenderWithAllThatWasSent() throws Exception {
        int gid = house.group("cy", "ana", "bob");
        String file = file("to bob");
        String inGroup = file("to a group");
        String scheduled = file("later");
        house.send("ana", "bob", 1, file);
        house.sendToGroup("ana", gid, 2, inGroup);
        house.send("ana", "bob", 3, scheduled, Duration.ofDays(2).toSeconds());
        assertThat(lives(file)).isTrue();
        house.accounts.delete(house.user("ana").uid());
        for (String gone : new String[] {file, inGroup, scheduled}) {
            awaitEnd(gone);
        }
        assertNothingIsLeft();
    }

    @Test
    void deletingTheOtherOneButNotWhatIsElsewhere() {
        String file = file("to bob");
        String also = file("to bob and cy");
        house.send("ana", "bob", 1, file);
        house.send("ana", "bob", 2, also);
        house.send("ana", "cy", 3, also);
        house.accounts.delete(house.user("bob").uid());
        awaitEnd(file);
        house.clock.advance(Duration.ofDays(30));
        assertThat(lives(also)).isTrue();
    }

    // --- more than one

    @Test
    void itGoesWithTheLastOfSeveralWhicheverThatIs() {
        String file = file("three times");
        int gid = house.group("bob", "cy");
        long first = house.send("ana", "bob", 1, file);
        long second = house.send("bob", "cy", 2, "https://h.example" + file + "?e=1&s=k1.x");
        long third = house.sendToGroup("cy", gid, 3, file);
        house.retract("bob", "cy", second, Retraction.WIPE);
        assertThat(lives(file)).isTrue();
        house.retractInGroup("cy", gid, third, Retraction.WIPE);
        assertThat(lives(file)).isTrue();
        house.retract("ana", "bob", first, Retraction.WIPE);
        assertThat(lives(file)).isFalse();
    }

    @Test
    void aPictureAndAMessageHoldItAlike() {
        String file = file("both");
        long order = house.send("ana", "bob", 1, file);
        house.picture("ana", "https://h.example" + file);
        house.retract("ana", "bob", order, Retraction.WIPE);
        assertThat(lives(file)).isTrue();
        house.picture("ana", "");
        assertThat(lives(file)).isFalse();
    }

    // --- pictures

    @Test
    void anotherPictureOfAGroup() {
        String first = file("first");
        String second = file("second");
        String message = file("message");
        int gid = house.group(picture(first), "ana", "bob");
        house.sendToGroup("ana", gid, 1, message);
        house.clock.advance(Duration.ofDays(3));
        assertThat(lives(first)).isTrue();
        house.groups.set(house.backend(), gid, picture(second));
        assertThat(lives(first)).isFalse();
        house.clock.advance(Duration.ofDays(30));
        assertThat(lives(second)).isTrue();
        assertThat(lives(message)).isTrue();
        house.groups.delete(house.backend(), gid);
        awaitEnd(second);
        awaitEnd(message);
    }

    private static GroupChange picture(String url) {
        return new GroupChange(null, null, null, null, null, null, null, null, null, null, null, url, null);
    }

    @Test
    void theUserOfAPicture() throws Exception {
        String file = file("me");
        house.picture("bob", file);
        house.clock.advance(Duration.ofDays(30));
        assertThat(lives(file)).isTrue();
        house.accounts.delete(house.user("bob").uid());
        awaitEnd(file);
        assertNothingIsLeft();
    }
}
