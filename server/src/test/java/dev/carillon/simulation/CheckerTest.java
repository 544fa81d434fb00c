package dev.carillon.simulation;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/// The checker of the simulation finds what is wrong: it is fed with histories that a broken server would give.
class CheckerTest {
    private static final Fact.Id HELLO = new Fact.Id("ana", "ana+bob", 1);
    private static final Fact.Id AGAIN = new Fact.Id("ana", "ana+bob", 2);

    private static void history(Fact... facts) {
        var checker = new Checker(_ -> false);
        for (Fact fact : facts) {
            checker.see(fact);
        }
    }

    private static void assertFound(String problem, Fact... facts) {
        assertThatThrownBy(() -> history(facts))
                .isInstanceOf(Checker.Violation.class)
                .hasMessageContaining(problem);
    }

    private static Fact begins(String device, int line, long cursor) {
        return new Fact.Begins(device, line, cursor, false);
    }

    private static Fact gets(String device, int line, long seq, Fact.Id id, long order) {
        int status = id.from().equals(Checker.user(device)) ? 1 : 0;
        return new Fact.Gets(device, line, seq, new Fact.Entry.Message(id, order, status));
    }

    private static Fact status(long seq, long order, int status, int delivered, Fact.By... by) {
        return new Fact.Gets(
                "ana/1", 1, seq, new Fact.Entry.Status("ana+bob", order, status, delivered, 0, 1, List.of(by)));
    }

    private static final Fact.By BOB_HAS_IT = new Fact.By("bob", 2);

    @Test
    void a_good_history_passes() {
        assertThatCode(() -> history(
                        begins("ana/1", 1, 0),
                        begins("bob/1", 2, 0),
                        new Fact.Issues("ana/1", HELLO),
                        gets("bob/1", 2, 1, HELLO, 7),
                        new Fact.Accepted("ana/1", HELLO, 7),
                        status(1, 7, 2, 1, BOB_HAS_IT),
                        new Fact.Issues("ana/1", AGAIN),
                        begins("bob/1", 3, 0),
                        gets("bob/1", 3, 1, HELLO, 7),
                        gets("bob/1", 3, 2, AGAIN, 8),
                        new Fact.Owed("bob/1", AGAIN),
                        new Fact.OwedStatus("ana/1", HELLO, 2)))
                .doesNotThrowAnyException();
    }

    @Test
    void a_message_that_is_acknowledged_and_lost() {
        assertFound(
                "acknowledged, and lost",
                begins("bob/1", 1, 0),
                new Fact.Issues("ana/1", HELLO),
                new Fact.Accepted("ana/1", HELLO, 7),
                new Fact.Owed("bob/1", HELLO));
    }

    @Test
    void an_entry_twice_on_one_connection() {
        assertFound(
                "the seq before it on this connection was 1",
                begins("bob/1", 1, 0),
                gets("bob/1", 1, 1, HELLO, 7),
                gets("bob/1", 1, 1, HELLO, 7));
    }

    @Test
    void an_entry_at_or_below_the_cursor_where_delivery_began() {
        assertFound("the seq before it on this connection was 3", begins("bob/1", 1, 3), gets("bob/1", 1, 3, HELLO, 7));
    }

    @Test
    void a_message_twice_under_two_seqs() {
        assertFound(
                "delivered twice",
                begins("bob/1", 1, 0),
                gets("bob/1", 1, 1, HELLO, 7),
                begins("bob/1", 2, 1),
                gets("bob/1", 2, 2, HELLO, 7));
    }

    @Test
    void an_entry_that_becomes_another_one_after_a_reconnect() {
        assertFound(
                "redelivered as something else",
                begins("bob/1", 1, 0),
                gets("bob/1", 1, 1, HELLO, 7),
                begins("bob/1", 2, 0),
                gets("bob/1", 2, 1, AGAIN, 8));
    }

    @Test
    void a_message_with_two_orders() {
        assertFound(
                "the message had the order 7",
                begins("bob/1", 1, 0),
                new Fact.Accepted("ana/1", HELLO, 7),
                gets("bob/1", 1, 1, HELLO, 8));
    }

    @Test
    void an_order_of_two_messages() {
        assertFound("the order belongs to", new Fact.Accepted("ana/1", HELLO, 7), new Fact.Accepted("ana/1", AGAIN, 7));
    }

    @Test
    void a_message_that_is_ordered_before_one_acknowledged_earlier() {
        assertFound(
                "ordered before it",
                new Fact.Accepted("ana/1", HELLO, 7),
                new Fact.Issues("ana/1", AGAIN),
                new Fact.Accepted("ana/1", AGAIN, 6));
    }

    @Test
    void a_conversation_that_arrives_in_another_order() {
        assertFound(
                "the device had the order 8 before",
                begins("bob/1", 1, 0),
                gets("bob/1", 1, 1, AGAIN, 8),
                gets("bob/1", 1, 2, HELLO, 7));
    }

    @Test
    void a_status_that_goes_back() {
        assertFound(
                "status goes back",
                begins("bob/1", 2, 0),
                gets("bob/1", 2, 1, HELLO, 7),
                begins("ana/1", 1, 0),
                status(1, 7, 2, 1, BOB_HAS_IT),
                status(2, 7, 1, 1));
    }

    @Test
    void a_message_that_expires_after_it_was_delivered() {
        assertFound(
                "status goes back",
                begins("bob/1", 2, 0),
                gets("bob/1", 2, 1, HELLO, 7),
                begins("ana/1", 1, 0),
                status(1, 7, 2, 1, BOB_HAS_IT),
                status(2, 7, 0x84, 0));
    }

    @Test
    void a_receipt_of_one_who_has_no_such_message() {
        assertFound("bob has got no such message", begins("ana/1", 1, 0), status(1, 7, 2, 1, BOB_HAS_IT));
    }

    @Test
    void a_receipt_of_one_who_has_read_nothing() {
        assertFound(
                "bob has read no such message",
                begins("bob/1", 2, 0),
                gets("bob/1", 2, 1, HELLO, 7),
                begins("ana/1", 1, 0),
                status(1, 7, 3, 1, new Fact.By("bob", 3)));
    }

    @Test
    void a_receipt_twice() {
        assertFound(
                "the receipt of bob came before",
                begins("bob/1", 2, 0),
                gets("bob/1", 2, 1, HELLO, 7),
                begins("ana/1", 1, 0),
                status(1, 7, 2, 1, BOB_HAS_IT),
                status(2, 7, 2, 1, BOB_HAS_IT));
    }

    @Test
    void a_receipt_that_never_comes() {
        assertFound(
                "the device only knows of null",
                begins("ana/1", 1, 0),
                new Fact.Issues("ana/1", HELLO),
                new Fact.Accepted("ana/1", HELLO, 7),
                new Fact.OwedStatus("ana/1", HELLO, 2));
    }

    @Test
    void entries_that_were_cut_off_although_the_device_never_had_them() {
        assertFound("told that entries are gone", new Fact.Begins("bob/1", 1, 5, true));
    }
}
