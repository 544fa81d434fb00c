package dev.carillon.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.groups.Actor;
import dev.carillon.groups.GroupChange;
import dev.carillon.groups.GroupFlags;
import dev.carillon.protocol.ClientFrame;
import dev.carillon.protocol.Content;
import dev.carillon.protocol.FrameCodec;
import dev.carillon.protocol.Limits;
import dev.carillon.protocol.MessageFlags;
import dev.carillon.protocol.ServerFrame;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What its sender calls a message: comes back to the sender by every way, and to nobody else.
@Tag("H5")
class LabelTest {
    private static final String LABEL = "0.25-ü";

    @TempDir
    Path folder;

    private final FrameCodec codec = new FrameCodec();
    private House house;
    private Sender ana;
    private Sender tablet;
    private Sender bob;
    private long lastMid = 500;

    @BeforeEach
    void open() throws Exception {
        house = new House(folder);
        ana = house.user("ana");
        tablet = house.device("ana", "tablet");
        bob = house.user("bob");
        for (Sender device : List.of(ana, tablet, bob)) {
            house.messaging.resume(device, null);
            house.screens.connect(device.user().uid());
        }
    }

    @AfterEach
    void close() throws Exception {
        house.close();
    }

    @Test
    void theSendersCopiesHaveItAndTheRecipientsHaveNot() {
        house.send(ana, draft("bob", 0, LABEL));

        assertLive(ana, LABEL);
        assertLive(bob, "");
        assertThat(labels(waiting(tablet))).containsExactly(LABEL);
        assertThat(labels(waiting(bob))).containsExactly("");
    }

    @Test
    void soItIsInAGroup() {
        house.send(ana, draft(null, house.group("ana", List.of("bob")), LABEL));

        assertLive(ana, LABEL);
        assertLive(bob, "");
        assertThat(labels(waiting(tablet))).containsExactly(LABEL);
        assertThat(labels(waiting(bob))).containsExactly("");
    }

    @Test
    void soItIsInAGroupThatSendsMessagesBackToTheirSender() {
        house.send(ana, draft(null, groupWith(GroupFlags.RECEIVE_LOOPBACK), LABEL));

        assertLive(ana, LABEL);
        assertLive(bob, "");
        assertThat(labels(waiting(ana))).containsExactly(LABEL);
        assertThat(labels(waiting(bob))).containsExactly("");
    }

    @Test
    void soItIsOfAMessageThatIsNotKept() {
        int gid = groupWith(GroupFlags.RECEIVE_LOOPBACK | GroupFlags.NO_STORAGE);
        house.send(ana, transientDraft("bob", 0));
        house.send(ana, transientDraft(null, gid));

        assertLive(ana, LABEL, LABEL);
        assertLive(bob, "", "");
    }

    @Test
    void onlyTheSendersHistoryAndListHaveIt() {
        int gid = house.group("ana", List.of("bob"));
        house.send(ana, draft("bob", 0, LABEL));
        house.send(ana, draft(null, gid, LABEL));

        assertThat(house.history(tablet, "bob", 0))
                .extracting(ServerFrame.Message::label)
                .containsExactly(LABEL);
        assertThat(house.history(tablet, null, gid))
                .extracting(ServerFrame.Message::label)
                .containsExactly(LABEL);
        assertThat(lasts(tablet)).extracting(ServerFrame.Message::label).containsExactly(LABEL, LABEL);
        assertThat(house.history(bob, "ana", 0))
                .extracting(ServerFrame.Message::label)
                .containsOnlyNulls()
                .hasSize(1);
        assertThat(house.history(bob, null, gid))
                .extracting(ServerFrame.Message::label)
                .containsOnlyNulls()
                .hasSize(1);
        assertThat(lasts(bob))
                .extracting(ServerFrame.Message::label)
                .containsOnlyNulls()
                .hasSize(2);
    }

