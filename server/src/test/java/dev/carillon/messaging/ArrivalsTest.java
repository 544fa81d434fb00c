package dev.carillon.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.accounts.Block;
import dev.carillon.accounts.Contact;
import dev.carillon.groups.Actor;
import dev.carillon.groups.GroupChange;
import dev.carillon.groups.GroupFlags;
import dev.carillon.groups.GroupResult;
import dev.carillon.groups.MemberChange;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Who comes into a group while messages are on their way in it sees none of those that are not for it.
class ArrivalsTest {
    private static final int ROUNDS = 30;

    @TempDir
    Path folder;

    private House house;
    private Sender ana;
    private Sender bob;
    private Sender cy;
    private int gid;

    @BeforeEach
    void open() throws Exception {
        house = new House(folder);
        ana = house.user("ana");
        bob = house.user("bob");
        cy = house.user("cy");
        house.user("dee");
        house.user("eve");
        gid = house.group("ana", List.of("bob", "dee", "eve"));
    }

    @AfterEach
    void close() throws Exception {
        house.close();
    }

    /// Why the messages are not for cy.
    private enum Reason {
        MAY_NOT_RECEIVE,
        HAS_BLOCKED_THE_SENDER
    }

    @ParameterizedTest
    @EnumSource(Reason.class)
    void whoComesWhileMessagesAreOnTheirWayGetsNoneThatIsNotForIt(Reason reason) throws Exception {
        if (reason == Reason.MAY_NOT_RECEIVE) {
            flags(GroupFlags.RECEIVE_BY_SELECTED);
        } else {
            int uid = ana.user().uid();
            var note = new Contact(uid, false, false, false, Block.ALL, List.of());
            house.accounts.setContacts(cy.user().uid(), Map.of(uid, note));
        }
        house.catchUp(cy, null);
        try (Stream stream = new Stream()) {
            for (int round = 0; round < ROUNDS; round++) {
                stream.more();
                add(reason == Reason.MAY_NOT_RECEIVE ? GroupFlags.MEMBER_SEND : GroupFlags.MEMBER_ALL);
                stream.more();
                assertThat(house.history(cy, null, gid)).isEmpty();
                assertThat(house.catchUp(cy, null)).isEmpty();
                house.groups.remove(actor(ana), gid, List.of("cy"));
            }
        }
    }

    @Test
    void whoIsRemovedAndAddedAtTheSameTimeGetsNothingThatIsNotForIt() throws Exception {
        flags(GroupFlags.RECEIVE_BY_SELECTED);
        house.catchUp(cy, null);
        try (Stream stream = new Stream();
                ExecutorService remover = Executors.newSingleThreadExecutor()) {
            for (int round = 0; round < 20 * ROUNDS; round++) {
                Future<?> removed = remover.submit(() -> house.groups.remove(actor(ana), gid, List.of("cy")));
                add(GroupFlags.MEMBER_SEND);
                removed.get();
                assertThat(house.catchUp(cy, null)).isEmpty();
            }
            stream.more();
        }
        assertThat(house.catchUp(cy, null)).isEmpty();
    }

    @Test
    void whoComesWhileMessagesAreOnTheirWaySeesAllThatComeAfterTheFirstOne() throws Exception {
        try (Stream stream = new Stream()) {
            for (int round = 0; round < ROUNDS; round++) {
                add(GroupFlags.MEMBER_ALL);
                stream.more();
                List<Long> seen = orders(cy);
                List<Long> all = orders(bob);
                assertThat(seen).isNotEmpty();
                long first = Math.max(Collections.min(seen), Collections.min(all));
                assertThat(seen.stream().filter(order -> order >= first))
                        .containsExactlyElementsOf(all.stream()
                                .filter(order -> order >= first && order <= seen.getFirst())
                                .toList());
                house.groups.remove(actor(ana), gid, List.of("cy"));
            }
        }
    }

    private List<Long> orders(Sender who) {
        return house.history(who, null, gid).stream().map(m -> m.order()).toList();
    }

    private void add(int flags) {
        var role = MemberChange.of(flags, null, null);
        assertThat(house.groups.add(new Actor.Backend(house.app.aid()), gid, List.of("cy"), role))
                .isInstanceOf(GroupResult.Done.class);
    }

    private void flags(int flags) {
        var change = new GroupChange(null, flags, null, null, null, null, null, null, null, null, null, null, null);
        assertThat(house.groups.set(actor(ana), gid, change)).isInstanceOf(GroupResult.Done.class);
    }

    private static Actor.Person actor(Sender who) {
        return new Actor.Person(who.user().aid(), who.user().uid());
    }

    /// Ana writes to the group without end.
    private final class Stream implements AutoCloseable {
        private final AtomicBoolean ends = new AtomicBoolean();
        private final AtomicInteger sent = new AtomicInteger();
        private final ExecutorService thread = Executors.newSingleThreadExecutor();
        private final Future<?> writing = thread.submit(this::write);

        private void write() {
            while (!ends.get()) {
                house.sendToGroup(ana, gid, "text");
                sent.incrementAndGet();
            }
        }

        /// Returns when some more were sent.
        void more() {
            int before = sent.get();
            await().pollInterval(Duration.ofMillis(1)).until(() -> sent.get() > before + 1);
        }

        @Override
        public void close() throws InterruptedException, ExecutionException {
            ends.set(true);
            writing.get();
            thread.shutdown();
        }
    }
}
