package dev.carillon.api.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.ApiFixture;
import dev.carillon.api.Reply;
import dev.carillon.groups.Group;
import dev.carillon.groups.GroupFlags;
import dev.carillon.groups.Member;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GroupAddOpTest extends ApiFixture {
    private Group added(Reply reply) {
        return server.groups().group(reply.ok().number("group.gid"));
    }

    private Member member(Group group, String address) {
        return server.groups().member(group.gid(), known(address).uid());
    }

    @Test
    void aGroupHasTheDefaults() {
        Reply reply = query("groupadd", "gid=0").ok();
        Group group = added(reply);
        long now = server.clock().millis();

        assertThat(reply.body())
                .isEqualTo(Map.of("group", Map.of("gid", group.gid()), "op", "groupadd", "result", true));
        assertThat(group.gid()).isGreaterThanOrEqualTo(1_000);
        assertThat(group.name()).isEmpty();
        assertThat(group.flags()).isZero();
        assertThat(group.active()).isTrue();
        assertThat(group.expires()).isEqualTo(now + Duration.ofDays(365).toMillis());
        assertThat(group.call()).isEqualTo(Group.CallSettings.DEFAULT);
        assertThat(group.owner()).isZero();
    }

    @Test
    void everySettingIsKept() {
        Group group = added(call("groupadd", """
                {"group": {"name": "Desk", "flags": "0xC0", "expiry": 0, "expiryext": 60, "duration": 600, "start": 100,
                  "active": 0, "pinned": 1, "permissions": {"send": 1, "recv": 2, "pub": 1, "sub": 2, "list": 1},
                  "call": {"video": false, "record": true, "resolution": 3, "duration": 90},
                  "profile": {"image": "i", "status": "s", "Colour": "red"}}}"""));

        assertThat(group.name()).isEqualTo("Desk");
        assertThat(group.flags())
                .isEqualTo(GroupFlags.NO_STORAGE
                        | GroupFlags.RECEIVE_LOOPBACK
                        | GroupFlags.SEND_BY_SELECTED
                        | GroupFlags.RECEIVE_ROUND_ROBIN
                        | GroupFlags.PUBLISH_BY_SELECTED
                        | GroupFlags.SUBSCRIBE_BY_ANYONE
                        | GroupFlags.LIST_BY_SELECTED);
        assertThat(group.expires()).isZero();
        assertThat(group.expiryExtension()).isEqualTo(60);
        assertThat(group.duration()).isEqualTo(600);
        assertThat(group.start()).isEqualTo(server.clock().millis() + 100_000);
        assertThat(group.active()).isFalse();
        assertThat(group.pinned()).isTrue();
        assertThat(group.call()).isEqualTo(new Group.CallSettings(0x9103, 90, 3));
        assertThat(group.image()).isEqualTo("i");
        assertThat(group.fields()).isEqualTo(Map.of("status", "s", "Colour", "red"));
    }

    @Test
    void theFlatFormSetsTheSame() {
        user("ana");
        user("bob");
        Group group = added(query(
                "groupadd",
                "name=Room&flag=1&expiry=3600&start=1900000000&sflags=" + (2 << 24 | 0x107)
                        + "&m=,ana,,%20bob%20,&cs=0"));

        assertThat(group.name()).isEqualTo("Room");
        assertThat(group.flags()).isEqualTo(1);
        assertThat(group.expires()).isEqualTo(server.clock().millis() + 3_600_000);
        assertThat(group.start()).isEqualTo(1_900_000_000_000L);
        assertThat(group.call()).isEqualTo(new Group.CallSettings(0x107, 0, 2));
        assertThat(group.members()).isEqualTo(2);
        assertThat(member(group, "ana").flags()).isEqualTo(GroupFlags.MEMBER_ALL & ~GroupFlags.MEMBER_SEND);
    }

    @Test
    void levelsWinOverFlags() {
        Group group = added(call("groupadd", "{\"group\": {\"flags\": 2, \"permissions\": {\"send\": 1}}}"));

        assertThat(group.flags()).isEqualTo(GroupFlags.SEND_BY_SELECTED);
    }

    @Test
    void membersGetTheirRole() {
        user("ana");
        user("bob");
        Group group = added(call("groupadd", """
                {"group": {"members": {"m": ["ana", "bob", "ana"], "permissions": {"pub": false, "record": true},
                  "admin": {"adduser": true, "remuser": 1, "owner": false}, "expiry": 60}}}"""));

        assertThat(group.members()).isEqualTo(2);
        Member ana = member(group, "ana");
        assertThat(ana.flags())
                .isEqualTo((GroupFlags.MEMBER_ALL & ~GroupFlags.MEMBER_PUBLISH) | GroupFlags.MEMBER_RECORD);
        assertThat(ana.admin()).isEqualTo(0x30);
        assertThat(ana.expires()).isEqualTo(server.clock().millis() + 60_000);
    }

    @Test
    void anOwnerMayBeNamed() {
        user("ana");
        user("bob");
        Group nested = added(call("groupadd", "{\"group\": {\"owner\": \"ana\", \"members\": {\"m\": \"bob\"}}}"));
        Group flat = added(query("groupadd", "from=bob"));

        assertThat(nested.owner()).isEqualTo(known("ana").uid());
        assertThat(member(nested, "ana").admin()).isEqualTo(GroupFlags.OWNER_ALL);
        assertThat(member(nested, "bob").admin()).isZero();
        assertThat(flat.owner()).isEqualTo(known("bob").uid());
    }

    @Test
    void anUnknownAddressMakesNothing() {
        user("ana");
        Reply members = query("groupadd", "m=ana,ghost,wraith").refused("BADUSER", 404, "group.members.m");
        assertThat(members.at("invalid")).isEqualTo(List.of("ghost", "wraith"));
        query("groupadd", "m=ana&from=ghost").refused("BADUSER", 404, "group.owner");
        assertThat(query("groupsget", "").ok().at("groupscount")).isEqualTo(0);
        assertThat(known("ghost")).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "permissions.send=3",
                "permissions.recv=-1",
                "call.resolution=11",
                "flags=-2",
                "expiry=never",
                "start=-5",
                "members.m={}",
                "members.admin={\"king\": true}",
                "members.admin={\"owner\": \"perhaps\"}",
                "active=2"
            })
    void badValuesAreNamed(String setting) {
        String path = setting.substring(0, setting.indexOf('='));
        String value = setting.substring(setting.indexOf('=') + 1);
        String json = value.startsWith("{") ? value : "\"" + value + "\"";
        for (String name : List.of(path.split("\\.")).reversed()) {
            json = "{\"" + name + "\": " + json + "}";
        }
        call("groupadd", "{\"group\": " + json + "}").refused("BADPARA", 400, "group." + path);
    }

    @Test
    void anAttributeOfTheWrongShapeIsNamed() {
        call("groupadd", "{\"group\": {\"members\": [\"ana\"]}}").refused("BADPARA", 400, "group.members");
        call("groupadd", "{\"group\": {\"name\": \"%s\"}}".formatted("x".repeat(65_536)))
                .refused("BADPARA", 400, "group.name");
        call("groupadd", "{\"group\": {\"profile\": {\"a\": \"%s\"}}}".formatted("x".repeat(20_000)))
                .refused("QUOTA", 429);
    }
}
