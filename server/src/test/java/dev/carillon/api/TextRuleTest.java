package dev.carillon.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.accounts.User;
import dev.carillon.groups.Group;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("D7")
class TextRuleTest extends ApiFixture {

    @ParameterizedTest
    @ValueSource(
            strings = {"\\u0000", " \\t\\n", "\\u200b", "\\u200e\\u2060\\ufeff", "\\u00a0\\u3000", "\\u3164\\u2800"})
    void aTextOfWhichNothingCanBeSeenIsEmptyAtEveryDoor(String unseen) {
        user("ana");
        user("bob");
        call("userset", json("{'user': {'address': 'ana', 'name': 'Ana', 'profile': {'city': 'Rome'}}}", unseen))
                .ok();
        call("userset", json("{'user': {'address': 'ana', 'name': '%s', 'profile': {'city': '%s'}}}", unseen))
                .ok();
        User after = known("ana");
        assertThat(after).isNotNull();
        assertThat(after.name()).isEmpty();
        assertThat(after.profile().fields()).doesNotContainKey("city");
        call("useradd", json("{'user': {'address': 'cy', 'name': '%s', 'token': {'appid': 'a'}}}", unseen))
                .ok();
        assertThat(known("cy").name()).isEmpty();

        int gid = (int) call("groupadd", json("{'group': {'name': '%s', 'profile': {'topic': '%s'}}}", unseen))
                .ok()
                .number("group.gid");
        assertThat(server.groups().group(gid).name()).isEmpty();
        assertThat(server.groups().group(gid).fields()).isEqualTo(Map.of());
        call("message", json("{'message': {'from': 'ana', 'to': 'bob', 'message': '%s'}}", unseen))
                .refused("MISSINGPARA", 400, "message.message", "message.url", "message.title");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\\ud83d", "\\ude00a"})
    void halfASurrogatePairIsReplacedAtEveryDoor(String half) {
        String whole = half.startsWith("a") ? "a\ufffd" : "\ufffda";
        call("useradd", json("{'user': {'address': 'ana', 'name': '%s', 'token': {'appid': 'a'}}}", half))
                .ok();
        assertThat(known("ana").name()).isEqualTo(whole);
        int gid = (int)
                call("groupadd", json("{'group': {'name': '%s'}}", half)).ok().number("group.gid");
        Group group = server.groups().group(gid);
        assertThat(group.name()).isEqualTo(whole);
    }

    private static String json(String pattern, String text) {
        return pattern.replace('\'', '"').replace("%s", text);
    }
}
