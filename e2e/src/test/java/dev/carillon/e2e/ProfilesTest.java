package dev.carillon.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.e2e.harness.Frame;
import dev.carillon.e2e.harness.OnStage;
import dev.carillon.e2e.harness.Stage;
import dev.carillon.e2e.harness.WireClient;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Profiles and contacts.
@ExtendWith(OnStage.class)
class ProfilesTest {
    private static Frame profile(WireClient viewer, String address) {
        return viewer.ask(Frame.of("profile.get").with("addresses", List.of(address)))
                .object("profiles.0");
    }

    @Test
    void aProfileIsSetMemberByMember(Stage stage) {
        WireClient ana = stage.phone("ana");
        WireClient bob = stage.phone("bob");
        ana.ask(Frame.of("profile.set")
                .with("name", "Ana")
                .with("image", "https://files.example.net/ana.png")
                .with("fields", Map.of("status", "busy", "old", "x")));
        Map<String, String> removal = new HashMap<>(Map.of("status", "free"));
        removal.put("old", null);
        ana.ask(Frame.of("profile.set").with("fields", removal));

        Frame seen = profile(bob, ana.address());
        assertThat(seen.text("name")).isEqualTo("Ana");
        assertThat(seen.text("image")).isEqualTo("https://files.example.net/ana.png");
        assertThat(seen.text("fields.status")).isEqualTo("free");
        assertThat(seen.has("fields.old")).isFalse();
        assertThat(seen.number("uid")).isEqualTo(ana.welcome().number("user.uid"));
        assertThat(profile(bob, stage.address("ghost")).flag("exists")).isFalse();
        assertThat(profile(bob, stage.address("ghost")).has("exists")).isTrue();
    }

    @Test
    void watchersHearOfANewProfile(Stage stage) {
        WireClient ana = stage.phone("ana");
        WireClient bob = stage.phone("bob");
        bob.ask(Frame.of("watch").with("addresses", List.of(ana.address())));
        ana.ask(Frame.of("profile.set").with("name", "Ana the second"));
        assertThat(bob.expect("profile").text("profile.name")).isEqualTo("Ana the second");
        stage.backend()
                .call(
                        "userset",
                        Map.of("user", Map.of("address", ana.address(), "profile", Map.of("name", "By the back-end"))));
        assertThat(bob.expect("profile").text("profile.name")).isEqualTo("By the back-end");
    }

    @Test
    void aFieldWithALevelIsForContactsThatWereGivenTheLevel(Stage stage) {
        WireClient ana = stage.phone("ana");
        WireClient bob = stage.phone("bob");
        WireClient cy = stage.phone("cy");
        ana.ask(Frame.of("profile.set")
                .with("fields", Map.of("phone", "123", "city", "Ulm"))
                .with("levels", Map.of("phone", 3)));
        ana.ask(Frame.of("contacts.set")
                .with("contacts", List.of(Map.of("address", bob.address(), "contact", true, "levels", List.of(3)))));
        assertThat(profile(bob, ana.address()).text("fields.phone")).isEqualTo("123");
        assertThat(profile(cy, ana.address()).has("fields.phone")).isFalse();
        assertThat(profile(cy, ana.address()).text("fields.city")).isEqualTo("Ulm");
    }

    @Test
    void aProfileHasAnEnd(Stage stage) {
        WireClient ana = stage.phone("ana");
        ana.refused(Frame.of("profile.set").with("fields", Map.of("a", "x".repeat(16_385))), 0x85);
        ana.ask(Frame.of("profile.set").with("fields", Map.of("a", "x".repeat(8_000))));
        ana.refused(Frame.of("profile.set").with("fields", Map.of("b", "x".repeat(9_000))), 0x85);
        assertThat(profile(ana, ana.address()).has("fields.b")).isFalse();
    }

    @Test
    void groupProfilesAreAskedAlike(Stage stage) {
        WireClient ana = stage.phone("ana");
        long gid = stage.group("ana");
        Frame profiles = ana.ask(Frame.of("profile.get").with("gids", List.of(gid, 999_999_999L)));
        assertThat(profiles.number("profiles.0.gid")).isEqualTo(gid);
        assertThat(profiles.text("profiles.0.name")).startsWith("group of stage");
        assertThat(profiles.has("profiles.1.exists")).isTrue();
        assertThat(profiles.flag("profiles.1.exists")).isFalse();
    }

    @Test
    void contactsAreKeptMemberByMember(Stage stage) {
        WireClient ana = stage.phone("ana");
        String bob = stage.user("bob");
        Frame answer = ana.ask(Frame.of("contacts.set")
                .with(
                        "contacts",
                        List.of(
                                Map.of("address", bob, "contact", true, "subscribed", true, "blocked", 4),
                                Map.of("address", stage.address("ghost"), "contact", true))));
        assertThat(answer.flag("contacts.0.contact")).isTrue();
        assertThat(answer.has("contacts.1.exists")).isTrue();
        assertThat(answer.flag("contacts.1.exists")).isFalse();

        ana.ask(Frame.of("contacts.set").with("contacts", List.of(Map.of("address", bob, "favorite", true))));
        List<Frame> contacts = ana.ask(Frame.of("contacts.get")).objects("contacts");
        assertThat(contacts).hasSize(1);
        Frame contact = contacts.getFirst();
        assertThat(contact.text("address")).isEqualTo(bob);
        assertThat(contact.flag("contact")).isTrue();
        assertThat(contact.flag("favorite")).isTrue();
        assertThat(contact.flag("subscribed")).isTrue();
        assertThat(contact.number("blocked")).isEqualTo(4);
        ana.refused(Frame.of("contacts.set").with("contacts", List.of(Map.of("address", bob, "blocked", 64))), 0x85);
    }
}
