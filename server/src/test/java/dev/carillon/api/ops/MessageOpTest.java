package dev.carillon.api.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.accounts.User;
import dev.carillon.api.ApiFixture;
import dev.carillon.api.Reply;
import dev.carillon.protocol.ServerFrame;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageOpTest extends ApiFixture {
    private ServerFrame.Message only(String from, String to) {
        List<ServerFrame.Message> messages = server.between(known(to), from);
        assertThat(messages).hasSize(1);
        return messages.getFirst();
    }

    private String content(ServerFrame.Message message) {
        return message.content().text();
    }

    @Test
    void sendsInTheNameOfAUser() {
        user("ana");
        User bob = user("bob");
        Reply reply = call("message", """
                {"message": {"from": "ana", "to": "bob", "gid": 0, "type": 5, "expiry": 3600, "flags": null, "message": "Grüße 🎻"}}""").ok();

        assertThat(reply.body().keySet()).containsExactly("mid", "count", "op", "result");
        assertThat(reply.at("count")).isEqualTo(1);
        ServerFrame.Message message = only("ana", "bob");
        assertThat(message.mid()).isEqualTo(((Number) reply.at("mid")).longValue());
        assertThat(message.from()).isEqualTo("ana");
        assertThat(message.type()).isEqualTo(5);
        assertThat(message.flags()).isEqualTo(3);
        assertThat(content(message)).isEqualTo("{\"text\":\"Grüße 🎻\"}");
        assertThat(server.waiting(bob)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"msg", "message"})
    void theFlatFormSendsTheSame(String text) {
        user("ana");
        user("100");
        Reply reply = query("message", "from=100&to=ana&type=2&flag=1&channel=0&" + text + "=two%20words")
                .ok();

        ServerFrame.Message message = only("100", "ana");
        assertThat(message.mid())
                .isEqualTo(((Number) reply.at("mid")).longValue())
                .isPositive()
                .isLessThan(1L << 53);
        assertThat(message.type()).isEqualTo(2);
        assertThat(message.flags()).isEqualTo(1);
        assertThat(content(message)).isEqualTo("{\"text\":\"two words\"}");
    }

    @Test
    void severalRecipientsGetOneMid() {
        user("ana");
        user("bob");
        user("cy");
        Reply reply = call("message", """
                {"message": {"from": "ana", "to": ",bob,, cy ,ghost,bob", "message": "x"}}""").ok();

        assertThat(reply.at("count")).isEqualTo(2);
        assertThat(reply.at("invalid")).isEqualTo(List.of("ghost"));
        assertThat(only("ana", "bob").mid()).isEqualTo(only("ana", "cy").mid());
        assertThat(known("ghost")).isNull();
    }

    @Test
    void aGroupGetsOneMessage() {
        int gid = group("bob", "cy");
        user("ana");
        Reply reply = call(
                        "message",
                        "{\"message\": {\"from\": \"ana\", \"gid\": %d, \"to\": \"bob\", \"message\": \"x\"}}"
                                .formatted(gid))
                .ok();
        query("message", "from=ana&groupid=%d&msg=y".formatted(gid)).ok();
        call("message", "{\"message\": {\"from\": \"ana\", \"groupid\": \"%d\", \"message\": \"z\"}}".formatted(gid))
                .ok();

        assertThat(reply.at("count")).isEqualTo(1);
        assertThat(server.inGroup(known("bob"), gid)).hasSize(3);
        assertThat(server.waiting(known("cy"))).isEqualTo(3);
    }

    @Test
    void forcedCreatesWhoIsMissing() {
        Reply reply = call("message", """
                {"message": {"from": 100, "to": ["bob", "cy"], "forced": true, "message": "x"}}""").ok();

        assertThat(reply.at("count")).isEqualTo(2);
        assertThat(only("100", "bob").from()).isEqualTo("100");
        assertThat(known("cy")).isNotNull();
        String bad = "x".repeat(64);
        assertThat(query("message", "from=100&to=bob," + bad + "&forced=1&msg=x")
                        .ok()
                        .at("invalid"))
                .isEqualTo(List.of(bad));
        query("message", "from=" + bad + "&to=bob&forced=1&msg=x").refused("BADPARA", 400, "message.from");
    }

    @Test
    void theSameNumberSendsNothingTwice() {
        user("ana");
        user("bob");
        String request =
                "{\"message\": {\"from\": \"ana\", \"to\": \"bob,cy\", \"id\": 9007199254740991, \"message\": \"x\"}}";
        Reply first = call("message", request).ok();
        user("cy");
        Reply second = call("message", request).ok();

        assertThat(first.at("mid")).isEqualTo(9_007_199_254_740_991L);
        assertThat(second.at("mid")).isEqualTo(9_007_199_254_740_991L);
        assertThat(first.at("count")).isEqualTo(1);
        assertThat(second.at("count")).isEqualTo(2);
        assertThat(only("ana", "bob").mid()).isEqualTo(only("ana", "cy").mid());
        query("message", "from=ana&to=bob&mid=9007199254740991&msg=x").ok();
        assertThat(server.between(known("ana"), "bob")).hasSize(1);
    }

    @Test
    void theRequestIdIsNoMessageId() {
        user("ana");
        user("bob");
        for (int i = 0; i < 2; i++) {
            assertThat(query("message", "from=ana&to=bob&msg=x&id=5").ok().at("id"))
                    .isEqualTo(5);
        }
        assertThat(server.between(known("ana"), "bob")).hasSize(2);
    }

    @Test
    void filesAndPlacesAreRichMessages() {
        user("ana");
        user("bob");
        call("message", """
                {"message": {"from": "ana", "to": "bob", "url": "https://x/a.png", "title": "T", "subtitle": "S",
                  "latitude": "48.1", "longitude": 11.5, "thumbnail": "AAEC"}}""").ok();

        assertThat(content(only("ana", "bob")))
                .contains("\"url\":\"https://x/a.png\"", "\"title\":\"T\"", "\"subtitle\":\"S\"")
                .contains("\"latitude\":48.1", "\"longitude\":11.5", "\"thumbnail\":\"AAEC\"");
        query("message", "from=ana&to=bob&latitude=1&longitude=2").ok();
        query("message", "from=ana&to=bob&title=only").ok();
    }

    @Test
    void aMessageMayWaitForItsTime() {
        user("ana");
        User bob = user("bob");
        query("message", "from=ana&to=bob&when=60&msg=later").ok();

        assertThat(server.between(bob, "ana")).isEmpty();
        server.clock().advance(Duration.ofSeconds(61));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> server.between(bob, "ana").size() == 1);
    }

    @Test
    void severalMayWaitForTheSameMessageAndARepeatedRequestChangesNothing() {
        user("ana");
        User bob = user("bob");
        User cy = user("cy");
        for (int i = 0; i < 2; i++) {
            assertThat(query("message", "from=ana&to=bob,cy&when=60&msg=later&mid=5")
                            .ok()
                            .at("count"))
                    .isEqualTo(2);
        }
        server.clock().advance(Duration.ofSeconds(61));
        await().atMost(Duration.ofSeconds(20)).until(() -> server.waiting(bob) > 0 && server.waiting(cy) > 0);
        assertThat(only("ana", "bob").mid()).isEqualTo(5);
        assertThat(only("ana", "cy").mid()).isEqualTo(5);
    }

    @Test
    void onlySoManyMessagesMayWaitAndTheOthersAreNamed() {
        user("ana");
        String to = IntStream.rangeClosed(1, 1_500).mapToObj(i -> "r" + i).collect(Collectors.joining(","));
        Reply reply = call("message", """
                {"message": {"from": "ana", "to": "%s", "forced": 1, "when": 5000, "message": "x"}}""".formatted(to)).ok();

        assertThat(reply.number("count") + ((List<?>) reply.at("failed")).size())
                .isEqualTo(1_500);
        assertThat(reply.at("failed")).asList().isNotEmpty();
        query("message", "from=ana&to=r1&when=60&msg=x").refused("QUOTA", 429);
    }

    @Test
    void whatIsNotStoredReachesNobodyOfflineAndIsNoError() {
        user("ana");
        User bob = user("bob");

        assertThat(query("message", "from=ana&to=bob&expiry=0&msg=now").ok().at("count"))
                .isEqualTo(0);
        assertThat(query("message", "from=ana&to=bob&flag=4&msg=now").ok().at("count"))
                .isEqualTo(0);
        assertThat(server.between(bob, "ana")).isEmpty();
        assertThat(server.waiting(bob)).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "to=bob&msg=x | MISSINGPARA | message.from",
                "from=ana&msg=x | MISSINGPARA | message.to message.gid",
                "from=ana&to=,,&msg=x | MISSINGPARA | message.to message.gid",
                "from=ana&to=bob | MISSINGPARA | message.message message.url message.title",
                "from=ana&to=bob&msg= | MISSINGPARA | message.message message.url message.title",
                "from=ana&to=bob&msg=x&type=-1 | BADPARA | message.type",
                "from=ana&to=bob&msg=x&type=z | BADPARA | message.type",
                "from=ana&to=bob&msg=x&expiry=-1 | BADPARA | message.expiry",
                "from=ana&to=bob&msg=x&expiry=999999999999 | BADPARA | message.expiry",
                "from=ana&to=bob&msg=x&when=31536001 | BADPARA | message.when",
                "from=ana&to=bob&msg=x&when=5&expiry=0 | BADPARA | message.when",
                "from=ana&to=bob&msg=x&mid=9007199254740992 | BADPARA | message.id",
                "from=ana&to=bob&latitude=91&longitude=1 | BADPARA | message.latitude",
                "from=ana&to=bob&latitude=NaN&longitude=1 | BADPARA | message.latitude",
                "from=ana&to=bob&msg=x&base64=%25 | BADPARA | message.thumbnail"
            })
    void badRequestsAreNamed(String parameters, String error, String properties) {
        user("ana");
        User bob = user("bob");
        query("message", parameters).refused(error, 400, properties.split(" "));
        assertThat(server.waiting(bob)).isZero();
    }

    @Test
    void unknownSendersDestinationsAndGroups() {
        user("ana");
        Reply from = query("message", "from=ghost&to=ana&msg=x").refused("BADUSER", 404, "message.from");
        assertThat(from.at("invalid")).isEqualTo(List.of("ghost"));
        Reply to = query("message", "from=ana&to=ghost,wraith&msg=x").refused("BADUSER", 404, "message.to");
        assertThat(to.at("invalid")).isEqualTo(List.of("ghost", "wraith"));
        query("message", "from=ana&gid=2000000000&msg=x").refused("BADGROUP", 404, "message.gid");
        call("message", "{\"message\": \"x\"}").refused("MISSINGPARA", 400, "message.from");
        call("message", "{\"message\": [1], \"from\": \"ana\"}")
                .refused("MISSINGPARA", 400, "message.to", "message.gid");
    }

    @Test
    void aTextMayHave64KiBAndNoMore() {
        user("ana");
        user("bob");
        String full = "ä".repeat(32_768);
        String request = "{\"message\": {\"from\": \"ana\", \"to\": \"bob\", \"message\": \"%s\"}}";

        call("message", request.formatted(full)).ok();
        call("message", request.formatted(full + "x")).refused("BADPARA", 400, "message.message");
        assertThat(content(only("ana", "bob"))).contains(full);
    }

    @Test
    void halfACharacterAndANulAreDelivered() {
        user("ana");
        user("bob");
        call("message", "{\"message\": {\"from\": \"ana\", \"to\": \"bob\", \"message\": \"a\\ud83cb\\u0000c\"}}")
                .ok();

        assertThat(content(only("ana", "bob"))).isEqualTo("{\"text\":\"a\uFFFDb\\u0000c\"}");
    }

    @Test
    void tenThousandRecipientsInOneCall() {
        user("ana");
        String to =
                IntStream.rangeClosed(1, 10_000).mapToObj(i -> "\"r" + i + "\"").collect(Collectors.joining(","));
        Reply reply = call(
                        "message",
                        "{\"message\": {\"from\": \"ana\", \"forced\": 1, \"message\": \"x\", \"to\": [%s]}}"
                                .formatted(to))
                .ok();

        assertThat(reply.at("count")).isEqualTo(10_000);
        assertThat(reply.at("invalid")).isNull();
        for (String address : new String[] {"r1", "r5000", "r10000"}) {
            assertThat(only("ana", address).mid()).isEqualTo(((Number) reply.at("mid")).longValue());
        }
    }

    @Test
    void manyCallsAtOnceWithOneNumberStoreOneMessage() throws Exception {
        user("ana");
        user("bob");
        Callable<Reply> call = () ->
                call("message", "{\"message\": {\"from\": \"ana\", \"to\": \"bob\", \"id\": 77, \"message\": \"x\"}}");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var done : threads.invokeAll(java.util.Collections.nCopies(50, call))) {
                assertThat(done.get().ok().body())
                        .isEqualTo(Map.of("mid", 77, "count", 1, "op", "message", "result", true));
            }
        }
        only("ana", "bob");
    }
}
