package dev.carillon.groups;

import static dev.carillon.groups.GroupFlags.ADMIN_ADD_ADMIN;
import static dev.carillon.groups.GroupFlags.ADMIN_ADD_USER;
import static dev.carillon.groups.GroupFlags.ADMIN_MODIFY;
import static dev.carillon.groups.GroupFlags.ADMIN_OWNER;
import static dev.carillon.groups.GroupFlags.ADMIN_REMOVE_ADMIN;
import static dev.carillon.groups.GroupFlags.ADMIN_REMOVE_OWNER;
import static dev.carillon.groups.GroupFlags.ADMIN_REMOVE_USER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.accounts.Block;
import dev.carillon.accounts.Contact;
import dev.carillon.protocol.GroupError;
import dev.carillon.protocol.Limits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MembershipsTest extends GroupsFixture {

    @Tag("G5")
    @Test
    void nobodyGivesAMembersRightThatTheGroupKeepsAndThatHeLacks() {
        Group group = group(flags(GroupFlags.RECEIVE_BY_SELECTED), "cy");
        int send = GroupFlags.MEMBER_SEND;
        done(groups.add(ana, group.gid(), List.of("bob"), role(send, GroupFlags.ADMIN_ADD_USER)));

        for (String address : List.of("bob", "dee")) {
            assertRefused(
                    groups.add(bob, group.gid(), List.of(address), role(GroupFlags.MEMBER_ALL, null)),
                    GroupError.PERMISSION);
        }
        done(groups.add(bob, group.gid(), List.of("dee"), MemberChange.DEFAULT));
        assertThat(member(group, dee).flags() & GroupFlags.MEMBER_RECEIVE).isZero();
        done(groups.add(ana, group.gid(), List.of("dee"), role(GroupFlags.MEMBER_ALL, null)));
        done(groups.add(bob, group.gid(), List.of("dee"), role(send, null)));
    }

    @Tag("G7")
    @ParameterizedTest
    @ValueSource(ints = {Block.MESSAGES, Block.GROUP_MESSAGES, Block.ALL})
    void whoIsBlockedDoesNotPutThatPersonIntoGroupsAndIsNotTold(int kinds) {
        block(cy, ana, kinds);
        heard.clear();

        Group made = group("bob", "cy");
        done(groups.add(ana, made.gid(), List.of("cy", "dee"), MemberChange.DEFAULT));
        assertThat(groups.groupsOf(cy.uid())).isEmpty();
        assertThat(groups.memberUids(made.gid())).containsExactly(ana.uid(), bob.uid(), dee.uid());
        assertThat(heard).containsExactly("added [1, 2] by 1", "added [4] by 1");

        done(groups.add(bob(made), made.gid(), List.of("cy"), MemberChange.DEFAULT));
        done(groups.add(ana, made.gid(), List.of("cy"), role(GroupFlags.MEMBER_SEND, null)));
        assertThat(member(made, cy).flags()).isEqualTo(GroupFlags.MEMBER_SEND);
        done(groups.add(backend, group().gid(), List.of("cy"), MemberChange.DEFAULT));
    }

    private Actor.Person bob(Group group) {
        done(groups.add(ana, group.gid(), List.of("bob"), role(null, GroupFlags.ADMIN_ADD_USER)));
        return bob;
    }

    private void block(Actor.Person who, Actor.Person whom, int kinds) {
        var contact = new Contact(whom.uid(), false, false, false, kinds, List.of());
        assertThat(accounts.setContacts(who.uid(), Map.of(whom.uid(), contact))).isTrue();
    }

    @Test
    void addingTellsOfTheNewAndOfTheChangedOnly() {
        Group group = group("bob");
        heard.clear();

        Group after = done(groups.add(ana, group.gid(), List.of("bob", "cy", "cy"), MemberChange.DEFAULT));
        assertThat(after.members()).isEqualTo(3);
        assertThat(groups.memberUids(group.gid())).containsExactly(1, 2, 3);
        done(groups.add(ana, group.gid(), List.of("bob", "cy"), role(GroupFlags.MEMBER_SEND, null)));
        done(groups.add(ana, group.gid(), List.of("bob", "cy"), role(GroupFlags.MEMBER_SEND, null)));

        assertThat(heard).containsExactly("added [3] by 1", "added [2, 3] by 1");
        assertThat(member(group, cy).flags()).isEqualTo(GroupFlags.MEMBER_SEND);
    }

    @Test
    void changingARoleLeavesTheRestOfIt() {
        open.messageOrder().set(10);
        Group group = group("bob");
        open.messageOrder().set(20);
        done(groups.add(ana, group.gid(), List.of("bob"), new MemberChange(0, GroupFlags.MEMBER_PUBLISH, null, null)));
        assertThat(member(group, bob)).isEqualTo(new Member(group.gid(), bob.uid(), 0x1B, 0, 0, 10));
        done(groups.add(ana, group.gid(), List.of("bob"), new MemberChange(0, 0, ADMIN_MODIFY, 60L)));

        long end = open.clock().millis() + 60_000;
        assertThat(member(group, bob)).isEqualTo(new Member(group.gid(), bob.uid(), 0x1B, 1, end, 10));
        restart();
        assertThat(member(group, bob)).isEqualTo(new Member(group.gid(), bob.uid(), 0x1B, 1, end, 10));
    }

    @Test
    void unknownAddressesAreNamedAndNobodyIsAdded() {
        Group group = group();

        assertThat(groups.add(ana, group.gid(), List.of("bob", "x", "y", "x"), MemberChange.DEFAULT))
                .isEqualTo(new GroupResult.UnknownUsers(List.of("x", "y")));
        assertThat(groups.remove(ana, group.gid(), List.of("x"))).isEqualTo(new GroupResult.UnknownUsers(List.of("x")));
        assertThat(groups.memberUids(group.gid())).containsExactly(ana.uid());
    }

    @Test
    void oneWhoComesBackDoesNotSeeWhatWasBefore() {
        open.messageOrder().set(10);
        Group group = group("bob");
        open.messageOrder().set(20);
        done(groups.remove(ana, group.gid(), List.of("bob")));
        done(groups.add(ana, group.gid(), List.of("bob"), MemberChange.DEFAULT));

        assertThat(member(group, bob).since()).isEqualTo(20);
    }

    @Test
    void removingTellsOfThoseWhoWereThere() {
        Group group = group("bob", "cy");
        heard.clear();

        Group after = done(groups.remove(ana, group.gid(), List.of("bob", "dee")));
        assertThat(after.members()).isEqualTo(2);
        done(groups.remove(ana, group.gid(), List.of("bob")));

        assertThat(heard).containsExactly("removed [2] by 1");
        assertThat(member(group, bob)).isNull();
        assertThat(groups.groupsOf(bob.uid())).isEmpty();
    }

    /// bob has `rights`; he wants to give cy, who has `had`, the admin bits `wanted` or other member flags.
    @ParameterizedTest
    @CsvSource({
        "0x10, -1, , true", // adds a plain member
        "0x01, -1, , false",
        "0x10, 0, , true", // changes a plain member
        "0x10, -1, 1, false", // makes an administrator
        "0x50, -1, 1, false", // of a right that he does not have
        "0x51, -1, 1, true",
        "0x51, 0, 1, true",
        "0x51, -1, 0x1000, false", // an owner
        "0x1000, -1, 0x1000, true",
        "0x1000, -1, 0xFFFF, true",
        "0x51, 1, 0, false", // takes a right from an administrator
        "0x90, 1, 0, true",
        "0x10, 1, , false", // changes the flags of an administrator
        "0x90, 1, , true",
        "0x90, 0x1000, , false", // and of an owner
        "0x110, 0x1000, , true",
        "0x110, 0x1000, 0, true"
    })
    void aPersonGivesAndTakesWithinItsRights(String rights, String had, @Nullable String wanted, boolean allowed) {
        Group group = group();
        done(groups.add(backend, group.gid(), List.of("bob"), role(null, Integer.decode(rights))));
        if (Integer.decode(had) >= 0) {
            done(groups.add(backend, group.gid(), List.of("cy"), role(null, Integer.decode(had))));
        }
        Member before = member(group, cy);
        MemberChange change = wanted == null ? role(1, null) : role(null, Integer.decode(wanted));

        GroupResult result = groups.add(bob, group.gid(), List.of("cy"), change);

        if (allowed) {
            done(result);
            assertThat(member(group, cy)).isNotEqualTo(before);
        } else {
            assertRefused(result, GroupError.PERMISSION);
            assertThat(member(group, cy)).isEqualTo(before);
        }
    }

    @Test
    void anAdministratorMayGiveUpRightsButNotTakeMore() {
        Group group = group();
        int rights = ADMIN_ADD_USER | ADMIN_ADD_ADMIN | ADMIN_MODIFY;
        done(groups.add(ana, group.gid(), List.of("bob"), role(null, rights)));

        assertRefused(
                groups.add(bob, group.gid(), List.of("bob"), role(null, rights | ADMIN_OWNER)), GroupError.PERMISSION);
        done(groups.add(bob, group.gid(), List.of("bob"), role(null, ADMIN_ADD_USER)));
        assertThat(member(group, bob).admin()).isEqualTo(ADMIN_ADD_USER);
    }

    /// bob has `rights` and wants to remove cy, who has `had`.
    @ParameterizedTest
    @CsvSource({
        "0, 0, false",
        "0x20, 0, true",
        "0x20, 1, false",
        "0x80, 1, true",
        "0x80, 0, false",
        "0xE0, 0x1000, false",
        "0x100, 0x1000, true",
        "0x1000, 0x1000, true"
    })
    void aPersonRemovesWithinItsRights(String rights, String had, boolean allowed) {
        Group group = group("dee");
        done(groups.add(backend, group.gid(), List.of("bob"), role(null, Integer.decode(rights))));
        done(groups.add(backend, group.gid(), List.of("cy"), role(null, Integer.decode(had))));

        GroupResult result = groups.remove(bob, group.gid(), List.of("cy"));

        assertThat(result instanceof GroupResult.Done).isEqualTo(allowed);
        assertThat(member(group, cy) == null).isEqualTo(allowed);
    }

    @Test
    void aRefusedRemovalRemovesNobody() {
        Group group = group("bob", "cy");
        done(groups.add(backend, group.gid(), List.of("bob"), role(null, ADMIN_REMOVE_USER | ADMIN_REMOVE_ADMIN)));

        assertRefused(groups.remove(bob, group.gid(), List.of("cy", "ana")), GroupError.PERMISSION);
        assertThat(groups.memberUids(group.gid())).containsExactly(1, 2, 3);
        done(groups.add(backend, group.gid(), List.of("bob"), role(null, ADMIN_REMOVE_OWNER | ADMIN_REMOVE_USER)));
        done(groups.remove(bob, group.gid(), List.of("cy", "ana")));
        assertThat(groups.memberUids(group.gid())).containsExactly(2);
    }

    /// bob has `rights` and gives the membership of cy, which lasts an hour, so many seconds.
    @ParameterizedTest
    @CsvSource({"0x10, 60, false", "0x30, 60, true", "0x10, 7200, true", "0x10, 0, true", "0x1000, 60, true"})
    void anEarlierEndIsARemoval(String rights, long seconds, boolean allowed) {
        Group group = group();
        done(groups.add(ana, group.gid(), List.of("bob"), role(null, Integer.decode(rights))));
        done(groups.add(ana, group.gid(), List.of("cy"), lasting(3600)));

        GroupResult result = groups.add(bob, group.gid(), List.of("cy"), lasting(seconds));

        if (allowed) {
            done(result);
        } else {
            assertRefused(result, GroupError.PERMISSION);
        }
    }

    @Test
    void nobodyMakesHisOwnMembershipLastLonger() {
        Group group = group();
        done(groups.add(ana, group.gid(), List.of("bob"), MemberChange.of(null, ADMIN_ADD_USER, 3600L)));

        assertRefused(groups.add(bob, group.gid(), List.of("bob"), lasting(0)), GroupError.PERMISSION);
        assertRefused(groups.add(bob, group.gid(), List.of("bob"), lasting(3601)), GroupError.PERMISSION);
        done(groups.add(bob, group.gid(), List.of("bob"), lasting(60)));
        done(groups.add(ana, group.gid(), List.of("ana"), lasting(60)));
        done(groups.add(ana, group.gid(), List.of("ana"), lasting(0)));
    }

    @Test
    void whoMayNotLeaveDoesNotEndItsMembershipEarlierEither() {
        Group group = group(flags(GroupFlags.NO_SELF_DELETE));
        done(groups.add(ana, group.gid(), List.of("bob"), role(null, ADMIN_ADD_USER)));

        assertRefused(groups.add(bob, group.gid(), List.of("bob"), lasting(1)), GroupError.PERMISSION);
    }

    private static MemberChange lasting(long seconds) {
        return MemberChange.of(null, null, seconds);
    }

    @Test
    void strangersMayDoNothing() {
        Group group = group("bob");

        assertRefused(groups.add(dee, group.gid(), List.of("dee"), MemberChange.DEFAULT), GroupError.NOT_MEMBER);
        assertRefused(groups.remove(dee, group.gid(), List.of("bob")), GroupError.NOT_MEMBER);
        assertRefused(groups.remove(dee, group.gid(), List.of()), GroupError.NOT_MEMBER);
        assertRefused(groups.leave(dee, group.gid()), GroupError.NOT_MEMBER);
        assertThat(groups.leave(dee, 4711)).isEqualTo(new GroupResult.UnknownGroup());
    }

    @Test
    void membersLeaveUnlessTheGroupForbidsIt() {
        Group group = group("bob", "cy");
        done(groups.leave(bob, group.gid()));
        done(groups.remove(cy, group.gid(), List.of("cy")));
        assertThat(heard).endsWith("left 2", "removed [3] by 3");

        Group bound = group(flags(GroupFlags.NO_SELF_DELETE), "bob");
        assertRefused(groups.leave(bob, bound.gid()), GroupError.PERMISSION);
        assertRefused(groups.remove(bob, bound.gid(), List.of("bob")), GroupError.PERMISSION);
        done(groups.remove(ana, bound.gid(), List.of("bob")));
    }

    @Test
    void aGroupLivesOnWithoutItsOwnerAndTheBackendNamesAnother() {
        Group group = done(groups.create(backend, GroupChange.NONE, "ana", List.of("bob"), MemberChange.DEFAULT));
        Group after = done(groups.leave(ana, group.gid()));
        assertThat(after).extracting(Group::owner, Group::members).containsExactly(0, 1);

        assertRefused(groups.set(bob, group.gid(), named("x")), GroupError.PERMISSION);
        done(groups.add(backend, group.gid(), List.of("bob"), role(null, ADMIN_OWNER)));
        done(groups.set(bob, group.gid(), named("x")));
    }

    @Test
    void aMembershipEndsWithTime() {
        Group group = group("bob");
        done(groups.add(ana, group.gid(), List.of("cy", "dee"), new MemberChange(0, 0, null, 60L)));
        open.clock().advance(Duration.ofSeconds(59));
        assertThat(groups.memberUids(group.gid())).containsExactly(1, 2, 3, 4);
        open.clock().advance(Duration.ofSeconds(1));
        heard.clear();

        assertThat(member(group, cy)).isNull();
        assertThat(groups.memberUids(group.gid())).containsExactly(1, 2);
        assertThat(groups.members(group.gid(), 0, 10)).extracting(Member::uid).containsExactly(1, 2);
        assertThat(groups.recipients(group, ana.uid(), 0)).containsExactly(2);
        assertThat(groups.groupsOf(cy.uid())).isEmpty();
        assertThat(groups.maySend(group, cy.uid(), 0)).isEqualTo(SendRight.NOT_MEMBER);
        groups.sweep();
        assertThat(heard).containsExactly("removed [3, 4] by 0");
        assertThat(now(group).members()).isEqualTo(2);
    }

    @Test
    void oneWhoseMembershipEndedIsNewWhenAddedAgain() {
        open.messageOrder().set(1);
        Group group = group();
        done(groups.add(ana, group.gid(), List.of("bob"), MemberChange.of(1, 1, 60L)));
        open.clock().advance(Duration.ofMinutes(2));
        open.messageOrder().set(9);

        done(groups.add(ana, group.gid(), List.of("bob"), MemberChange.DEFAULT));
        assertThat(member(group, bob)).isEqualTo(new Member(group.gid(), bob.uid(), 0x1F, 0, 0, 9));
    }

    @Test
    void membersArePagedByUid() {
        Group group = group("bob", "cy", "dee");

        assertThat(groups.members(group.gid(), 0, 2)).extracting(Member::uid).containsExactly(1, 2);
        assertThat(groups.members(group.gid(), 2, 2)).extracting(Member::uid).containsExactly(3, 4);
        assertThat(groups.members(group.gid(), 4, 2)).isEmpty();
        assertThat(groups.members(4711, 0, 2)).isEmpty();
    }

    @Test
    void aGroupHoldsTenThousandMembersAndNotOneMore() {
        List<String> many = open.users(app, Limits.GROUP_MEMBERS);
        assertRefused(groups.create(ana, GroupChange.NONE, null, many, MemberChange.DEFAULT), GroupError.GENERAL);
        Group group = group(many.subList(1, many.size()).toArray(String[]::new));
        assertThat(group.members()).isEqualTo(Limits.GROUP_MEMBERS);

        assertRefused(groups.add(ana, group.gid(), many, MemberChange.DEFAULT), GroupError.GENERAL);
        done(groups.add(ana, group.gid(), List.of("user1"), role(1, null)));
        assertThat(groups.recipients(group, ana.uid(), 0)).hasSize(Limits.GROUP_MEMBERS - 1);
        done(groups.remove(ana, group.gid(), List.of("user1")));
        done(groups.add(ana, group.gid(), List.of("user0"), MemberChange.DEFAULT));
    }

    @Test
    void groupsOfAUserAreListedById() {
        Group first = group("bob");
        Group second = group("bob");
        Group other = group("cy");
        assertThat(groups.groupsOf(bob.uid())).containsExactly(first, second);
        assertThat(groups.groupsOf(ana.uid())).containsExactly(first, second, other);

        done(groups.add(ana, other.gid(), List.of("bob"), MemberChange.DEFAULT));
        assertThat(groups.groupsOf(bob.uid())).containsExactly(first, second, now(other));
    }

    @Test
    void whatIsChangedByManyAtOnceIsCountedRight() throws Exception {
        Group group = group();
        List<Callable<GroupResult>> changes = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            String address = "user" + i;
            person(address);
            changes.add(() -> {
                groups.add(ana, group.gid(), List.of(address), MemberChange.DEFAULT);
                groups.memberUids(group.gid());
                return groups.add(ana, group.gid(), List.of(address), role(1, null));
            });
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var change : threads.invokeAll(changes)) {
                done(change.get());
            }
        }
        assertThat(groups.memberUids(group.gid())).hasSize(61);
        assertThat(now(group).members()).isEqualTo(61);
        assertThat(groups.members(group.gid(), ana.uid(), 100)).allMatch(member -> member.flags() == 1);
    }
}
