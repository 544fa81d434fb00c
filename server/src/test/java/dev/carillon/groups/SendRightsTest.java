package dev.carillon.groups;

import static dev.carillon.groups.GroupFlags.AUTO_ADD_MEMBER;
import static dev.carillon.groups.GroupFlags.MEMBER_RECEIVE;
import static dev.carillon.groups.GroupFlags.MEMBER_SEND;
import static dev.carillon.groups.GroupFlags.PAUSE;
import static dev.carillon.groups.GroupFlags.RECEIVE_BY_SELECTED;
import static dev.carillon.groups.GroupFlags.RECEIVE_LOOPBACK;
import static dev.carillon.groups.GroupFlags.RECEIVE_ROUND_ROBIN;
import static dev.carillon.groups.GroupFlags.SEND_BY_ANYONE;
import static dev.carillon.groups.GroupFlags.SEND_BY_SELECTED;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SendRightsTest extends GroupsFixture {

    private SendRight maySend(Group group, Actor.Person person) {
        return groups.sends(group, person.uid(), 0);
    }

    private int[] recipients(Group group, Actor.Person sender) {
        return groups.recipients(now(group), sender.uid(), 0);
    }

    /// bob has the member bit to send, cy is a member without it, dee is a stranger.
    @ParameterizedTest
    @CsvSource({
        "0, ALLOWED, ALLOWED, NOT_MEMBER",
        "1, ALLOWED, NO_PERMISSION, NOT_MEMBER",
        "2, ALLOWED, ALLOWED, ALLOWED",
        "3, ALLOWED, ALLOWED, ALLOWED",
        "8, ALLOWED, ALLOWED, ALLOWED",
        "9, ALLOWED, NO_PERMISSION, NOT_MEMBER",
        "0x8000000, PAUSED, PAUSED, PAUSED"
    })
    void theLevelSaysWhoMaySend(String level, SendRight selected, SendRight member, SendRight stranger) {
        Group group = group(flags(Integer.decode(level)), "bob");
        done(groups.add(ana, group.gid(), List.of("cy"), role(MEMBER_RECEIVE, null)));

        assertThat(maySend(group, bob)).isEqualTo(selected);
        assertThat(maySend(group, cy)).isEqualTo(member);
        assertThat(maySend(group, dee)).isEqualTo(stranger);
    }

    @Test
    void aStrangerIsAddedWhereTheGroupSaysSo() {
        Group group = group(flags(AUTO_ADD_MEMBER));
        heard.clear();

        assertThat(maySend(group, bob)).isEqualTo(SendRight.ALLOWED);
        assertThat(maySend(group, bob)).isEqualTo(SendRight.ALLOWED);

        assertThat(member(group, bob).flags()).isEqualTo(GroupFlags.MEMBER_ALL);
        assertThat(recipients(group, ana)).containsExactly(bob.uid());
        assertThat(heard).containsExactly("joined 2");
    }

    /// Typing, an edit and a scheduled message that leaves ask too.
    @Test
    void askingAddsNobody() {
        Group group = group(flags(AUTO_ADD_MEMBER));

        assertThat(groups.maySend(group, bob.uid(), 0)).isEqualTo(SendRight.NOT_MEMBER);
        assertThat(member(group, bob)).isNull();
    }

    @Test
    void whoIsAddedIsNotOneOfTheSelected() {
        Group group = group(flags(AUTO_ADD_MEMBER | GroupFlags.RECEIVE_BY_SELECTED));

        assertThat(maySend(group, bob)).isEqualTo(SendRight.ALLOWED);
        assertThat(recipients(group, ana)).isEmpty();
    }

    @Test
    void sendingMakesNobodyOneOfTheSelected() {
        Group group = group(flags(AUTO_ADD_MEMBER | SEND_BY_SELECTED));

        assertThat(maySend(group, bob)).isEqualTo(SendRight.NOT_MEMBER);
        assertThat(member(group, bob)).isNull();
    }

    @Test
    void anyoneMaySendWithoutBecomingAMember() {
        Group group = group(flags(SEND_BY_ANYONE));

        assertThat(maySend(group, bob)).isEqualTo(SendRight.ALLOWED);
        assertThat(member(group, bob)).isNull();
        assertThat(recipients(group, bob)).containsExactly(ana.uid());
    }

    @Test
    void aGroupThatIsSwitchedOffIsPaused() {
        Group group = group("bob");
        done(groups.set(
                ana,
                group.gid(),
                new GroupChange(null, null, null, null, null, null, null, null, null, false, null, null, null)));
        assertThat(maySend(group, bob)).isEqualTo(SendRight.PAUSED);
        done(groups.set(ana, group.gid(), flags(PAUSE)));
        assertThat(maySend(group, ana)).isEqualTo(SendRight.PAUSED);
    }

    private static GroupChange usable(Long start, Long duration) {
        return new GroupChange(null, null, null, null, null, start, duration, null, null, null, null, null, null);
    }

    @Test
    void aGroupIsUsableFromItsStartForItsDuration() {
        Group group = group(usable(open.clock().millis() + 10_000, 60L));
        assertThat(maySend(group, ana)).isEqualTo(SendRight.PAUSED);
        open.clock().advance(Duration.ofSeconds(10));
        assertThat(maySend(group, ana)).isEqualTo(SendRight.ALLOWED);
        open.clock().advance(Duration.ofSeconds(60));
        assertThat(maySend(group, ana)).isEqualTo(SendRight.EXPIRED);
    }

    @Test
    void aDurationWithoutAStartCountsFromNow() {
        Group group = group(usable(null, 60L));
        assertThat(maySend(group, ana)).isEqualTo(SendRight.ALLOWED);
        open.clock().advance(Duration.ofSeconds(60));
        assertThat(maySend(group, ana)).isEqualTo(SendRight.EXPIRED);
    }

    @Test
    void theLevelSaysWhoReceives() {
        Group group = group("bob", "dee");
        done(groups.add(ana, group.gid(), List.of("cy"), role(MEMBER_SEND, null)));
        assertThat(recipients(group, ana)).containsExactly(2, 3, 4);
        assertThat(groups.recipients(group, 0, 0)).containsExactly(1, 2, 3, 4);

        done(groups.set(ana, group.gid(), flags(RECEIVE_BY_SELECTED)));
        assertThat(recipients(group, ana)).containsExactly(2, 4);
        done(groups.set(ana, group.gid(), flags(RECEIVE_BY_SELECTED | RECEIVE_LOOPBACK)));
        assertThat(recipients(group, ana)).containsExactly(1, 2, 4);
    }

    @Test
    void oneAfterTheOtherReceivesInARoundRobinGroup() {
        Group group = group(flags(RECEIVE_ROUND_ROBIN), "bob", "cy");
        Group other = group(flags(RECEIVE_ROUND_ROBIN), "bob");

        assertThat(recipients(group, ana)).containsExactly(2);
        assertThat(recipients(group, ana)).containsExactly(3);
        assertThat(recipients(group, ana)).containsExactly(2);
        assertThat(recipients(other, bob)).containsExactly(1);
        assertThat(recipients(group, bob)).containsExactly(3);
        assertThat(groups.recipients(group, 0, 0)).containsExactly(1);
    }

    @Test
    void aTurnIsOnlyForThoseWhoMayReceive() {
        Group group = group(flags(RECEIVE_ROUND_ROBIN | RECEIVE_BY_SELECTED));
        assertThat(recipients(group, ana)).isEmpty();
        done(groups.add(ana, group.gid(), List.of("bob", "cy"), role(MEMBER_SEND, null)));
        assertThat(recipients(group, ana)).isEmpty();
        done(groups.add(ana, group.gid(), List.of("dee"), role(MEMBER_RECEIVE, null)));
        assertThat(recipients(group, ana)).containsExactly(dee.uid());
        assertThat(recipients(group, ana)).containsExactly(dee.uid());
    }

    @Test
    void recipientsAreTheCallersOwn() {
        Group group = group("bob");
        recipients(group, ana)[0] = 77;
        assertThat(recipients(group, ana)).containsExactly(bob.uid());
        groups.recipients(group, 0, 0)[0] = 77;
        assertThat(groups.memberUids(group.gid())).containsExactly(1, 2);
    }

    @Test
    void permissionsForATypeApplyToThatTypeOnly() {
        Group group = group("bob");
        done(groups.add(ana, group.gid(), List.of("cy"), role(0, null)));
        done(groups.setForType(ana, group.gid(), 7, SEND_BY_SELECTED | RECEIVE_BY_SELECTED));

        assertThat(groups.sends(group, cy.uid(), 7)).isEqualTo(SendRight.NO_PERMISSION);
        assertThat(groups.sends(group, cy.uid(), 0)).isEqualTo(SendRight.ALLOWED);
        assertThat(groups.recipients(group, ana.uid(), 7)).containsExactly(2);
        assertThat(groups.recipients(group, ana.uid(), 0)).containsExactly(2, 3);
        restart();
        assertThat(groups.sends(group, cy.uid(), 7)).isEqualTo(SendRight.NO_PERMISSION);
        done(groups.setForType(ana, group.gid(), 7, -1));
        assertThat(groups.sends(group, cy.uid(), 7)).isEqualTo(SendRight.ALLOWED);
    }

    @Test
    void aTypeCanAllowWhatTheGroupForbids() {
        Group group = group(flags(SEND_BY_SELECTED | RECEIVE_LOOPBACK));
        done(groups.add(ana, group.gid(), List.of("bob"), role(0, null)));
        done(groups.setForType(ana, group.gid(), 7, 0));

        assertThat(groups.sends(group, bob.uid(), 7)).isEqualTo(SendRight.ALLOWED);
        assertThat(groups.sends(group, bob.uid(), 0)).isEqualTo(SendRight.NO_PERMISSION);
        assertThat(groups.recipients(group, bob.uid(), 7)).containsExactly(1, 2);
    }
}
