package dev.carillon.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SeenLogTest extends AccountsFixture {

    @Test
    void theLatestNoteCountsAtOnceAndAfterARestart() {
        int ana = user("ana").uid();
        assertThat(accounts.lastSeen(ana)).isEqualTo(LastSeen.NEVER);

        accounts.seen(ana, 2000, 0xFFFFFFFFL);
        accounts.seen(ana, 1000, 7);

        assertThat(accounts.lastSeen(ana)).isEqualTo(new LastSeen(2000, 0xFFFFFFFFL));
        restart();
        assertThat(accounts.lastSeen(ana)).isEqualTo(new LastSeen(2000, 0xFFFFFFFFL));
    }

    @Test
    void notesOfUnknownUsersDisturbNobody() {
        int ana = user("ana").uid();
        accounts.seen(4711, 1000, 7);
        accounts.seen(ana, 1000, 7);
        restart();

        assertThat(accounts.lastSeen(4711)).isEqualTo(LastSeen.NEVER);
        assertThat(accounts.lastSeen(ana)).isEqualTo(new LastSeen(1000, 7));
    }
}
