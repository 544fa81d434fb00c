package dev.carillon.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.protocol.ClientFrame;
import dev.carillon.protocol.Content;
import dev.carillon.protocol.Limits;
import dev.carillon.protocol.MessageFlags;
import dev.carillon.protocol.MessageStatus;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What senders hear when acknowledgements come late, or in another way than by `ack`.
class ReceiptsTest {
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
        house.screens.connect(ana.user().uid());
    }

    @AfterEach
    void close() throws Exception {
        house.close();
    }

    @Test
    void aCursorAcknowledgesWhatWasKeptWhenTheAckItselfWasLost() {
        house.send(ana, "bob", "one");
        house.send(ana, "bob", "two");
        house.send(ana, "bob", "not kept");
        var kept =
                house.messaging.entries(bob, house.messaging.resume(bob, null).cursor(), 2);

        house.messaging.resume(bob, kept.upTo());

        await().until(() -> statuses().size() == 2);
        assertThat(statuses()).containsOnly(MessageStatus.DELIVERED.code());
        await().until(() -> house.store.cursors(bob.user().uid()).get(bob.device()) == kept.upTo());
        assertThat(house.messaging.resume(bob, null).cursor()).isEqualTo(kept.upTo());
    }

    @Test
    void aCursorThatThisInboxNeverReachedAcknowledgesNothing() {
        house.send(ana, "bob", "hi");
        house.messaging.resume(bob, null);

        assertThat(house.messaging.resume(bob, 1_000L).cut()).isTrue();

        house.catchUp(bob, 0L);
        await().until(() -> !statuses().isEmpty());
        assertThat(statuses()).hasSize(1);
    }

    @Test
    void aMessageThatIsReadBeforeItIsAcknowledgedWasDelivered() {
        var onlyDelivery = new Draft(
                7,
                "bob",
                0,
                Content.text("tell me when he has it"),
                0,
                MessageFlags.DELIVERY_RECEIPT,
                Limits.DEFAULT_EXPIRY,
                0,
                0,
                0,
                false,
                null);
        long order = house.send(ana, onlyDelivery).order();

        house.messaging.read(bob, new ClientFrame.Read(1, "ana", 0, List.of(order), 0));

        await().until(() -> !statuses().isEmpty());
        assertThat(statuses()).containsExactly(MessageStatus.DELIVERED.code());
    }

    @Test
    void aNewDeviceHasItsPlaceAsSoonAsItIsWelcome() {
        house.send(ana, "bob", "hi");
        long cursor = house.messaging.resume(bob, null).cursor();
        assertThat(house.store.cursors(bob.user().uid())).containsEntry(bob.device(), cursor);
    }

    @Test
    void whatANewDeviceIsNotToldOfHasNoHigherOrderThanItsWelcome() {
        long before = house.send(ana, "bob", "on the phone alone").order();
        Sender tablet = house.device("ana", "tablet");

        var welcome = house.messaging.resume(tablet, null);
        long after = house.send(ana, "bob", "on both").order();

        assertThat(before).isGreaterThan(welcome.head());
        assertThat(welcome.order()).isBetween(before, after - 1);
        assertThat(house.messaging.entries(tablet, welcome.cursor(), 10).deliveries())
                .extracting(Messaging.Delivery::seq)
                .containsExactly(after);
    }

    @Test
    void ownMessagesComeToOtherDevicesAsTheyWereAnnounced() {
        Sender tablet = house.device("ana", "tablet");
        house.messaging.resume(tablet, null);
        house.send(ana, "bob", "hi");
        house.catchUp(bob, null);
        await().until(() -> !statuses().isEmpty());

        var entries = house.messaging.entries(tablet, 0, 10).deliveries();

        assertThat(entries).hasSize(2);
        assertThat(new String(entries.getFirst().encoded(), StandardCharsets.UTF_8))
                .contains("\"status\":1");
        assertThat(new String(entries.getLast().encoded(), StandardCharsets.UTF_8))
                .contains("\"status\":2");
    }

    private List<Integer> statuses() {
        return house.screens.of(ana.user().uid(), "status").stream()
                .map(s -> s.frame().get("status").asInt())
                .toList();
    }
}
