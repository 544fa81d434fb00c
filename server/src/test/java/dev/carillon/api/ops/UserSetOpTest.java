package dev.carillon.api.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.accounts.AccountListener;
import dev.carillon.accounts.Login;
import dev.carillon.accounts.User;
import dev.carillon.api.ApiFixture;
import dev.carillon.api.Reply;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class UserSetOpTest extends ApiFixture {

    @Test
    void changesWhatIsGivenAndNothingElse() {
        call("useradd", """
                {"user": {"address": "ana", "name": "Ana", "flags": 3, "profile": {"status": "x", "image": "i"}}}""").ok();
        Reply reply = call("userset", """
                {"user": {"address": "ana", "flags": 5, "pinned": 1, "profile": {"info": "y"}}}""").ok();

        User ana = known("ana");
        assertThat(reply.body()).isEqualTo(Map.of("user", Map.of("uid", ana.uid()), "op", "userset", "result", true));
        assertThat(ana.name()).isEqualTo("Ana");
        assertThat(ana.flags()).isEqualTo(5);
        assertThat(ana.pinned()).isTrue();
        assertThat(ana.profile().fields()).isEqualTo(Map.of("status", "x", "info", "y"));
        assertThat(ana.profile().image()).isEqualTo("i");
    }

    @Test
    void minusOneAndEmptyLeaveThingsAsTheyAre() {
        call("useradd", "{\"user\": {\"address\": \"ana\", \"name\": \"Ana\", \"flags\": 3, \"uac\": 2}}")
                .ok();
        query("userset", "addr=ana&name=&flag=-1&active=-1&pinned=-1&uac=-1").ok();

        assertThat(known("ana").name()).isEqualTo("Ana");
        assertThat(known("ana").flags()).isEqualTo(3);
        assertThat(known("ana").uac()).isEqualTo(2);
        assertThat(known("ana").active()).isTrue();
    }

    @Test
    void anEmptyTextInJsonClears() {
        call("useradd", """
                {"user": {"address": "ana", "name": "Ana", "profile": {"status": "x", "image": "i", "own": "z"}}}""").ok();
        call("userset", """
                {"user": {"address": "ana", "name": "", "profile": {"status": "", "image": "", "own": ""}}}""").ok();

        assertThat(known("ana").name()).isEmpty();
        assertThat(known("ana").profile().fields()).isEmpty();
        assertThat(known("ana").profile().image()).isNull();
    }

    @Test
    void theProfileNameIsTheName() {
        user("ana");
        call("userset", "{\"user\": {\"address\": \"ana\", \"profile\": {\"name\": \"Ana Lima\"}}}")
                .ok();
        assertThat(known("ana").name()).isEqualTo("Ana Lima");
        query("userset", "addr=ana&name=Ana&status=busy&image=http://x/y").ok();
        assertThat(known("ana").name()).isEqualTo("Ana");
        assertThat(known("ana").profile().fields()).isEqualTo(Map.of("status", "busy"));
        assertThat(known("ana").profile().image()).isEqualTo("http://x/y");
    }

    @Test
    void aProfileIsAnnouncedUnlessSaidOtherwise() {
        user("ana");
        List<Boolean> announced = new CopyOnWriteArrayList<>();
        server.accounts().listen(new AccountListener() {
            @Override
            public void userChanged(User before, User after, boolean announce) {
                announced.add(announce);
            }
        });
        call("userset", "{\"user\": {\"address\": \"ana\", \"profile\": {\"status\": \"a\"}}}")
                .ok();
        call("userset", "{\"user\": {\"address\": \"ana\", \"profile\": {\"status\": \"b\", \"update\": false}}}")
                .ok();

        assertThat(announced).containsExactly(true, false);
        assertThat(known("ana").profile().fields()).doesNotContainKey("update");
    }

    @Test
    void tokensAreRemovedAllOrByAppid() {
        for (String appid : new String[] {"a", "b", "c"}) {
            query("useradd", "addr=ana&appid=" + appid).ok();
        }
        int uid = known("ana").uid();

        call("userset", "{\"user\": {\"uid\": %d, \"token\": {\"remove\": true, \"appid\": \"b\"}}}".formatted(uid))
                .ok();
        assertThat(server.accounts().devices(uid)).hasSize(2);
        assertThat(query("userset", "uid=" + uid + "&remove=1").ok().at("user.token"))
                .isNull();
        assertThat(server.accounts().devices(uid)).isEmpty();
        assertThat(known("ana")).isNotNull();
    }

    @Test
    void aTokenBlockIssuesAToken() {
        user("ana");
        String token = call("userset", "{\"user\": {\"address\": \"ana\", \"token\": {\"v2\": true}}}")
                .ok()
                .string("user.token");

        assertThat(server.accounts().login(token, null, "ios")).isInstanceOf(Login.Accepted.class);
        call("userset", "{\"user\": {\"address\": \"ana\", \"token\": {\"remove\": false}}}")
                .ok();
        call("userset", "{\"user\": {\"address\": \"ana\", \"token\": {\"expiry\": 1}}}")
                .refused("MISSINGPARA", 400, "user.token.appid");
    }

    @Test
    void unknownUsersAreNotCreated() {
        query("userset", "addr=ghost&name=x").refused("BADUSER", 404, "user.address");
        query("userset", "uid=2000000000&name=x").refused("BADUSER", 404, "user.uid");
        query("userset", "name=x").refused("MISSINGPARA", 400, "user.uid", "user.address");
        query("userset", "uid=0&addr=").refused("MISSINGPARA", 400, "user.uid", "user.address");
        assertThat(known("ghost")).isNull();
    }

    @Test
    void badValuesAreNamed() {
        user("ana");
        query("userset", "addr=ana&active=maybe").refused("BADPARA", 400, "user.active");
        query("userset", "addr=ana&flags=2147483648").refused("BADPARA", 400, "user.flags");
        query("userset", "uid=abc").refused("BADPARA", 400, "user.uid");
        call("userset", "{\"user\": {\"address\": \"ana\", \"permissions\": {\"peers\": 4}}}")
                .refused("BADPARA", 400, "user.permissions.peers");
        call("userset", "{\"user\": {\"address\": \"ana\", \"permissions\": 1}}")
                .refused("BADPARA", 400, "user.permissions");
        call(
                        "userset",
                        "{\"user\": {\"address\": \"ana\", \"profile\": {\"x\": \"%s\"}}}"
                                .formatted("y".repeat(20_000)))
                .refused("BADPARA", 400, "user.profile");
    }

    @Test
    void changesOfDifferentPermissionsAtTheSameTimeAllCount() throws Exception {
        user("ana");
        List<String> names =
                List.of("retention", "incoming", "outgoing", "calls", "turn", "storage", "groupCreate", "webhook");
        Stream<Callable<Reply>> calls = names.stream()
                .map(name -> () -> call(
                        "userset",
                        "{\"user\": {\"address\": \"ana\", \"permissions\": {\"%s\": false}}}".formatted(name)));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var done : threads.invokeAll(calls.toList())) {
                done.get().ok();
            }
        }
        var may = known("ana").permissions();
        assertThat(List.of(
                        may.retention(),
                        may.incoming(),
                        may.outgoing(),
                        may.calls(),
                        may.turn(),
                        may.storage(),
                        may.groupCreate(),
                        may.webhook()))
                .containsOnly(false);
    }
}
