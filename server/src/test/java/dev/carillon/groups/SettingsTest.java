package dev.carillon.groups;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.accounts.Permissions;
import dev.carillon.accounts.UserChange;
import dev.carillon.groups.Group.CallSettings;
import dev.carillon.protocol.GroupError;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest extends GroupsFixture {
    private static final long YEAR = 31_536_000_000L;

    @Test
    void theCreatorOwnsTheGroup() {
        open.messageOrder().set(42);
        Group group = group(named("Desk"), "bob", "bob", "ana");

        assertThat(group)
                .isEqualTo(new Group(
                        1000,
                        app.aid(),
                        "Desk",
                        0,
                        CallSettings.DEFAULT,
                        0,
                        0,
                        open.clock().millis() + YEAR,
                        0,
                        true,
                        false,
                        null,
                        Map.of(),
                        ana.uid(),
                        2));
        assertThat(member(group, ana)).isEqualTo(new Member(1000, ana.uid(), 0x1F, 0xFFFF, 0, 42));
        assertThat(member(group, bob)).isEqualTo(new Member(1000, bob.uid(), 0x1F, 0, 0, 42));
        assertThat(heard).containsExactly("added [1, 2] by 1");
        restart();
        assertThat(groups.group(1000)).isEqualTo(group);
        assertThat(groups.members(1000, 0, 10)).hasSize(2);
    }

    @Test
    void theBackendNamesAnOwnerOrNone() {
        Group owned = done(groups.create(backend, GroupChange.NONE, "cy", List.of("bob"), role(3, 1)));
        assertThat(owned.owner()).isEqualTo(cy.uid());
        assertThat(member(owned, cy).admin()).isEqualTo(GroupFlags.OWNER_ALL);
        assertThat(member(owned, bob)).extracting(Member::flags, Member::admin).containsExactly(3, 1);

        Group free = done(groups.create(backend, GroupChange.NONE, null, List.of(), MemberChange.DEFAULT));
        assertThat(free).extracting(Group::gid, Group::owner, Group::members).containsExactly(1001, 0, 0);
        assertThat(heard).containsExactly("added [3, 2] by 0");
    }

    @Test
    void unknownAddressesAreNamedAndNothingIsMade() {
        assertThat(groups.create(backend, GroupChange.NONE, "ghost", List.of("bob", "nobody"), MemberChange.DEFAULT))
                .isEqualTo(new GroupResult.UnknownUsers(List.of("ghost", "nobody")));
        assertThat(groups.groupCount(app.aid())).isZero();
        assertThat(heard).isEmpty();
    }

    @Test
    void allSettingsAreKept() {
        Group group = group();
        var change = new GroupChange(
                "Ops", 0x41, 0x106, 60L, 3, 5_000L, 100L, 0L, 7L, false, true, "https://a/i.png", Map.of("topic", "x"));

        Group after = done(groups.set(backend, group.gid(), change));

        assertThat(after)
                .isEqualTo(new Group(
                        1000,
                        app.aid(),
                        "Ops",
                        0x41,
                        new CallSettings(0x106, 60, 3),
                        5_000,
                        100,
                        0,
                        7,
                        false,
                        true,
                        "https://a/i.png",
                        Map.of("topic", "x"),
                        ana.uid(),
                        1));
        assertThat(now(group)).isEqualTo(after);
        assertThat(heard).endsWith("settings Ops by 0");
        restart();
        assertThat(now(group)).isEqualTo(after);
    }

    @Test
    void whatIsNotGivenStaysAndNullOrEmptyRemoves() {
        Map<String, String> first = Map.of("a", "1", "b", "2");
        Group group = done(groups.create(ana, attributes("i", first), null, List.of(), MemberChange.DEFAULT));
        assertThat(done(groups.set(ana, group.gid(), GroupChange.NONE))).isEqualTo(group);
        Map<String, String> fields = new HashMap<>();
        fields.put("a", null);

        Group after = done(groups.set(ana, group.gid(), attributes("", fields)));

        assertThat(after.image()).isNull();
        assertThat(after.fields()).isEqualTo(Map.of("b", "2"));
    }

    private static GroupChange attributes(String image, Map<String, String> fields) {
        return new GroupChange(null, null, null, null, null, null, null, null, null, null, null, image, fields);
    }

    @Test
    void attributesHaveABound() {
        Group group = group();
        var large = attributes("", Map.of("a", "x".repeat(20_000)));

        assertRefused(groups.set(ana, group.gid(), large), GroupError.GENERAL);
        assertRefused(groups.create(ana, large, null, List.of(), MemberChange.DEFAULT), GroupError.GENERAL);
        assertThat(now(group)).isEqualTo(group);
    }

    @Test
    void onlyThoseWhoMayChangeTheGroup() {
        Group group = group("bob", "cy");
        done(groups.add(backend, group.gid(), List.of("cy"), role(null, GroupFlags.ADMIN_MODIFY)));

        assertRefused(groups.set(bob, group.gid(), named("x")), GroupError.PERMISSION);
        assertRefused(groups.set(dee, group.gid(), named("x")), GroupError.NOT_MEMBER);
        assertRefused(groups.setForType(bob, group.gid(), 1, 1), GroupError.PERMISSION);
        assertRefused(groups.delete(cy, group.gid()), GroupError.PERMISSION);
        assertThat(done(groups.set(cy, group.gid(), named("x"))).name()).isEqualTo("x");
        assertThat(heard).endsWith("settings x by 3");
    }

    @Test
    void whoMayChangeTheGroupButNotDeleteItDoesNotEndItEarlier() {
        Group group = group(lasting(3600, null));
        done(groups.add(ana, group.gid(), List.of("bob"), role(null, GroupFlags.ADMIN_MODIFY)));

        assertRefused(groups.set(bob, group.gid(), lasting(1, null)), GroupError.PERMISSION);
        assertThat(now(group).expires()).isEqualTo(group.expires());
        done(groups.set(bob, group.gid(), lasting(7200, null)));
        done(groups.set(bob, group.gid(), lasting(0, null)));
        assertRefused(groups.set(bob, group.gid(), lasting(7200, null)), GroupError.PERMISSION);
        int both = GroupFlags.ADMIN_MODIFY | GroupFlags.ADMIN_REMOVE_GROUP;
        done(groups.add(ana, group.gid(), List.of("bob"), role(null, both)));
        done(groups.set(bob, group.gid(), lasting(1, null)));
    }

    @Test
    void groupsOfAnotherAppAreUnknown() {
        Group group = group();
        var stranger = new Actor.Backend(open.app("other").aid());

        assertThat(groups.set(stranger, group.gid(), named("x"))).isEqualTo(new GroupResult.UnknownGroup());
        assertThat(groups.delete(stranger, group.gid())).isEqualTo(new GroupResult.UnknownGroup());
        assertThat(groups.add(stranger, group.gid(), List.of(), MemberChange.DEFAULT))
                .isEqualTo(new GroupResult.UnknownGroup());
        assertThat(groups.pins(stranger, group.gid())).isNull();
        assertThat(groups.delete(backend, 4711)).isEqualTo(new GroupResult.UnknownGroup());
    }

    @Test
    void aDeletedGroupIsGoneForAll() {
        Group group = group("bob");
        assertThat(groups.groupsOf(bob.uid())).containsExactly(group);

        done(groups.delete(ana, group.gid()));

        assertThat(groups.group(group.gid())).isNull();
        assertThat(groups.groupsOf(bob.uid())).isEmpty();
        assertThat(groups.memberUids(group.gid())).isEmpty();
        assertThat(groups.member(group.gid(), bob.uid())).isNull();
        assertThat(groups.maySend(group, bob.uid(), 0)).isEqualTo(SendRight.EXPIRED);
        assertThat(heard).endsWith("deleted [1, 2] by 1");
        assertThat(group().gid()).isEqualTo(group.gid() + 1);
    }

    @Test
    void aUserOwnsAtMostAsManyGroupsAsItMay() {
        accounts.change(ana.uid(), may(Permissions.ALL, 2), false);
        Group first = group();
        group();

        assertRefused(
                groups.create(ana, GroupChange.NONE, null, List.of(), MemberChange.DEFAULT), GroupError.ACCESS_DENIED);
        groups.delete(ana, first.gid());
        group();
    }

    @Test
    void aUserWithoutThePermissionCreatesNoGroups() {
        var none = new Permissions(true, true, true, true, true, true, false, true, 0);
        accounts.change(ana.uid(), may(none, -1), false);

        assertRefused(
                groups.create(ana, GroupChange.NONE, null, List.of(), MemberChange.DEFAULT), GroupError.ACCESS_DENIED);
        done(groups.create(backend, GroupChange.NONE, "ana", List.of(), MemberChange.DEFAULT));
    }

    private static UserChange may(Permissions permissions, int maxGroups) {
        return new UserChange(null, null, null, null, null, permissions, maxGroups, null, null, null, null, null);
    }

    @Test
    void findsByNameAndPages() {
        for (String name : List.of("Desk", "Dock", "desk", "Lab")) {
            group(named(name));
        }
        assertThat(groups.find(app.aid(), "D*", 0, 10).groups())
                .extracting(Group::name)
                .containsExactly("Desk", "Dock");
        assertThat(groups.find(app.aid(), "desk", 0, 10).total()).isEqualTo(1);
        GroupPage page = groups.find(app.aid(), "*", 1, 2);
        assertThat(page.total()).isEqualTo(4);
        assertThat(page.groups()).extracting(Group::name).containsExactly("Dock", "desk");
        assertThat(groups.groupCount(app.aid())).isEqualTo(4);
        assertThat(groups.groupCount(99)).isZero();
    }

    @Test
    void overridesForTypesHaveABound() {
        Group group = group();
        List<GroupResult> results = new ArrayList<>();
        for (int type = 0; type < 257; type++) {
            results.add(groups.setForType(ana, group.gid(), type, 1));
        }
        assertThat(results.subList(0, 256)).allMatch(GroupResult.Done.class::isInstance);
        assertRefused(results.getLast(), GroupError.GENERAL);
        done(groups.setForType(ana, group.gid(), 7, -1));
        done(groups.setForType(ana, group.gid(), 256, 1));
    }
}
