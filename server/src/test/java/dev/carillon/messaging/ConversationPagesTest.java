package dev.carillon.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.protocol.ClientFrame;
import dev.carillon.protocol.ServerFrame;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The list of conversations in pages: each once, newest first, whatever the clock did.
class ConversationPagesTest {
    private static final int PEOPLE = 60;

    @TempDir
    Path folder;

    private House house;
    private Sender ana;

    @BeforeEach
    void open() throws Exception {
        house = new House(folder);
        ana = house.user("ana");
        IntStream.range(0, PEOPLE).forEach(i -> house.user("p" + i));
    }

    @AfterEach
    void close() throws Exception {
        house.close();
    }

    @Test
    @Tag("C4")
    void conversationsOfOneMomentAreEachOnOnePage() {
        List<String> newestFirst = sendToAll(Duration.ZERO);
        assertThat(pages(7)).containsExactlyElementsOf(newestFirst);
    }

    @Test
    @Tag("C4")
    void theyAreSoWhenTheClockWentBack() {
        List<String> newestFirst = sendToAll(Duration.ofMinutes(-3));
        assertThat(pages(7)).containsExactlyElementsOf(newestFirst);
    }

    @Test
    @Tag("C4")
    void aConversationThatComesToLifeMeanwhileHidesNoOther() {
        List<String> newestFirst = sendToAll(Duration.ZERO);
        ServerFrame.Conversations first = page(10, null);
        house.send(ana, "p0", "again");

        List<String> rest = follow(10, first);

        assertThat(rest).containsAll(newestFirst.subList(10, PEOPLE - 1)).doesNotHaveDuplicates();
    }

    @Test
    @Tag("C4")
    void aClientThatGoesOnByTimeStillCan() {
        List<String> newestFirst = sendToAll(Duration.ofSeconds(1));
        List<String> found = new ArrayList<>();
        Long before = null;
        ServerFrame.Conversations page;
        do {
            page = page(7, before);
            found.addAll(peers(page));
            before = page.conversations().getLast().last().ts();
        } while (page.more());
        assertThat(found).containsExactlyElementsOf(newestFirst);
    }

    @Test
    @Tag("C4")
    void theLastPageNamesNoNext() {
        sendToAll(Duration.ZERO);
        assertThat(page(PEOPLE, null).next()).isZero();
        assertThat(page(PEOPLE, null).more()).isFalse();
    }

    // ---

    private List<String> sendToAll(Duration step) {
        List<String> newestFirst = new ArrayList<>();
        for (int i = 0; i < PEOPLE; i++) {
            house.send(ana, "p" + i, "hi");
            newestFirst.addFirst("p" + i);
            house.clock.forward(step);
        }
        return newestFirst;
    }

    private List<String> pages(int limit) {
        ServerFrame.Conversations first = page(limit, null);
        List<String> found = new ArrayList<>(peers(first));
        found.addAll(follow(limit, first));
        return found;
    }

    private List<String> follow(int limit, ServerFrame.Conversations first) {
        List<String> found = new ArrayList<>();
        for (ServerFrame.Conversations page = first; page.more(); ) {
            page = page(limit, page.next());
            found.addAll(peers(page));
        }
        return found;
    }

    private static List<String> peers(ServerFrame.Conversations page) {
        return page.conversations().stream().map(ServerFrame.Conversation::peer).toList();
    }

    private ServerFrame.Conversations page(int limit, @Nullable Long before) {
        return (ServerFrame.Conversations)
                house.messaging.conversations(ana, new ClientFrame.Conversations(1, limit, before));
    }
}
