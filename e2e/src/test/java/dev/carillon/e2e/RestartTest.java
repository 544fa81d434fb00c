package dev.carillon.e2e;

import static dev.carillon.e2e.harness.Frame.message;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.e2e.harness.Frame;
import dev.carillon.e2e.harness.ServerProcess;
import dev.carillon.e2e.harness.Stage;
import dev.carillon.e2e.harness.WireClient;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What was accepted is there after the server has gone and come back, politely or not.
class RestartTest {
    private enum Ending {
        SIGTERM,
        SIGKILL;

        void of(ServerProcess server) {
            switch (this) {
                case SIGTERM -> assertThat(server.stop()).isZero();
                case SIGKILL -> server.kill();
            }
        }
    }

    private ServerProcess server;
    private Stage stage;

    @BeforeEach
    void start() {
        server = ServerProcess.fresh();
        stage = new Stage(server);
    }

    @AfterEach
    void stop() {
        stage.close();
        server.close();
    }

    @ParameterizedTest
    @EnumSource
    void messagesStatusesAndDevicesOutliveTheServer(Ending ending) {
        WireClient ana = stage.phone("ana");
        WireClient tablet = stage.tablet("ana");
        var bobsToken = stage.token("bob", "phone");
        long gid = stage.group("ana", "bob");
        long direct = stage.mid();
        long toGroup = stage.mid();
        ana.ask(message(stage.address("bob"), direct, "While you were away"));
        ana.ask(message(gid, toGroup, "In the group"));
        tablet.expectMessage("In the group");

        ending.of(server);
        if (ending == Ending.SIGTERM) {
            assertThat(ana.awaitEnd().code()).as("RESTART").isEqualTo(4001);
        } else {
            ana.awaitEnd();
        }
        tablet.awaitEnd();
        server.start();

        WireClient bob = stage.login(bobsToken);
        bob.expectMessage("While you were away");
        bob.expectMessage("In the group");
        WireClient anaAgain = stage.resume(ana);
        WireClient tabletAgain = stage.resume(tablet);
        for (WireClient device : List.of(anaAgain, tabletAgain)) {
            device.expectStatus(direct, 2);
            device.expectStatus(toGroup, 2);
            assertThat(device.untaken("message")).as("nothing comes twice").isEmpty();
            assertThat(device.welcome().objects("groups"))
                    .extracting(group -> group.number("gid"))
                    .containsExactly(gid);
        }
        assertThat(bob.entries())
                .hasSize(2)
                .extracting(entry -> entry.number("seq"))
                .isSorted();
        Frame again = anaAgain.ask(message(stage.address("bob"), direct, "While you were away"));
        assertThat(again.flag("dup")).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void aScheduledMessageLeavesOnTimeAlthoughTheServerWasAway(Ending ending) {
        WireClient ana = stage.phone("ana");
        WireClient bob = stage.phone("bob");
        long mid = stage.mid();
        long cancelled = stage.mid();
        Frame answer = ana.ask(message(bob.address(), mid, "From the past").with("when", 2));
        assertThat(answer.number("status")).isZero();
        long due = answer.number("scheduled");
        ana.ask(message(bob.address(), cancelled, "Never").with("when", 2));
        ana.ask(Frame.of("cancel").with("mid", cancelled));
        assertThat(ana.ask(Frame.of("scheduled")).objects("messages"))
                .extracting(message -> message.number("mid"))
                .containsExactly(mid);

        ending.of(server);
        server.start();

        WireClient bobAgain = stage.resume(bob);
        WireClient anaAgain = stage.resume(ana);
        Frame message = bobAgain.expectMessage("From the past");
        assertThat(message.number("mid")).isEqualTo(mid);
        assertThat(message.number("ts")).isGreaterThanOrEqualTo(due);
        assertThat(anaAgain.expectMessage("From the past").text("to")).isEqualTo(bob.address());
        anaAgain.expectStatus(mid, 2);
        assertThat(anaAgain.ask(Frame.of("scheduled")).objects("messages")).isEmpty();
        anaAgain.refused(Frame.of("cancel").with("mid", cancelled), 0x83);
        assertThat(bobAgain.entries()).noneMatch(entry -> entry.number("mid") == cancelled);
    }

    @ParameterizedTest
    @EnumSource
    void changesProfilesContactsGroupsAndTokensOutliveTheServer(Ending ending) {
        WireClient ana = stage.phone("ana");
        WireClient bob = stage.phone("bob");
        long gid = ana.ask(Frame.of("group.create").with("name", "Desk").with("members", List.of(bob.address())))
                .number("group.gid");
        long order = ana.ask(message(gid, stage.mid(), "First")).number("order");
        bob.expectMessage("First");
        ana.ask(Frame.of("edit").with("gid", gid).with("order", order).with("content", Map.of("text", "Second")));
        bob.expect("edited");
        bob.ask(Frame.of("read").with("gid", gid).with("upTo", order));
        ana.ask(Frame.of("profile.set").with("name", "Ana").with("fields", Map.of("status", "busy")));
        ana.ask(Frame.of("contacts.set")
                .with("contacts", List.of(Map.of("address", bob.address(), "contact", true, "favorite", true))));
        ana.ask(Frame.of("group.pin.add").with("gid", gid));
        WireClient gone = stage.tablet("bob");
        gone.ask(Frame.of("logout").with("revoke", true));

        ending.of(server);
        server.start();

        WireClient anaAgain = stage.resume(ana);
        WireClient bobAgain = stage.resume(bob);
        Frame stored = bobAgain.ask(Frame.of("history").with("gid", gid))
                .objects("messages")
                .getFirst();
        assertThat(stored.text("content.text")).isEqualTo("Second");
        assertThat(stored.flag("read")).isTrue();
        Frame profile = bobAgain.ask(Frame.of("profile.get").with("addresses", List.of(ana.address())));
        assertThat(profile.text("profiles.0.name")).isEqualTo("Ana");
        assertThat(profile.text("profiles.0.fields.status")).isEqualTo("busy");
        Frame contacts = anaAgain.ask(Frame.of("contacts.get"));
        assertThat(contacts.flag("contacts.0.favorite")).isTrue();
        assertThat(anaAgain.ask(Frame.of("group.get").with("gid", gid)).objects("group.pins"))
                .hasSize(1);
        WireClient refused = stage.keep(WireClient.connect(server.address(), gone.login()));
        refused.send(gone.login().hello());
        assertThat(refused.awaitEnd().code()).isEqualTo(4401);
    }
}
