package dev.carillon.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.accounts.Contact;
import dev.carillon.accounts.User;
import dev.carillon.protocol.ErrorCode;
import dev.carillon.protocol.Limits;
import dev.carillon.protocol.ServerFrame;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Profiles and contacts over the wire. */
class PeopleTest {
    @TempDir
    private Path folder;

    private TestGateway server;
    private TestClient ana;
    private TestClient bob;

    @BeforeEach
    void start() throws IOException {
        server = new TestGateway(folder);
        ana = server.login("ana");
        bob = server.login("bob");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static ServerFrame.Profile profile(TestClient client, String address) throws IOException {
        return client.ask(ServerFrame.Profiles.class, "{\"t\":\"profile.get\",\"addresses\":[\"" + address + "\"]}")
                .profiles()
                .getFirst();
    }

    @Test
    void showsAProfileAndItsChanges() throws IOException {
        ana.ok(
                "{\"t\":\"profile.set\",\"name\":\"Ana\",\"image\":\"http://x/a.png\",\"fields\":{\"status\":\"here\",\"city\":\"Rome\"}}");
        assertThat(ana.find(ServerFrame.ProfileChanged.class).profile().name()).isEqualTo("Ana");
        var seen = profile(bob, "ana");
        assertThat(seen.name()).isEqualTo("Ana");
        assertThat(seen.image()).isEqualTo("http://x/a.png");
        assertThat(seen.fields()).containsExactlyInAnyOrderEntriesOf(Map.of("status", "here", "city", "Rome"));
        assertThat(seen.exists()).isNull();

        bob.ask(ServerFrame.Presences.class, "{\"t\":\"watch\",\"addresses\":[\"ana\"]}");
        ana.ok("{\"t\":\"profile.set\",\"image\":\"\",\"fields\":{\"city\":null,\"status\":\"away\"}}");
        var changed = bob.next(ServerFrame.ProfileChanged.class).profile();
        assertThat(changed.address()).isEqualTo("ana");
        assertThat(changed.name()).isEqualTo("Ana");
        assertThat(changed.image()).isNull();
        assertThat(changed.fields()).isEqualTo(Map.of("status", "away"));
    }

    /** An answer that was looked up before a change must not be sent after the news of it. */
    @Test
    void tellsNothingOlderThanItHasTold() throws Exception {
        bob.ask(ServerFrame.Presences.class, "{\"t\":\"watch\",\"addresses\":[\"ana\"]}");
        int changes = 500;
        var names = new ArrayList<Integer>();
        var renaming = TestClient.meanwhile(() -> rename(ana, 1, changes));
        while (names.isEmpty() || names.getLast() < changes) {
            bob.send("{\"t\":\"profile.get\",\"id\":7,\"addresses\":[\"ana\"]}");
            boolean answered = false;
            while (!answered) {
                ServerFrame frame = bob.next(ServerFrame.class);
                answered = frame instanceof ServerFrame.Profiles;
                names.add(nameIn(frame));
            }
        }
        renaming.get();
        assertThat(names).isSorted();
    }

    @Test
    void tellsWhatIsTrueAfterChangesThatCameTogether() throws Exception {
        bob.ask(ServerFrame.Presences.class, "{\"t\":\"watch\",\"addresses\":[\"ana\"]}");
        try (var tablet = server.connect()) {
            tablet.hello(server.token(server.user("ana"), "tablet"));
            for (int round = 0; round < 100; round++) {
                int name = 10 * round;
                var other = TestClient.meanwhile(() -> rename(tablet, name, name + 4));
                rename(ana, name + 5, name + 9);
                other.get();
                var told = bob.newest(ServerFrame.ProfileChanged.class);
                assertThat(told.profile().name()).isEqualTo(profile(bob, "ana").name());
            }
        }
    }

    @Test
    void tellsTheOtherDevicesWhichContactsHaveChanged() throws Exception {
        try (var tablet = server.connect()) {
            tablet.hello(server.token(server.user("ana"), "tablet"));
            ana.ask(
                    ServerFrame.Contacts.class,
                    "{\"t\":\"contacts.set\",\"contacts\":[{\"address\":\"bob\",\"contact\":true},{\"address\":\"ghost\"}]}");
            var told = tablet.next(ServerFrame.Contacts.class);
            assertThat(told.id()).isZero();
            assertThat(told.contacts()).extracting(ServerFrame.Contact::address).containsExactly("bob");
            assertThat(told.contacts().getFirst().contact()).isTrue();
            ana.ask(ServerFrame.Contacts.class, "{\"t\":\"contacts.set\",\"contacts\":[{\"address\":\"ghost\"}]}");
            ana.ok("{\"t\":\"time\"}");
            tablet.ok("{\"t\":\"time\"}");
        }
    }

    /** What two devices change of one contact at the same time is kept, and both know it in the end. */
    @Test
    void keepsWhatTwoDevicesChangeOfAContact() throws Exception {
        try (var tablet = server.connect()) {
            tablet.hello(server.token(server.user("ana"), "tablet"));
            note(ana, "\"contact\":true");
            for (int round = 0; round < 100; round++) {
                boolean now = round % 2 == 0;
                var other = TestClient.meanwhile(() -> note(tablet, "\"favorite\":" + now));
                var atAna = note(ana, "\"subscribed\":" + now);
                var atTablet = other.get();
                var kept = ana.ask(ServerFrame.Contacts.class, "{\"t\":\"contacts.get\"}");
                assertThat(kept.contacts()).hasSize(1);
                assertThat(kept.contacts().getFirst().favorite()).isEqualTo(now);
                assertThat(kept.contacts().getFirst().subscribed()).isEqualTo(now);
                assertThat(known(ana, atAna)).isEqualTo(kept.contacts());
                assertThat(known(tablet, atTablet)).isEqualTo(kept.contacts());
            }
        }
    }

    /** The answer; what was told before it is forgotten. */
    private static ServerFrame.Contacts note(TestClient client, String change) throws IOException {
        client.send("{\"t\":\"contacts.set\",\"id\":7,\"contacts\":[{\"address\":\"bob\"," + change + "}]}");
        var frame = client.next(ServerFrame.Contacts.class);
        while (frame.id() != 7) {
            frame = client.next(ServerFrame.Contacts.class);
        }
        return frame;
    }

    private static List<ServerFrame.Contact> known(TestClient client, ServerFrame.Contacts before) throws IOException {
        var news = client.newest(ServerFrame.Contacts.class);
        return news == null ? before.contacts() : news.contacts();
    }

    private static TestClient rename(TestClient client, int first, int last) throws IOException {
        for (int name = first; name <= last; name++) {
            client.ok("{\"t\":\"profile.set\",\"name\":\"" + name + "\"}");
        }
        return client;
    }

    private static int nameIn(ServerFrame frame) {
        var profile = frame instanceof ServerFrame.Profiles answer
                ? answer.profiles().getFirst()
                : ((ServerFrame.ProfileChanged) frame).profile();
        return profile.name() == null ? 0 : Integer.parseInt(profile.name());
    }

    @Test
    void saysWhoDoesNotExist() throws IOException {
        assertThat(profile(ana, "ghost").exists()).isFalse();
        var group = ana.ask(ServerFrame.Profiles.class, "{\"t\":\"profile.get\",\"gids\":[1201]}")
                .profiles()
                .getFirst();
        assertThat(group.gid()).isEqualTo(1201);
        assertThat(group.exists()).isFalse();
    }

    @Test
    void showsFieldsWithALevelOnlyToThoseWhoWereGivenIt() throws IOException {
        ana.ok("{\"t\":\"profile.set\",\"fields\":{\"status\":\"here\",\"phone\":\"555\"},\"levels\":{\"phone\":3}}");
        assertThat(profile(bob, "ana").fields()).isEqualTo(Map.of("status", "here"));
        ana.ask(
                ServerFrame.Contacts.class,
                "{\"t\":\"contacts.set\",\"contacts\":[{\"address\":\"bob\",\"levels\":[1,3]}]}");
        assertThat(profile(bob, "ana").fields()).containsKey("phone");
        assertThat(profile(ana, "ana").fields()).containsKey("phone");
    }

    @Test
    void showsTheAddressAloneToThoseWhoAreBlocked() throws IOException {
        ana.ok("{\"t\":\"profile.set\",\"name\":\"Ana\",\"fields\":{\"status\":\"here\"}}");
        ana.ask(
                ServerFrame.Contacts.class,
                "{\"t\":\"contacts.set\",\"contacts\":[{\"address\":\"bob\",\"blocked\":16}]}");
        var seen = profile(bob, "ana");
        assertThat(seen.address()).isEqualTo("ana");
        assertThat(seen.name()).isNull();
        assertThat(seen.fields()).isNull();
    }

    @Test
    void boundsAProfile() throws IOException {
        String large = "x".repeat(9_000);
        ana.ok("{\"t\":\"profile.set\",\"fields\":{\"a\":\"" + large + "\"}}");
        var error = ana.error("{\"t\":\"profile.set\",\"fields\":{\"b\":\"" + large + "\"}}", ErrorCode.BADREQ);
        assertThat(error.message()).startsWith("profile.set").contains("16384");
        ana.ok("{\"t\":\"profile.set\",\"fields\":{\"a\":null,\"b\":\"" + large + "\"}}");
        assertThat(ana.error("{\"t\":\"profile.set\",\"name\":\"" + "x".repeat(300) + "\"}", ErrorCode.BADREQ)
                        .message())
                .startsWith("profile.set.name");
        assertThat(ana.error("{\"t\":\"profile.set\",\"levels\":{\"a\":-1}}", ErrorCode.BADREQ)
                        .message())
                .startsWith("profile.set.levels.a");
    }

    @Test
    void boundsProfileRequests() throws IOException {
        String many = "\"bob\",".repeat(200) + "\"bob\"";
        assertThat(ana.error("{\"t\":\"profile.get\",\"addresses\":[" + many + "]}", ErrorCode.BADREQ)
                        .message())
                .contains("200");
        assertThat(ana.error("{\"t\":\"profile.get\",\"addresses\":[null]}", ErrorCode.BADREQ)
                        .message())
                .startsWith("profile.get");
    }

    @Test
    void keepsContacts() throws IOException {
        var set = ana.ask(
                ServerFrame.Contacts.class,
                "{\"t\":\"contacts.set\",\"contacts\":[{\"address\":\"bob\",\"contact\":true,\"favorite\":true},"
                        + "{\"address\":\"ghost\",\"contact\":true}]}");
        assertThat(set.contacts().getFirst().favorite()).isTrue();
        assertThat(set.contacts().getLast().exists()).isFalse();
        ana.ask(
                ServerFrame.Contacts.class,
                "{\"t\":\"contacts.set\",\"contacts\":[{\"address\":\"bob\",\"subscribed\":true,\"levels\":[2]}]}");
        assertThat(ana.ask(ServerFrame.Contacts.class, "{\"t\":\"contacts.get\"}")
                        .contacts())
                .containsExactly(new ServerFrame.Contact("bob", 2, true, true, true, 0, List.of(2), null));
        assertThat(bob.ask(ServerFrame.Contacts.class, "{\"t\":\"contacts.get\"}")
                        .contacts())
                .isEmpty();
    }

    @Test
    void refusesBadContactsAsAWhole() throws IOException {
        var error = ana.error(
                "{\"t\":\"contacts.set\",\"contacts\":[{\"address\":\"bob\",\"contact\":true},{\"contact\":true}]}",
                ErrorCode.BADREQ);
        assertThat(error.message()).startsWith("contacts.set.contacts[1].address");
        assertThat(ana.error(
                                "{\"t\":\"contacts.set\",\"contacts\":[{\"address\":\"bob\",\"blocked\":64}]}",
                                ErrorCode.BADREQ)
                        .message())
                .startsWith("contacts.set.contacts[0].blocked");
        assertThat(ana.error("{\"t\":\"contacts.set\"}", ErrorCode.BADREQ).message())
                .contains("missing");
        assertThat(ana.ask(ServerFrame.Contacts.class, "{\"t\":\"contacts.get\"}")
                        .contacts())
                .isEmpty();
    }

    @ParameterizedTest
    @Tag("G3")
    @ValueSource(strings = {"", ",\"limit\":1000", ",\"limit\":7"})
    void contactsComeInPagesThatFitIntoAFrame(String limit) throws IOException {
        List<Integer> levels =
                IntStream.range(0, 32).map(i -> Integer.MAX_VALUE - i).boxed().toList();
        Map<Integer, Contact> many = new HashMap<>();
        for (int i = 0; i < 500; i++) {
            User user = server.user("\"long".repeat(10) + i);
            many.put(user.uid(), new Contact(user.uid(), true, true, true, 63, levels));
        }
        server.accounts.setContacts(server.user("ana").uid(), many);
        List<Integer> told = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();
        ServerFrame.Contacts page;
        do {
            int after = told.isEmpty() ? 0 : told.getLast();
            page = ana.ask(
                    ServerFrame.Contacts.class,
                    "{\"t\":\"contacts.get\"" + limit + (after == 0 ? "" : ",\"after\":" + after) + "}");
            assertThat(server.codec.encode(page)).hasSizeLessThan(Limits.FRAME_BYTES);
            sizes.add(page.contacts().size());
            page.contacts().forEach(contact -> told.add(contact.uid()));
        } while (page.more());
        assertThat(told).containsExactlyElementsOf(new TreeSet<>(many.keySet()));
        assertThat(sizes).hasSizeGreaterThan(1);
        if (limit.endsWith(":7")) {
            assertThat(sizes).allMatch(size -> size <= 7);
        }
    }

    @Test
    @Tag("G3")
    void contactsGetRefusesABadLimit() throws IOException {
        for (int limit : new int[] {0, -1, Limits.CONTACTS + 1}) {
            var error = ana.error("{\"t\":\"contacts.get\",\"limit\":" + limit + "}", ErrorCode.BADREQ);
            assertThat(error.message()).startsWith("contacts.get.limit");
        }
    }

    @Test
    @Tag("G3")
    void groupsWithLargeProfilesComeInSeveralAnswers() throws IOException {
        List<Long> made = new ArrayList<>();
        String fields = ",\"fields\":{\"about\":\"" + "x".repeat(15_000) + "\"}}";
        for (int i = 0; i < 20; i++) {
            var answer = ana.ask(
                    ServerFrame.GroupAnswer.class, "{\"t\":\"group.create\",\"name\":\"g\",\"members\":[]" + fields);
            made.add(answer.group().gid());
        }
        List<Long> told = new ArrayList<>();
        ServerFrame.Groups page;
        do {
            long after = told.isEmpty() ? 0 : told.getLast();
            page = ana.ask(ServerFrame.Groups.class, "{\"t\":\"groups.get\",\"limit\":1000,\"after\":" + after + "}");
            assertThat(server.codec.encode(page)).hasSizeLessThan(Limits.FRAME_BYTES);
            page.groups().forEach(group -> told.add(group.gid()));
        } while (page.more());
        assertThat(told).containsExactlyElementsOf(made);
    }

    @Test
    @Tag("G3")
    void manyLargeProfilesComeInSeveralAnswers() throws IOException {
        var ana = server.login("ana");
        List<String> asked = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            server.profile(server.user("p" + i), "P" + i, Map.of("about", "x".repeat(15_000)), Map.of());
            asked.add("p" + i);
        }
        List<String> told = new ArrayList<>();
        ServerFrame.Profiles answer;
        do {
            String rest = asked.stream().skip(told.size()).collect(Collectors.joining("\",\"", "\"", "\""));
            answer = ana.ask(ServerFrame.Profiles.class, "{\"t\":\"profile.get\",\"addresses\":[" + rest + "]}");
            assertThat(server.codec.encode(answer)).hasSizeLessThan(Limits.FRAME_BYTES);
            answer.profiles().forEach(profile -> told.add(profile.address()));
        } while (answer.more());
        assertThat(told).containsExactlyElementsOf(asked);
    }
}
