package dev.carillon.groups;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Who owns a group when its last owner goes.
@Tag("C9")
class SuccessionTest extends GroupsFixture {

    /// The ways in which an owner goes.
    private enum Way {
        LEAVES,
        IS_REMOVED,
        REMOVES_ITSELF,
        IS_DELETED,
        RESIGNS,
        ENDS
    }

    private void go(Way way, Group group) {
        List<String> it = List.of("ana");
        switch (way) {
            case LEAVES -> done(groups.leave(ana, group.gid()));
            case IS_REMOVED -> done(groups.remove(backend, group.gid(), it));
            case REMOVES_ITSELF -> done(groups.remove(ana, group.gid(), it));
            case IS_DELETED -> assertThat(accounts.delete(ana.uid())).isTrue();
            case RESIGNS -> done(groups.add(ana, group.gid(), it, role(null, 0)));
            case ENDS -> {
                done(groups.add(ana, group.gid(), it, MemberChange.of(null, null, 60L)));
                open.clock().advance(Duration.ofSeconds(61));
                groups.sweep();
            }
        }
    }

    private List<String> owners(Group group) {
        return groups.members(group.gid(), 0, 100).stream()
                .filter(member -> (member.admin() & GroupFlags.ADMIN_OWNER) != 0)
                .map(member -> accounts.user(member.uid()).address())
                .toList();
    }

    /// Adds somebody at a time of its own.
    private void add(Group group, String address, int admin) {
        person(address);
        open.messageOrder().incrementAndGet();
        done(groups.add(ana, group.gid(), List.of(address), role(null, admin)));
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void theMemberOfLongestStandingWhomSomebodyHasAddedTakesOver(Way way) {
        Group group = group(flags(GroupFlags.AUTO_ADD_MEMBER));
        done(groups.join(bob, group.gid()));
        add(group, "dee", 0);
        add(group, "cy", 0);
        heard.clear();

        go(way, group);

        assertThat(owners(group)).containsExactly("dee");
        assertThat(now(group).owner()).isEqualTo(dee.uid());
        assertThat(member(group, dee)).extracting(Member::admin).isEqualTo(GroupFlags.OWNER_ALL);
        assertThat(heard).contains("added [" + dee.uid() + "] by 0");
        done(groups.set(dee, group.gid(), named("mine")));
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void anAdministratorTakesOverBeforeOthersTheOneWithMostRightsFirst(Way way) {
        Group group = group("bob");
        add(group, "dee", GroupFlags.ADMIN_ADD_USER);
        add(group, "cy", GroupFlags.ADMIN_ADD_USER | GroupFlags.ADMIN_MODIFY);
        add(group, "eve", GroupFlags.ADMIN_REMOVE_USER | GroupFlags.ADMIN_MODIFY);

        go(way, group);

        assertThat(owners(group)).containsExactly("cy");
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void nobodyTakesOverInGroupsOfTheBackendAndWhereSelectedMembersSend(Way way) {
        Group theirs = done(groups.create(backend, GroupChange.NONE, "ana", List.of("bob"), MemberChange.DEFAULT));
        Group channel = group(flags(GroupFlags.SEND_BY_SELECTED), "bob");
        Group open = group(flags(GroupFlags.AUTO_ADD_MEMBER));
        done(groups.join(bob, open.gid()));
        heard.clear();

        for (Group group : List.of(theirs, channel, open)) {
            if (way != Way.IS_DELETED) {
                go(way, group);
            }
        }
        if (way == Way.IS_DELETED) {
            go(way, theirs);
        }

        for (Group group : List.of(theirs, channel, open)) {
            assertThat(owners(group)).isEmpty();
            assertThat(heard).contains("ownerless " + group.gid());
        }
        done(groups.add(backend, channel.gid(), List.of("bob"), role(null, GroupFlags.OWNER_ALL)));
        done(groups.set(bob, channel.gid(), named("mine")));
    }

    @Test
    void anotherOwnerIsEnough() {
        Group group = group("bob", "cy");
        done(groups.add(ana, group.gid(), List.of("cy"), role(null, GroupFlags.OWNER_ALL)));
        done(groups.leave(ana, group.gid()));
        assertThat(owners(group)).containsExactly("cy");
        done(groups.leave(cy, group.gid()));
        assertThat(owners(group)).containsExactly("bob");
    }

    @Test
    void whoWasAddedIsRememberedAfterARestart() {
        Group group = group(flags(GroupFlags.AUTO_ADD_MEMBER));
        done(groups.join(bob, group.gid()));
        add(group, "cy", 0);
        restart();
        done(groups.leave(ana, group.gid()));
        assertThat(owners(group)).containsExactly("cy");
    }
}
