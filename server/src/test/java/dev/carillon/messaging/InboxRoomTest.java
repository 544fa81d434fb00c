package dev.carillon.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.protocol.ClientFrame;
import dev.carillon.protocol.Content;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InboxRoomTest {
    @TempDir
    Path folder;

    @Test
    void aUserWhoDoesNotComeCanBeSentOnlySoMuchUntilSomeDeviceHasIt() throws Exception {
        try (var house = new House(folder)) {
            Sender ana = house.user("ana");
            Sender bob = house.user("bob");
            var room = new InboxRoom(
                    house.store, new Cursors(house.store, house.accounts), new InboxRoom.Bounds(10, 10, 0));
            int sent = 0;
            while (room.has(bob.user().uid(), ana)) {
                house.send(ana, "bob", "m" + sent++);
            }
            assertThat(sent).isEqualTo(10);

            house.catchUp(bob, null);

            await().until(() -> room.has(bob.user().uid(), ana));
        }
    }

    @Test
    void whatIsTrimmedMakesRoomAndTheDeviceIsToldThatItWasCut() throws Exception {
        try (var house = new House(folder)) {
            Sender ana = house.user("ana");
            Sender bob = house.user("bob");
            var room = new InboxRoom(
                    house.store, new Cursors(house.store, house.accounts), new InboxRoom.Bounds(10, 10, 0));
            long early = house.send(ana, "bob", "first").order();
            long middle = 0;
            for (int i = 1; i < 20; i++) {
                long order = house.send(ana, "bob", "m" + i).order();
                middle = i == 10 ? order : middle;
            }
            assertThat(room.has(bob.user().uid(), ana)).isFalse();

            house.store.trimInbox(bob.user().uid(), middle);

            assertThat(room.has(bob.user().uid(), ana)).isTrue();
            assertThat(house.messaging.resume(bob, early).cut()).isTrue();
            assertThat(house.catchUp(bob, early)).hasSize(9);
            assertThat(house.history(bob, "ana", 0)).hasSize(20);
        }
    }

    @Test
    @Tag("G4")
    void oneSenderFillsItsShareAndLeavesRoomForTheOthersAndTheBackEnd() throws Exception {
        try (var house = new House(folder)) {
            Sender ana = house.user("ana");
            Sender cy = house.user("cy");
            Sender backend = new Sender(ana.user(), 0);
            Sender bob = house.user("bob");
            int uid = bob.user().uid();
            var room = new InboxRoom(
                    house.store, new Cursors(house.store, house.accounts), new InboxRoom.Bounds(60, 20, 10));

            assertThat(fill(house, room, ana, "bob", uid)).isEqualTo(20);
            assertThat(room.has(uid, ana)).isFalse();
            assertThat(fill(house, room, cy, "bob", uid)).isEqualTo(20);
            for (int i = 0; i < 10; i++) {
                Sender other = house.user("other" + i);
                int sent = fill(house, room, other, "bob", uid);
                assertThat(sent).isEqualTo(i == 0 ? 10 : 0);
            }
            assertThat(fill(house, room, backend, "bob", uid)).isEqualTo(10);

            house.catchUp(bob, null);

            await().until(() -> room.has(uid, backend));
            await().until(() -> room.has(uid, ana));
            assertThat(room.has(uid, cy)).isTrue();
        }
    }

    @Test
    @Tag("G4")
    void editsCountAsMessagesDo() throws Exception {
        try (var house = new House(folder)) {
            Sender ana = house.user("ana");
            Sender bob = house.user("bob");
            var room = new InboxRoom(
                    house.store, new Cursors(house.store, house.accounts), new InboxRoom.Bounds(60, 20, 10));
            long order = house.send(ana, "bob", "first").order();
            for (int i = 0; i < 25; i++) {
                house.messaging.edit(ana, new ClientFrame.Edit(1, "bob", 0, order, Content.text("edit " + i)));
            }
            int passed = 0;
            while (passed < 30 && room.has(bob.user().uid(), ana)) {
                passed++;
            }
            assertThat(passed).as("half of the share passes uncounted").isEqualTo(10);
        }
    }

    private static int fill(House house, InboxRoom room, Sender from, String to, int uid) {
        int sent = 0;
        while (room.has(uid, from)) {
            house.send(from, to, "m" + sent++);
        }
        return sent;
    }
}
