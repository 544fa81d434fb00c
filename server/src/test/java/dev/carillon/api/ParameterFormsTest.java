package dev.carillon.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.ops.Param;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a parameter means does not hang on how it is written: absent or empty, text or number, flat or nested.
class ParameterFormsTest extends ApiFixture {
    private static final String MULTIPART = "multipart/form-data; boundary=b";

    private static String part(String name, String value) {
        return "--b\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
    }

    private Reply post(String type, String body) {
        return server.post("/backend", type, body.getBytes(StandardCharsets.UTF_8));
    }

    private Reply form(String fields) {
        return post("application/x-www-form-urlencoded", fields + "&token=" + app.token());
    }

    @Test
    @Tag("D1")
    void aProofThatIsGivenButEmptyIsWrong() {
        for (String name : List.of("otp", "user[otp]", "OTP")) {
            form("op=useradd&addr=ana&appid=a&" + name + "=").refused("BADOTP", 400, "user.otp");
            form("op=useradd&addr=ana&appid=a&" + name).refused("BADOTP", 400, "user.otp");
            query("useradd", "addr=ana&appid=a&" + name.replace("[", "%5B").replace("]", "%5D") + "=")
                    .refused("BADOTP", 400, "user.otp");
            String parts = part("op", "useradd") + part("token", app.token()) + part("addr", "ana") + part("appid", "a")
                    + part(name, "") + "--b--";
            post(MULTIPART, parts).refused("BADOTP", 400, "user.otp");
        }
        for (String empty : List.of("\"\"", "\" \"", "false", "0")) {
            call("useradd", "{\"user\": {\"address\": \"ana\", \"otp\": " + empty + "}}")
                    .refused("BADOTP", 400, "user.otp");
            call("useradd", "{\"addr\": \"ana\", \"otp\": " + empty + "}").refused("BADOTP", 400, "user.otp");
        }
        assertThat(known("ana")).isNull();
    }

    /// Of every other parameter an empty value says as little as none.
    @Test
    @Tag("D1")
    void onlyProofsCountWhenTheyAreEmpty() {
        Stream<String> proofs = server.api().ops().specs().stream()
                .flatMap(spec -> spec.params().stream())
                .filter(Param::proof)
                .map(Param::path)
                .distinct();
        assertThat(proofs).containsExactly("user.otp");
        form("op=useradd&addr=ana&name=Ana&active=1").ok();
        form("op=userset&addr=ana&name=&active=&flags=&uid=&v2=&appid=").ok();
        assertThat(known("ana").name()).isEqualTo("Ana");
        assertThat(known("ana").active()).isTrue();
    }

    @Test
    @Tag("D2")
    void aCodeThatIsWrittenAsANumberCountsAsItsSixDigits() {
        String code = "";
        while (!code.startsWith("0")) {
            code = query("otp", "addr=ana").ok().string("otp");
        }
        int number = Integer.parseInt(code);
        call("useradd", "{\"user\": {\"address\": \"ana\", \"otp\": " + number + "}}")
                .ok();
        query("otp", "addr=ana&reuse=1");
    }

    @ParameterizedTest
    @Tag("D3")
    @ValueSource(
            strings = {"677638238557", "677638238557.0", "6.77638238557e11", "677638238557.000", "\"677638238557\""})
    void anAddressThatIsAWholeNumberIsOneUserHoweverItIsWritten(String written) {
        int uid = user("677638238557").uid();
        for (String name : List.of("addr", "address")) {
            assertThat(call("useradd", "{\"" + name + "\": " + written + "}")
                            .ok()
                            .number("user.uid"))
                    .isEqualTo(uid);
        }
        call("userget", "{\"user\": {\"address\": " + written + "}}").ok();
        call("groupadd", "{\"group\": {\"name\": \"g\", \"members\": {\"m\": [" + written + "]}}}")
                .ok();
        call("groupadd", "{\"group\": {\"name\": " + written + ", \"owner\": " + written + "}}")
                .ok();
        call("otp", "{\"addr\": " + written + "}").ok();
        assertThat(server.accounts().userCount(app.aid())).isEqualTo(1);
    }

