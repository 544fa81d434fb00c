package dev.carillon.groups;

import static dev.carillon.groups.GroupFlags.AUTO_ADD_MEMBER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.accounts.Contact;
import dev.carillon.metrics.Metrics;
import dev.carillon.protocol.GroupError;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("G8")
class QuotasTest extends GroupsFixture {

    @Override
    GroupLimits limits() {
        return new GroupLimits(2, 3);
    }

    @Test
    void aUserOwnsABoundedNumberOfGroupsWhateverTheBackEndGives() {
        group();
        group();

        assertBound(
                groups.create(ana, GroupChange.NONE, null, List.of(), MemberChange.DEFAULT), "you may own at most 2");
        done(groups.create(backend, GroupChange.NONE, "ana", List.of(), MemberChange.DEFAULT));
        assertThat(groups.groupsOf(ana.uid())).hasSize(3);
    }

    @Test
    void whoIsInAsManyGroupsAsMayBeComesIntoNoOtherByAnyDoorOfUsers() {
        Group open = group(flags(AUTO_ADD_MEMBER));
        Group shut = group();
        done(groups.addPin(ana, shut.gid(), MemberChange.DEFAULT, 0, 0));
        long pin = groups.pins(backend, shut.gid()).getFirst().pin();
        for (int i = 0; i < 4; i++) {
            done(groups.create(backend, GroupChange.NONE, null, List.of("cy"), MemberChange.DEFAULT));
        }

        Map<String, Supplier<GroupResult>> doors = new LinkedHashMap<>();
        doors.put("you", () -> groups.create(cy, GroupChange.NONE, null, List.of(), MemberChange.DEFAULT));
        doors.put("you ", () -> groups.join(cy, shut.gid(), pin));
        doors.put("you  ", () -> groups.join(cy, open.gid()));
        doors.put("cy", () -> groups.add(ana, shut.gid(), List.of("bob", "cy"), MemberChange.DEFAULT));
        doors.put("cy ", () -> groups.create(bob, GroupChange.NONE, null, List.of("cy"), MemberChange.DEFAULT));
        doors.forEach((who, door) -> assertBound(door.get(), who.strip() + " may be in at most 3"));
        assertThat(groups.sends(open, cy.uid(), 0)).isEqualTo(SendRight.NOT_MEMBER);

        assertThat(groups.groupsOf(cy.uid())).hasSize(4);
        assertThat(groups.groupsOf(bob.uid())).isEmpty();
        done(groups.leave(cy, groups.groupsOf(cy.uid()).getFirst().gid()));
        done(groups.leave(cy, groups.groupsOf(cy.uid()).getFirst().gid()));
        done(groups.join(cy, shut.gid(), pin));
        done(groups.add(ana, shut.gid(), List.of("cy"), role(GroupFlags.MEMBER_SEND, null)));
    }

    @Test
    void peopleArePutIntoGroupsByStrangersABoundedNumberOfTimes() {
        Group group = group();
        for (int i = 0; i < 100; i++) {
            putInAndOut(group);
        }

        GroupResult refused = groups.add(ana, group.gid(), List.of("dee", "cy"), MemberChange.DEFAULT);
        assertThat(refused)
                .isInstanceOfSatisfying(
                        GroupResult.TooOften.class,
                        no -> assertThat(no.reason()).contains("cy", "100 times an hour"));
        assertThat(groups.create(ana, GroupChange.NONE, null, List.of("cy"), MemberChange.DEFAULT))
                .isInstanceOf(GroupResult.TooOften.class);
        assertThat(groups.memberUids(group.gid())).containsExactly(ana.uid());
        done(groups.add(backend, group.gid(), List.of("cy"), MemberChange.DEFAULT));
        done(groups.remove(backend, group.gid(), List.of("cy")));
        assertThat(refusals("added")).isEqualTo("2");

        var friend = new Contact(ana.uid(), true, false, false, 0, List.of());
        assertThat(accounts.setContacts(cy.uid(), Map.of(ana.uid(), friend))).isTrue();
        putInAndOut(group);
        assertThat(accounts.setContacts(cy.uid(), Map.of(ana.uid(), Contact.none(ana.uid()))))
                .isTrue();
        open.clock().advance(Duration.ofHours(1));
        putInAndOut(group);
    }

    private void putInAndOut(Group group) {
        done(groups.add(ana, group.gid(), List.of("cy"), MemberChange.DEFAULT));
        done(groups.remove(ana, group.gid(), List.of("cy")));
    }

    @Test
    void allStrangersTogetherHaveABoundForADay() {
        var now = new AtomicLong(1);
        var strangers = new Strangers(now::get);
        for (int adder = 1; adder <= 1_000; adder++) {
            assertThat(strangers.bound(adder, 7_000)).isNull();
            strangers.count(adder, 7_000);
        }

        assertThat(strangers.bound(1_001, 7_000)).contains("1000 times a day");
        assertThat(strangers.bound(1_001, 7_001)).isNull();
        now.addAndGet(Duration.ofDays(1).toMillis());
        assertThat(strangers.bound(1_001, 7_000)).isNull();
    }

    private static void assertBound(GroupResult result, String words) {
        assertRefused(result, GroupError.ACCESS_DENIED);
        assertThat(((GroupResult.Refused) result).reason()).startsWith(words);
    }

    private String refusals(String bound) {
        var metrics = new Metrics();
        groups.measure(metrics);
        return metrics.page()
                .lines()
                .filter(line -> line.startsWith("carillon_groups_refused_total{bound=\"" + bound + "\"} "))
                .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                .findFirst()
                .orElse("none");
    }
}
