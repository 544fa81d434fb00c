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
            var room = new InboxRoom(house.store, house.accounts, 10);
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
    void droppingTheOldestMakesRoomAndTheDeviceIsToldThatItWasCut() throws Exception {
        try (var house = new House(folder)) {
            Sender ana = house.user("ana");
            Sender bob = house.user("bob");
            var room = new InboxRoom(house.store, house.accounts, 10);
            for (int i = 0; i < 20; i++) {
                house.send(ana, "bob", "m" + i);
            }
            assertThat(room.has(bob.user().uid())).isFalse();

            room.dropOldest(bob.user().uid());

            assertThat(room.has(bob.user().uid())).isTrue();
            assertThat(house.messaging.resume(bob, 2L).cut()).isTrue();
            assertThat(house.catchUp(bob, 2L)).hasSize(9);
            assertThat(house.history(bob, "ana", 0)).hasSize(20);
        }
    }
}
