package dev.carillon.e2e;

import static dev.carillon.e2e.harness.Frame.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.e2e.harness.Backend;
import dev.carillon.e2e.harness.Frame;
import dev.carillon.e2e.harness.Login;
import dev.carillon.e2e.harness.OnStage;
import dev.carillon.e2e.harness.Stage;
import dev.carillon.e2e.harness.WireClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// A user is deleted: what was theirs goes, and the address is free for somebody else. And an app that deletes what
/// was delivered.
@ExtendWith(OnStage.class)
class DeletionTest {
    @Test
    void deletingAUserRemovesWhatIsTheirs(Stage stage) {
        WireClient ana = stage.phone("ana");
        WireClient bob = stage.phone("bob");
        String cy = stage.user("cy");
        long gid = stage.group("ana", "bob");
        bob.ask(message(ana.address(), stage.mid(), "Delivered"));
        ana.expectMessage("Delivered");
        bob.ask(message(cy, stage.mid(), "Never fetched"));
        Login bobs = bob.login();

        stage.backend().deleteUser(bob.address());

        assertThat(bob.awaitEnd().code()).isEqualTo(4403);
        WireClient refused = stage.keep(WireClient.connect(stage.server().address(), bobs));
        refused.send(bobs.hello());
        assertThat(refused.awaitEnd().code()).isIn(4401, 4403);
        assertThat(ana.request(message(bobs.address(), stage.mid(), "Bob?")).number("status"))
                .isEqualTo(0x83);
        assertThat(ana.ask(Frame.of("group.members").with("gid", gid)).objects("members"))
                .extracting(member -> member.text("address"))
                .containsExactly(ana.address());

        // the messages go in the background
        WireClient cys = stage.phone("cy");
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> assertThat(cys.ask(Frame.of("conversations")).objects("conversations"))
                                .isEmpty());

        // somebody else takes the address: nothing of the first one is theirs
        WireClient second = stage.phone("bob");
        assertThat(second.welcome().number("user.uid"))
                .isNotEqualTo(bob.welcome().number("user.uid"));
        assertThat(second.ask(Frame.of("conversations")).objects("conversations"))
                .isEmpty();
        assertThat(second.welcome().objects("groups")).isEmpty();
        assertThat(second.ask(Frame.of("profile.get").with("addresses", List.of(second.address())))
                        .text("profiles.0.name"))
                .isEmpty();
        ana.ask(message(second.address(), stage.mid(), "Hello, second"));
        second.expectMessage("Hello, second");
        assertThat(second.entries()).hasSize(1);
    }

    @Test
    void anAppThatKeepsNothingForgetsWhatAllDevicesHave(Stage defaultApp) {
        Backend keepsNothing = defaultApp.server().addApp("keeps nothing");
        keepsNothing.call("appset", Map.of("app", Map.of("deleteAfterDelivery", true)));
        try (var stage = new Stage(defaultApp.server(), keepsNothing)) {
            WireClient ana = stage.phone("ana");
            WireClient phone = stage.phone("bob");
            WireClient tablet = stage.tablet("bob");
            tablet.close();
            long mid = stage.mid();
            ana.ask(message(phone.address(), mid, "Read and forget"));
            phone.expectMessage("Read and forget");
            ana.expectStatus(mid, 2);
            assertThat(messages(phone, ana)).hasSize(1);

            stage.resume(tablet).expectMessage("Read and forget");
            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                assertThat(messages(phone, ana)).isEmpty();
                assertThat(messages(ana, phone)).isEmpty();
            });
        }
    }

    private static List<Frame> messages(WireClient of, WireClient with) {
        return of.ask(Frame.of("history").with("peer", with.address())).objects("messages");
    }
}
