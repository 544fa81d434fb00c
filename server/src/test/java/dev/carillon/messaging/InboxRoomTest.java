package dev.carillon.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
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
            var room = new InboxRoom(house.store, new Cursors(house.store, house.accounts), 10);
            int sent = 0;
            while (room.has(bob.user().uid())) {
                house.send(ana, "bob", "m" + sent++);
            }
            assertThat(sent).isEqualTo(10);

            house.catchUp(bob, null);

            await().until(() -> room.has(bob.user().uid()));
        }
    }

    @Test
    void whatIsTrimmedMakesRoomAndTheDeviceIsToldThatItWasCut() throws Exception {
        try (var house = new House(folder)) {
            Sender ana = house.user("ana");
            Sender bob = house.user("bob");
            var room = new InboxRoom(house.store, new Cursors(house.store, house.accounts), 10);
            long early = house.send(ana, "bob", "first").order();
            long middle = 0;
            for (int i = 1; i < 20; i++) {
                long order = house.send(ana, "bob", "m" + i).order();
                middle = i == 10 ? order : middle;
            }
            assertThat(room.has(bob.user().uid())).isFalse();

            house.store.trimInbox(bob.user().uid(), middle);

            assertThat(room.has(bob.user().uid())).isTrue();
            assertThat(house.messaging.resume(bob, early).cut()).isTrue();
            assertThat(house.catchUp(bob, early)).hasSize(9);
            assertThat(house.history(bob, "ana", 0)).hasSize(20);
        }
    }
}
