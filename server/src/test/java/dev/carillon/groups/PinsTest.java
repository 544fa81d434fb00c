package dev.carillon.groups;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.protocol.GroupError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class PinsTest extends GroupsFixture {

    private long pin(Group group, MemberChange role, long expiry, int count) {
        List<Pin> before = groups.pins(ana, group.gid());
        done(groups.addPin(ana, group.gid(), role, expiry, count));
        List<Pin> added = new ArrayList<>(groups.pins(ana, group.gid()));
        added.removeAll(before);
        assertThat(added).hasSize(1);
        return added.getFirst().pin();
    }

    private long pin(Group group) {
        return pin(group, MemberChange.DEFAULT, 0, 0);
    }

    @Test
    void whoKnowsThePinJoinsWithItsRights() {
        Group group = group();
        open.messageOrder().set(5);
        long pin = pin(group, role(GroupFlags.MEMBER_RECEIVE, GroupFlags.ADMIN_MODIFY), 0, 0);
        assertThat(pin).isBetween(10_000_000L, 99_999_999L);
        heard.clear();

        Group joined = done(groups.join(bob, group.gid(), pin));

        assertThat(joined.members()).isEqualTo(2);
        assertThat(member(group, bob)).isEqualTo(new Member(group.gid(), bob.uid(), 2, 1, 0, 5));
        assertThat(groups.groupsOf(bob.uid())).hasSize(1);
        assertThat(heard).containsExactly("joined 2");
    }

    @Test
    void noPinIsNeededWhereTheGroupLetsInEverybody() {
        Group open = group(flags(GroupFlags.AUTO_ADD_MEMBER | GroupFlags.SEND_BY_SELECTED));
        Group closed = group(flags(GroupFlags.SEND_BY_ANYONE), "cy");
        heard.clear();

        Group joined = done(groups.join(bob, open.gid()));
        done(groups.join(bob, open.gid()));

        assertThat(joined.members()).isEqualTo(2);
        assertThat(member(open, bob).flags()).isEqualTo(GroupFlags.MEMBER_ALL & ~GroupFlags.MEMBER_SEND);
        assertThat(heard).containsExactly("joined 2");
        assertRefused(groups.join(bob, closed.gid()), GroupError.ACCESS_DENIED);
        done(groups.join(cy, closed.gid()));
        assertThat(groups.join(bob, 4711)).isEqualTo(new GroupResult.UnknownGroup());
    }

    @Test
    void pinsSurviveARestart() {
        Group group = group();
        long pin = pin(group, role(3, 1), 60, 7);
        restart();

        assertThat(groups.pins(backend, group.gid()))
                .containsExactly(new Pin(pin, 3, 1, open.clock().millis() + 60_000, 7));
    }

    @Test
    void whoMayChangePinsButNotRemoveThemDoesNotEndThemEarlier() {
        Group group = group();
        long pin = pin(group, MemberChange.DEFAULT, 3600, 5);
        done(groups.add(ana, group.gid(), List.of("bob"), role(null, GroupFlags.ADMIN_ADD_PIN)));

        assertRefused(groups.setPin(bob, group.gid(), pin, MemberChange.DEFAULT, 1L, null), GroupError.PERMISSION);
        assertRefused(groups.setPin(bob, group.gid(), pin, MemberChange.DEFAULT, null, 4), GroupError.PERMISSION);
        done(groups.setPin(bob, group.gid(), pin, MemberChange.DEFAULT, 7200L, 6));
        done(groups.setPin(ana, group.gid(), pin, MemberChange.DEFAULT, 60L, 1));
    }

    @Test
    void wrongPinsAreRefused() {
        Group group = group();
        Group other = group();
        long pin = pin(other);

        assertRefused(groups.join(bob, group.gid(), pin), GroupError.BAD_PIN);
        assertRefused(groups.join(bob, other.gid(), -pin), GroupError.BAD_PIN);
        assertRefused(groups.join(bob, other.gid(), pin + (1L << 32)), GroupError.BAD_PIN);
        assertThat(groups.join(bob, 4711, pin)).isEqualTo(new GroupResult.UnknownGroup());
        assertThat(member(other, bob)).isNull();
    }

    @Test
    void whoGuessesTooOftenHasToWait() {
        Group group = group();
        long pin = pin(group);
        for (int i = 0; i < 20; i++) {
            assertRefused(groups.join(bob, group.gid(), 1), GroupError.BAD_PIN);
        }
        assertRefused(groups.join(bob, group.gid(), pin), GroupError.ACCESS_DENIED);
        done(groups.join(cy, group.gid(), pin));
        open.clock().advance(Duration.ofMinutes(11));
        done(groups.join(bob, group.gid(), pin));
    }

    @Test
    void aPinEndsWithTime() {
        Group group = group();
        long pin = pin(group, MemberChange.DEFAULT, 60, 0);
        open.clock().advance(Duration.ofSeconds(60));

        assertRefused(groups.join(bob, group.gid(), pin), GroupError.BAD_PIN);
        assertThat(groups.pins(ana, group.gid())).isEmpty();
        assertRefused(groups.setPin(ana, group.gid(), pin, MemberChange.DEFAULT, 60L, null), GroupError.BAD_PIN);
    }

    @Test
    void aPinEndsWithItsUses() {
        Group group = group();
        long pin = pin(group, MemberChange.DEFAULT, 0, 2);
        done(groups.join(bob, group.gid(), pin));
        done(groups.join(bob, group.gid(), pin));
        assertThat(groups.pins(ana, group.gid())).extracting(Pin::left).containsExactly(1);
        done(groups.join(cy, group.gid(), pin));

        assertRefused(groups.join(dee, group.gid(), pin), GroupError.BAD_PIN);
        assertThat(groups.pins(ana, group.gid())).isEmpty();
    }

    @Test
    void twentyWhoRaceForOnePlaceGetOne() throws Exception {
        Group group = group();
        long pin = pin(group, MemberChange.DEFAULT, 0, 1);
        List<Callable<GroupResult>> joins = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Actor.Person racer = person("racer" + i);
            joins.add(() -> groups.join(racer, group.gid(), pin));
        }
        int in = 0;
        try (var threads = Executors.newFixedThreadPool(20)) {
            for (var join : threads.invokeAll(joins)) {
                in += join.get() instanceof GroupResult.Done ? 1 : 0;
            }
        }
        assertThat(in).isEqualTo(1);
        assertThat(now(group).members()).isEqualTo(2);
    }

    @Tag("G5")
    @Test
    void aMemberGainsNothingByJoiningAgainAndUsesNoPlaceUp() {
        Group group = group();
        done(groups.add(ana, group.gid(), List.of("bob"), role(GroupFlags.MEMBER_SEND, GroupFlags.ADMIN_MODIFY)));
        long pin = pin(group, role(GroupFlags.MEMBER_RECEIVE, GroupFlags.ADMIN_ADD_USER), 0, 1);
        done(groups.join(bob, group.gid(), pin));

        assertThat(member(group, bob))
                .extracting(Member::flags, Member::admin)
                .containsExactly(GroupFlags.MEMBER_SEND, GroupFlags.ADMIN_MODIFY);
        assertThat(groups.pins(ana, group.gid())).extracting(Pin::left).containsExactly(1);
    }

    @Tag("G5")
    @Test
    void aPinThatGivesMoreThanOneHasIsShownWithoutItsNumber() {
        Group group = group(flags(GroupFlags.RECEIVE_BY_SELECTED), "bob");
        done(groups.add(ana, group.gid(), List.of("bob"), role(GroupFlags.MEMBER_SEND, GroupFlags.ADMIN_LIST_PIN)));
        long plain = pin(group, role(GroupFlags.MEMBER_SEND, 0), 0, 0);
        pin(group, role(GroupFlags.MEMBER_SEND, GroupFlags.OWNER_ALL), 0, 0);
        pin(group, role(GroupFlags.MEMBER_SEND, GroupFlags.ADMIN_MODIFY), 0, 0);
        pin(group, role(GroupFlags.MEMBER_SEND | GroupFlags.MEMBER_RECEIVE, 0), 0, 0);

        assertThat(groups.pins(bob, group.gid())).extracting(Pin::pin).containsExactlyInAnyOrder(plain, 0L, 0L, 0L);
        assertThat(groups.pins(ana, group.gid())).extracting(Pin::pin).doesNotContain(0L);
        assertRefused(groups.join(dee, group.gid(), 0), GroupError.BAD_PIN);
    }

    @Tag("G5")
    @Test
    void whoHasNotTheRightsOfAPinCannotMakeItLastLonger() {
        Group group = group("bob");
        int rights = GroupFlags.ADMIN_ADD_PIN | GroupFlags.ADMIN_LIST_PIN | GroupFlags.ADMIN_ADD_ADMIN;
        done(groups.add(ana, group.gid(), List.of("bob"), role(null, rights)));
        long pin = pin(group, role(31, GroupFlags.OWNER_ALL), 60, 1);

        assertRefused(groups.setPin(bob, group.gid(), pin, MemberChange.DEFAULT, 0L, 100), GroupError.PERMISSION);
        assertThat(groups.pins(ana, group.gid())).extracting(Pin::left).containsExactly(1);
    }

    @Test
    void aPinIsChangedAndRemoved() {
        Group group = group();
        long pin = pin(group, role(3, 0), 60, 5);
        done(groups.setPin(ana, group.gid(), pin, MemberChange.DEFAULT, null, null));
        assertThat(groups.pins(ana, group.gid()))
                .containsExactly(new Pin(pin, 3, 0, open.clock().millis() + 60_000, 5));
        done(groups.setPin(ana, group.gid(), pin, role(1, 1), 0L, 0));
        assertThat(groups.pins(ana, group.gid())).containsExactly(new Pin(pin, 1, 1, 0, null));
        assertRefused(groups.setPin(ana, group.gid(), 1, MemberChange.DEFAULT, null, null), GroupError.BAD_PIN);

        done(groups.removePin(ana, group.gid(), pin));
        done(groups.removePin(ana, group.gid(), pin));
        assertThat(groups.pins(ana, group.gid())).isEmpty();
        assertRefused(groups.join(bob, group.gid(), pin), GroupError.BAD_PIN);
    }

    @Test
    void onlyThoseWhoMayHandlePins() {
        Group group = group("bob");
        long pin = pin(group);
        assertThat(groups.pins(bob, group.gid())).isNull();
        assertThat(groups.pins(dee, group.gid())).isNull();
        assertRefused(groups.addPin(bob, group.gid(), MemberChange.DEFAULT, 0, 0), GroupError.PERMISSION);
        assertRefused(groups.addPin(dee, group.gid(), MemberChange.DEFAULT, 0, 0), GroupError.NOT_MEMBER);
        assertRefused(groups.setPin(bob, group.gid(), pin, role(1, null), null, null), GroupError.PERMISSION);
        assertRefused(groups.removePin(bob, group.gid(), pin), GroupError.PERMISSION);

        done(groups.add(ana, group.gid(), List.of("bob"), role(null, GroupFlags.ADMIN_LIST_PIN)));
        assertThat(groups.pins(bob, group.gid())).hasSize(1);
        assertRefused(groups.removePin(bob, group.gid(), pin), GroupError.PERMISSION);
        done(groups.add(ana, group.gid(), List.of("bob"), role(null, GroupFlags.ADMIN_REMOVE_PIN)));
        done(groups.removePin(bob, group.gid(), pin));
    }

    @Test
    void nobodyGivesRightsAwayByAPinThatHeDoesNotHave() {
        Group group = group();
        int rights = GroupFlags.ADMIN_ADD_PIN | GroupFlags.ADMIN_LIST_PIN;
        done(groups.add(ana, group.gid(), List.of("bob"), role(null, rights)));
        assertRefused(groups.addPin(bob, group.gid(), role(null, 1), 0, 0), GroupError.PERMISSION);

        done(groups.add(ana, group.gid(), List.of("bob"), role(null, rights | GroupFlags.ADMIN_ADD_ADMIN)));
        assertRefused(groups.addPin(bob, group.gid(), role(null, 0x1000), 0, 0), GroupError.PERMISSION);
        done(groups.addPin(bob, group.gid(), role(null, GroupFlags.ADMIN_LIST_PIN), 0, 0));
        long pin = groups.pins(bob, group.gid()).getFirst().pin();
        assertRefused(groups.setPin(bob, group.gid(), pin, role(null, 0x1000), null, null), GroupError.PERMISSION);
    }

    @Test
    void aGroupHasAtMostAThousandPins() {
        Group group = group();
        done(groups.addPin(ana, group.gid(), MemberChange.DEFAULT, 60, 0));
        for (int i = 1; i < 1000; i++) {
            done(groups.addPin(ana, group.gid(), MemberChange.DEFAULT, 0, 0));
        }
        assertRefused(groups.addPin(ana, group.gid(), MemberChange.DEFAULT, 0, 0), GroupError.GENERAL);
        open.clock().advance(Duration.ofMinutes(1));
        done(groups.addPin(ana, group.gid(), MemberChange.DEFAULT, 0, 0));
    }
}