    @Test
    void everyStatusNamesIt() {
        long order = house.send(ana, draft("bob", 0, LABEL)).order();
        house.catchUp(bob, null);
        await().until(() -> statuses().size() == 1);
        house.messaging.read(bob, new ClientFrame.Read(1, "ana", 0, List.of(order), 0));
        await().until(() -> statuses().size() == 2);

        assertThat(labels(statuses())).containsExactly(LABEL, LABEL);
        Sender anew = house.device("ana", "new");
        long before = house.messaging.resume(tablet, null).cursor();
        var entries = house.messaging.entries(anew, before, 10).deliveries();
        assertThat(labels(entries.stream().map(Messaging.Delivery::encoded).toList()))
                .containsExactly(LABEL, LABEL, LABEL);
    }

    @Test
    void theStatusOfAMessageThatExpiresNamesIt() {
        var soon = draft("bob", 0, LABEL, MessageFlags.DEFAULT, 10, 0);
        house.send(ana, soon);
        house.clock.forward(Duration.ofSeconds(11));
        await().until(() -> statuses().size() == 1);
        assertThat(labels(statuses())).containsExactly(LABEL);
    }

    @Test
    void itOutlivesAnEditAndTellsNobodyOfIt() {
        long order = house.send(ana, draft("bob", 0, LABEL)).order();
        house.messaging.edit(ana, new ClientFrame.Edit(1, "bob", 0, order, Content.text("other")));

        assertThat(house.history(tablet, "bob", 0))
                .extracting(ServerFrame.Message::label)
                .containsExactly(LABEL);
        assertLive(bob, "", "");
        assertThat(labels(waiting(bob))).containsExactly("", "");
        assertThat(house.history(bob, "ana", 0))
                .extracting(ServerFrame.Message::label)
                .containsOnlyNulls();
    }

    @Test
    void aMessageThatIsSentLaterKeepsIt() {
        house.messaging.send(ana, draft("bob", 0, LABEL, MessageFlags.DEFAULT, Limits.DEFAULT_EXPIRY, 60));
        var list = (ServerFrame.Scheduled) house.messaging.scheduled(tablet, new ClientFrame.Scheduled(1, null, null));
        assertThat(list.messages())
                .extracting(ServerFrame.ScheduledMessage::label)
                .containsExactly(LABEL);

        house.clock.forward(Duration.ofSeconds(61));

        await().until(() -> !live(bob).isEmpty());
        assertLive(bob, "");
        assertThat(labels(waiting(tablet))).containsExactly(LABEL);
    }

    @Test
    void theStatusOfOneThatCouldNotLeaveNamesIt() {
        house.messaging.send(ana, draft("bob", 0, LABEL, MessageFlags.DEFAULT, Limits.DEFAULT_EXPIRY, 60));
        house.accounts.delete(bob.user().uid());
        house.clock.forward(Duration.ofSeconds(61));
        await().until(() -> statuses().size() == 1);

        assertThat(labels(statuses())).containsExactly(LABEL);
        assertThat(labels(waiting(tablet))).containsExactly(LABEL);
        assertThat(codec.mapper().readTree(statuses().getFirst()).get("peer").asString())
                .isEqualTo("bob");
    }

    @Test
    void itTellsNoMessagesApart() {
        house.send(ana, draft("bob", 0, LABEL));
        house.send(ana, draft("bob", 0, LABEL));
        assertThat(house.history(ana, "bob", 0)).hasSize(2);

        Draft first = numbered(7, LABEL);
        Draft again = numbered(7, "another");
        long order = house.send(ana, first).order();
        SendResult.Accepted repeated = house.send(ana, again);
        assertThat(repeated.order()).isEqualTo(order);
        assertThat(repeated.duplicate()).isTrue();
        assertThat(house.history(ana, "bob", 0).getFirst().label()).isEqualTo(LABEL);
    }

    @Test
    void itHasABound() {
        String most = "ü".repeat(Limits.LABEL_BYTES / 2);
        house.send(ana, draft("bob", 0, most));
        assertThat(house.history(ana, "bob", 0))
                .extracting(ServerFrame.Message::label)
                .containsExactly(most);

        for (String bad : List.of(most + "x", "a\nb", "\u0000")) {
            assertThat(house.messaging.send(ana, numbered(8, bad)))
                    .isInstanceOfSatisfying(
                            SendResult.Refused.class,
                            refused -> assertThat(refused.reason())
                                    .isEqualTo("label: at most 64 bytes, without control characters"));
        }
        assertThat(house.history(bob, "ana", 0)).hasSize(1);
    }