    @ParameterizedTest
    @Tag("D3")
    @CsvSource({"1, 1", "1.0, 1", "1e0, 1", "6E1, 60", "60.00, 60"})
    void aWholeNumberIsOneHoweverItIsWritten(String written, int tries) {
        call("otp", "{\"addr\": \"ana\", \"tries\": " + written + "}").ok();
        call("otp", "{\"addr\": \"ana\", \"tries\": \"" + written + "\"}").ok();
        query("otp", "addr=ana&tries=" + written).ok();
        call("otp", "{\"addr\": \"ana\", \"tries\": 1.5}").refused("BADPARA", 400, "otp.tries");
        query("otp", "addr=ana&tries=1e999").refused("BADPARA", 400, "otp.tries");
        assertThat(tries).isPositive();
    }

    @Test
    @Tag("E13")
    void aUsersTokenInPlaceOfTheApplicationsIsNamed() {
        String token = query("useradd", "addr=ana&appid=a").ok().string("user.token");
        assertThat(call("userget", "{}", token).string("cause")).contains("access token of a user");
        assertThat(call("userget", "{}", "x").string("cause")).contains("missing or not valid");
        call("useradd", "{\"addr\": \"ana\"}", app.token() + "\\n").ok();
    }

    @Test
    @Tag("D5")
    void aPlusThatBecameABlankIsNamed() {
        for (String request : List.of("otp", "useradd", "userget", "usertoken", "userdel")) {
            var reply = query(request, "addr=+4915550100&appid=a");
            assertThat(reply.string("cause")).as(request).contains("%2B");
        }
        assertThat(query("groupadd", "m=+4915550100").string("cause")).contains("%2B");
        query("otp", "addr=%2B4915550100").ok();
        int uid = call("useradd", "{\"addr\": \"+4915550100\"}").ok().number("user.uid");
        assertThat(query("useradd", "addr=%2B4915550100").ok().number("user.uid"))
                .isEqualTo(uid);
        assertThat(server.accounts().userCount(app.aid())).isEqualTo(1);
    }

    @Test
    @Tag("D6")
    void namesWithBracketsMakeObjectsAndLists() {
        form("op=useradd&user[address]=ana&user%5Bname%5D=Ana&user[token][appid]=a&user[profile][status]=here")
                .ok();
        assertThat(known("ana").name()).isEqualTo("Ana");
        assertThat(known("ana").profile().fields()).containsEntry("status", "here");
        form("op=useradd&user={'address': 'bob', 'name': 'Bob'}").ok();
        assertThat(known("bob").name()).isEqualTo("Bob");
        String parts = part("op", "useradd") + part("token", app.token()) + part("user[address]", "cy") + "--b--";
        post(MULTIPART, parts).ok();
        for (String list :
                List.of("m[]=ana&m[]=bob", "m[0]=ana&m[1]=bob", "group[members][m][]=ana&group[members][m][]=bob")) {
            int gid = form("op=groupadd&" + list).ok().number("group.gid");
            assertThat(server.groups().memberUids(gid)).hasSize(2);
        }
        form("op=useradd&user=x").refused("MISSINGPARA", 400, "user.address", "user.uid");
    }

    @ParameterizedTest
    @Tag("D6")
    @ValueSource(
            strings = {
                "m=ana&m=bob",
                "m=ana&m=bob&m=ana",
                "m=ana&M=bob",
                "m=&m=ana&m=bob",
                "m=ana&m=bob&m=",
                "m[]=ana&m=bob",
                "group[m]=ana&group[m]=bob",
                "group[members][m]=ana&group[members][m]=bob"
            })
    void aFieldThatComesAgainMakesAList(String fields) {
        query("useradd", "addr=ana").ok();
        query("useradd", "addr=bob").ok();
        int gid = form("op=groupadd&" + fields).ok().number("group.gid");
        assertThat(server.groups().memberUids(gid)).hasSize(2);
        int asked = query("groupadd", fields.replace("[", "%5B").replace("]", "%5D"))
                .ok()
                .number("group.gid");
        assertThat(server.groups().memberUids(asked)).hasSize(2);
    }

