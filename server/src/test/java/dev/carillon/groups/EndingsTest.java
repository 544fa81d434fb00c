package dev.carillon.groups;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class EndingsTest extends GroupsFixture {

    @Test
    void anExpiredGroupIsAbsentAtOnceAndRemovedSoon() {
        Group group = group(lasting(60, null), "bob");
        assertThat(groups.groupsOf(bob.uid())).hasSize(1);
        open.clock().advance(Duration.ofSeconds(60));
        heard.clear();

        assertThat(groups.group(group.gid())).isNull();
        assertThat(groups.groupsOf(bob.uid())).isEmpty();
        assertThat(groups.groupCount(app.aid())).isZero();
        assertThat(groups.member(group.gid(), bob.uid())).isNull();
        assertThat(groups.memberUids(group.gid())).isEmpty();
        assertThat(groups.recipients(group, 0, 0)).isEmpty();
        assertThat(groups.find(app.aid(), "*", 0, 10).groups()).isEmpty();
        assertThat(groups.maySend(group, bob.uid(), 0)).isEqualTo(SendRight.EXPIRED);
        assertThat(groups.add(ana, group.gid(), List.of("cy"), MemberChange.DEFAULT))
                .isEqualTo(new GroupResult.UnknownGroup());
        groups.sweep();
        assertThat(heard).containsExactly("deleted [1, 2] by 0");
        groups.sweep();
        assertThat(heard).hasSize(1);
    }

    @Test
    void aGroupWithoutEndStays() {
        Group group = group(lasting(0, 60L));
        groups.active(group);
        open.clock().advance(Duration.ofDays(10_000));
        groups.sweep();

        assertThat(groups.group(group.gid())).isEqualTo(group);
    }

    @Test
    void activityExtendsTheLifeOfAGroupThatAsksForIt() {
        Group group = group(lasting(60, 100L), "bob");
        Group plain = group(lasting(60, null));
        open.clock().advance(Duration.ofSeconds(50));
        groups.active(group);
        groups.active(plain);
        assertThat(now(group).expires()).isEqualTo(open.clock().millis() + 100_000);
        open.clock().advance(Duration.ofSeconds(50));
        groups.sweep();

        assertThat(groups.group(plain.gid())).isNull();
        assertThat(groups.groupsOf(bob.uid())).extracting(Group::gid).containsExactly(group.gid());
        groups.active(now(group));
        restart();
        assertThat(now(group).expires()).isEqualTo(open.clock().millis() + 100_000);
        open.clock().advance(Duration.ofSeconds(100));
        assertThat(groups.group(group.gid())).isNull();
    }

    @Test
    void activityNeverShortensALife() {
        Group group = group(lasting(1000, 10L));
        groups.active(group);
        groups.sweep();
        assertThat(now(group).expires()).isEqualTo(group.expires());
    }

    @Test
    void anEndThatIsSetAnewCounts() {
        Group group = group(lasting(60, 500L));
        groups.active(group);
        done(groups.set(ana, group.gid(), lasting(30, null)));
        open.clock().advance(Duration.ofSeconds(30));

        assertThat(groups.group(group.gid())).isNull();
    }

    @Test
    void aDeletedUserIsNoLongerAMember() {
        Group group = group("bob", "cy");
        Group own = done(groups.create(bob, GroupChange.NONE, null, List.of("cy"), MemberChange.DEFAULT));
        groups.memberUids(group.gid());
        heard.clear();

        accounts.delete(bob.uid());

        assertThat(groups.memberUids(group.gid())).containsExactly(1, 3);
        assertThat(now(group).members()).isEqualTo(2);
        assertThat(groups.member(group.gid(), bob.uid())).isNull();
        assertThat(groups.groupsOf(bob.uid())).isEmpty();
        assertThat(now(own)).extracting(Group::owner, Group::members).containsExactly(cy.uid(), 1);
        assertThat(heard).containsExactlyInAnyOrder("added [3] by 0", "removed [2] by 0", "removed [2] by 0");
        restart();
        assertThat(groups.memberUids(group.gid())).containsExactly(1, 3);
    }

    @Test
    void groupsGoWithTheirAppAndItsMembersAreTold() {
        Group group = group("bob");
        group(lasting(1, null));
        open.clock().advance(Duration.ofSeconds(1));
        heard.clear();

        accounts.deleteApp(app.aid());

        assertThat(groups.group(group.gid())).isNull();
        assertThat(heard).containsExactly("deleted [1, 2] by 0");
    }
}
