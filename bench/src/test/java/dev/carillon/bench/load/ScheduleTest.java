package dev.carillon.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ScheduleTest {
    @Test
    void messagesAreDueAtEvenTimesWhateverBecameOfThoseBefore() {
        var schedule = new Schedule(2_000, 1_000);
        assertThat(schedule.next()).isEqualTo(1_000);
        assertThat(schedule.next()).as("until it is taken").isEqualTo(1_000);
        schedule.take();
        assertThat(schedule.next()).isEqualTo(501_000);
        for (int i = 1; i < 2_000; i++) {
            schedule.take();
        }
        assertThat(schedule.next()).as("a second later").isEqualTo(1_000_001_000L);
    }

    @Test
    void aRateThatDoesNotDivideTheSecondDoesNotDrift() {
        var schedule = new Schedule(3, 0);
        for (int i = 0; i < 3 * 3_600; i++) {
            schedule.take();
        }
        assertThat(schedule.next()).as("after an hour").isEqualTo(3_600_000_000_000L);
    }
}