    @Test
    @Tag("D6")
    void soItDoesInPartsOfAForm() {
        query("useradd", "addr=ana").ok();
        query("useradd", "addr=bob").ok();
        String parts = part("op", "groupadd") + part("token", app.token()) + part("m", "ana") + part("m", "bob");
        int gid = post(MULTIPART, parts + "--b--").ok().number("group.gid");
        assertThat(server.groups().memberUids(gid)).hasSize(2);
    }

    @ParameterizedTest
    @Tag("D6")
    @CsvSource(
            delimiter = '|',
            value = {
                "addr=ana&addr=bob | user.address",
                "user[address]=ana&user[address]=bob | user.address",
                "addr=ana&user[name]=Ana&user[name]=Anna | user.name",
                "addr=ana&appid=a&expiry=1&expiry=2 | user.token.expiry",
                "addr=ana&appid=a&v2=0&v2=1 | user.token.v2",
                "addr=ana&user[profile][status]=a&user[profile][status]=b | user.profile.status",
                "addr=ana&user[profile][city]=a&user[profile][city]=b | user.profile"
            })
    void whereNoListIsUnderstoodAFieldThatComesAgainIsRefusedByName(String fields, String path) {
        Reply reply = form("op=useradd&" + fields).refused("BADPARA", 400, path);
        assertThat(reply.string("cause")).contains("more than once");
        assertThat(known("ana")).isNull();
    }

    @ParameterizedTest
    @Tag("D6")
    @ValueSource(strings = {"addr=ana&addr=ana", "addr=&addr=ana", "addr=ana&addr=", "addr=ana&Addr=ana"})
    void aFieldThatComesAgainWithTheSameIsThereOnce(String fields) {
        form("op=useradd&" + fields).ok();
        assertThat(known("ana")).isNotNull();
    }

    /// `requests` makes the first two of `data={"user": {"address": "x", "name": "X"}}`, `str()` the others.
    @ParameterizedTest
    @Tag("D6")
    @ValueSource(
            strings = {
                "user=address",
                "user=address&user=name",
                "user={'address': 'ana', 'update': True}",
                "user={'address': \"Ana's\", 'name': None}",
                "user={\"address\": \"ana\", \"update\": False}"
            })
    void aDictOfPythonIsNamedWithItsCure(String field) {
        for (String op : List.of("useradd", "userget", "userset", "usertoken")) {
            String cause = form("op=" + op + "&" + field).string("cause");
            assertThat(cause).as(op).contains("user: must be an object", "Python dict", "{\"user\": {\"", "json=");
        }
        assertThat(known("ana")).isNull();
    }

    @Test
    @Tag("D6")
    void soIsOneWithinAnObject() {
        Reply reply = form("op=useradd&addr=ana&user[token]={'appid': 'a', 'v2': True}");
        reply.refused("BADPARA", 400, "user.token");
        assertThat(reply.string("cause")).contains("Python dict", "{\"user\": {\"token\": {\"");
        Reply names = form("op=useradd&addr=ana&user[token]=appid&user[token]=expiry");
        assertThat(names.refused("BADPARA", 400, "user.token").string("cause")).contains("Python dict");
    }

    @ParameterizedTest
    @Tag("D6")
    @CsvSource(
            delimiter = '|',
            value = {"user=x | must be an object, as", "user={\"address\": | cannot be read as JSON"})
    void whatIsNoDictIsNotCalledOne(String field, String cause) {
        Reply reply = form("op=useradd&" + field).refused("MISSINGPARA", 400, "user.address", "user.uid");
        assertThat(reply.string("cause"))
                .contains(cause, "{\"user\": {\"address\": …}}")
                .doesNotContain("Python");
    }
}