    /// Written before there were labels. Never change these bytes.
    @Test
    void whatWaitedBeforeThereWereLabelsIsStillRead() {
        byte[] unsent = HexFormat.of().parseHex("02000000000000000700000083626f62");
        assertThat(Payloads.Unsent.decode(unsent)).isEqualTo(new Payloads.Unsent(7, 0x83, "bob", null));
        assertThat(new Payloads.Unsent(7, 0x83, "bob", null).encode()).isEqualTo(unsent);

        byte[] later = HexFormat.of()
                .parseHex("02" + "00000001" + "00000002" + "00000000" + "00000003" + "00000004" + "0000000000000005"
                        + "0000000000000006" + "0000000000000007" + "01"
                        + "000000000000000000000000000000000000000000000000"
                        + "00000002" + "7b7d" + "626f62");
        Payloads.Later read = Payloads.Later.decode(later);
        assertThat(read.to()).isEqualTo("bob");
        assertThat(read.label()).isNull();
        assertThat(read.content()).asString().isEqualTo("{}");
        assertThat(read.encode()).isEqualTo(later);
    }

    @Test
    void aLabelStandsBesideTheOthersInWhatWaits() {
        var unsent = new Payloads.Unsent(7, 0x83, "bob", LABEL);
        assertThat(Payloads.Unsent.decode(unsent.encode())).isEqualTo(unsent);
        var toGroup = new Payloads.Unsent(7, 0x83, null, LABEL);
        assertThat(Payloads.Unsent.decode(toGroup.encode())).isEqualTo(toGroup);
    }

    private int groupWith(int flags) {
        int gid = house.group("ana", List.of("bob"));
        var change = new GroupChange(null, flags, null, null, null, null, null, null, null, null, null, null, null);
        house.groups.set(new Actor.Backend(house.app.aid()), gid, change);
        return gid;
    }

    private Draft draft(@Nullable String to, int gid, String label) {
        return draft(to, gid, label, MessageFlags.DEFAULT, Limits.DEFAULT_EXPIRY, 0);
    }

    private Draft transientDraft(@Nullable String to, int gid) {
        return draft(to, gid, LABEL, MessageFlags.TRANSIENT, Limits.DEFAULT_EXPIRY, 0);
    }

    private Draft draft(@Nullable String to, int gid, String label, int flags, long expiry, long when) {
        return new Draft(++lastMid, to, 0, gid, Content.text("hi"), 0, flags, expiry, when, 0, 0, false, null, label);
    }

    private static Draft numbered(long mid, String label) {
        return new Draft(
                mid,
                "bob",
                0,
                0,
                Content.text("hi"),
                0,
                MessageFlags.DEFAULT,
                Limits.DEFAULT_EXPIRY,
                0,
                0,
                0,
                false,
                null,
                label);
    }

    private List<ServerFrame.Message> lasts(Sender who) {
        var frame = new ClientFrame.Conversations(1, null, null);
        return ((ServerFrame.Conversations) house.messaging.conversations(who, frame))
                .conversations().stream().map(ServerFrame.Conversation::last).toList();
    }

    /// Devices are told on the store's own thread, after the sender has its answer.
    private void assertLive(Sender who, String... labels) {
        await().untilAsserted(() -> assertThat(labels(live(who))).containsExactly(labels));
    }

    private List<byte[]> live(Sender who) {
        return house.screens.of(who.user().uid()).stream()
                .map(shown -> shown.entry().encoded())
                .toList();
    }

    private List<byte[]> statuses() {
        return house.screens.of(ana.user().uid(), "status").stream()
                .map(shown -> shown.entry().encoded())
                .toList();
    }

    private List<byte[]> waiting(Sender who) {
        return house.messaging.entries(who, house.messaging.resume(who, null).cursor(), 10).deliveries().stream()
                .map(Messaging.Delivery::encoded)
                .toList();
    }

    private List<String> labels(List<byte[]> frames) {
        return frames.stream()
                .map(frame -> codec.mapper()
                        .readTree(new String(frame, StandardCharsets.UTF_8))
                        .path("label")
                        .asString(""))
                .toList();
    }
}
