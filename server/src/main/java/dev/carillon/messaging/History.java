package dev.carillon.messaging;

import dev.carillon.groups.Groups;
import dev.carillon.groups.Member;
import dev.carillon.protocol.ClientFrame;
import dev.carillon.protocol.ErrorCode;
import dev.carillon.protocol.Limits;
import dev.carillon.protocol.MessageStatus;
import dev.carillon.protocol.ServerFrame;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a user can read again: conversations with their last message, pages of messages, and receipts of one message.
final class History {
    private static final int DEFAULT_PAGE = 100;
    private static final int UNREAD_MOST = 1_000;
    private static final int UNREAD_PAGE = 500;
    /// Unread messages are counted among so many of the newest ones.
    private static final int UNREAD_AMONG = 20_000;
    /// What a page of conversations gives for the next one is this much above the order of its last message, so that it
    /// cannot be taken for a time in ms, by which older clients go on.
    private static final long CURSOR = 1L << 52;
    private static final int RECEIPTS_PAGE = 1_000;
    /// So many fit into a frame with the longest addresses.
    private static final int RECEIPTS_AT_ONCE = 700;

    private final MessageStore store;
    private final Groups groups;
    private final Viewing viewing;
    private final Peers peers;
    private final Frames frames;
    private final Clock clock;

    History(MessageStore store, Groups groups, Viewing viewing, Peers peers, Frames frames, Clock clock) {
        this.store = store;
        this.groups = groups;
        this.viewing = viewing;
        this.peers = peers;
        this.frames = frames;
        this.clock = clock;
    }

    /// One user's view of a conversation.
    ///
    /// @param floor orders up to this one are not shown: joined later, or cleared
    private record View(int uid, Talk talk, long floor) {
        Conversation conversation() {
            return talk.conversation();
        }
    }

    private View view(int uid, Conversation conversation, long since) {
        Talk talk = store.talk(uid, conversation);
        return new View(uid, talk, Math.max(since, talk.clearedUpTo()));
    }

    ServerFrame history(Sender who, ClientFrame.History frame) {
        Integer limit = page(frame.limit(), Limits.HISTORY_PAGE);
        if (limit == null) {
            return badLimit(frame.id(), Limits.HISTORY_PAGE);
        }
        if (frame.before() != null && frame.after() != null) {
            return ServerFrame.Error.of(
                    frame.id(), ErrorCode.BADREQ, "only one of \"before\" and \"after\" can be given");
        }
        return switch (peers.find(who, frame.id(), frame.peer(), frame.gid())) {
            case Peers.Found.Refused refused -> refused.answer();
            case Peers.Found.In in -> {
                View view = view(who.user().uid(), in.conversation(), in.since());
                yield frame.after() == null ? older(frame, view, limit) : newer(frame, view, limit);
            }
        };
    }

    private ServerFrame older(ClientFrame.History frame, View view, int limit) {
        var page = new Page(limit);
        long before = frame.before() == null ? Long.MAX_VALUE : frame.before();
        while (!page.full) {
            List<StoredMessage> some = store.before(view.conversation(), before, limit + 1);
            List<StoredMessage> above =
                    some.stream().filter(m -> m.ref().order() > view.floor()).toList();
            page.add(visible(view, above));
            if (above.size() <= limit) {
                break;
            }
            before = above.getLast().ref().order();
        }
        long cutUpTo = store.cutUpTo(view.conversation());
        boolean cut = !page.full && cutUpTo > view.floor();
        return new ServerFrame.History(frame.id(), render(view, page.messages), page.full, cut);
    }

    private ServerFrame newer(ClientFrame.History frame, View view, int limit) {
        var page = new Page(limit);
        long claimed = frame.after() == null ? 0 : frame.after();
        long after = Math.max(claimed, view.floor());
        while (!page.full) {
            List<StoredMessage> some = store.after(view.conversation(), after, limit + 1);
            page.add(visible(view, some));
            if (some.size() <= limit) {
                break;
            }
            after = some.getLast().ref().order();
        }
        long cutUpTo = store.cutUpTo(view.conversation());
        boolean cut = cutUpTo > Math.max(claimed, view.floor());
        return new ServerFrame.History(frame.id(), render(view, page.messages), page.full, cut);
    }

    /// Gathers messages up to a number and a size; `full` says that one more was there.
    private static final class Page {
        private final int limit;
        private final List<StoredMessage> messages = new ArrayList<>();
        private int bytes;
        private boolean full;

        Page(int limit) {
            this.limit = limit;
        }

        void add(List<StoredMessage> more) {
            for (StoredMessage m : more) {
                bytes += bytes(m);
                if (messages.size() == limit || (bytes > Limits.PAGE_BYTES && !messages.isEmpty())) {
                    full = true;
                    return;
                }
                messages.add(m);
            }
        }
    }

    /// At least what it takes in a frame, with the longest addresses and numbers.
    private static int bytes(StoredMessage m) {
        return m.content().length + 400 + (m.label() == null ? 0 : 2 * Limits.LABEL_BYTES);
    }

    private List<StoredMessage> visible(View view, List<StoredMessage> messages) {
        if (messages.isEmpty()) {
            return messages;
        }
        long first = messages.getFirst().ref().order();
        long last = messages.getLast().ref().order();
        Set<Long> hidden = store.hidden(view.uid, view.conversation(), Math.min(first, last), Math.max(first, last));
        return messages.stream()
                .filter(m -> !hidden.contains(m.ref().order()))
                .<StoredMessage>mapMulti((m, seen) -> {
                    StoredMessage own = viewing.asMember(view.uid, m);
                    if (own != null) {
                        seen.accept(own);
                    }
                })
                .toList();
    }

    private List<ServerFrame.Message> render(View view, List<StoredMessage> messages) {
        Read read = read(view, messages);
        return messages.stream().map(m -> render(view, m, read)).toList();
    }

    private ServerFrame.Message render(View view, StoredMessage m, Read read) {
        return m.sender() == view.uid ? frames.own(m, status(m).code()) : frames.others(m, read.has(m));
    }

    /// What of some messages a user has read.
    private record Read(long upTo, Set<Long> single) {
        boolean has(StoredMessage m) {
            long order = m.ref().order();
            return order <= upTo || single.contains(order);
        }
    }

    /// The mark is read last: it may move over what was read one by one, of which nothing is noted any more then.
    private Read read(View view, List<StoredMessage> messages) {
        Set<Long> single = readSingly(view, messages);
        return new Read(store.talk(view.uid, view.conversation()).readUpTo(), single);
    }

    /// Those of the messages, which are in a sequence, that the user has read one by one.
    private Set<Long> readSingly(View view, List<StoredMessage> messages) {
        if (messages.isEmpty()) {
            return Set.of();
        }
        long first = messages.getFirst().ref().order();
        long last = messages.getLast().ref().order();
        long low = Math.max(Math.min(first, last), view.talk.readUpTo() + 1);
        long high = Math.max(first, last);
        return low > high ? Set.of() : store.readSingly(view.uid, view.conversation(), low, high);
    }

    private MessageStatus status(StoredMessage m) {
        Tally tally = store.tally(m.ref());
        boolean dropped = Statuses.recordsDelivery(m)
                && !tally.hasArrived()
                && m.recipients() > 0
                && !Statuses.isToOneself(m)
                && m.expires() <= clock.millis();
        return dropped ? MessageStatus.EXPIRED : Statuses.of(m, tally);
    }

    // --- conversations

    ServerFrame conversations(Sender who, ClientFrame.Conversations frame) {
        Integer limit = page(frame.limit(), Limits.HISTORY_PAGE);
        if (limit == null) {
            return badLimit(frame.id(), Limits.HISTORY_PAGE);
        }
        List<Last> newest = views(who.user().uid())
                .map(this::last)
                .filter(last -> last != null && isBefore(last.message, frame.before()))
                .sorted(Comparator.comparingLong(
                                (Last last) -> last.message.ref().order())
                        .reversed())
                .limit(limit + 1L)
                .toList();
        List<ServerFrame.Conversation> page = new ArrayList<>();
        int bytes = 0;
        for (Last last : newest.subList(0, Math.min(limit, newest.size()))) {
            bytes += bytes(last.message) + 120;
            if (bytes > Limits.PAGE_BYTES && !page.isEmpty()) {
                break;
            }
            page.add(conversation(last));
        }
        boolean more = newest.size() > page.size();
        long next = more ? CURSOR + newest.get(page.size() - 1).message.ref().order() : 0;
        return new ServerFrame.Conversations(frame.id(), page, more, next);
    }

    private static boolean isBefore(StoredMessage last, @Nullable Long before) {
        if (before == null) {
            return true;
        }
        return before >= CURSOR ? last.ref().order() < before - CURSOR : last.ts() < before;
    }

    private record Last(View view, StoredMessage message) {}

    private Stream<View> views(int uid) {
        Stream<View> direct = store.talks(uid).stream()
                .filter(talk -> !talk.conversation().group())
                .map(talk -> new View(uid, talk, talk.clearedUpTo()));
        Stream<View> grouped = groups.groupsOf(uid).stream().map(group -> {
            Member member = groups.member(group.gid(), uid);
            return view(uid, Conversation.ofGroup(group.gid()), member == null ? Long.MAX_VALUE : member.since());
        });
        return Stream.concat(direct, grouped);
    }

    /// The newest message that the user can see, or null.
    private @Nullable Last last(View view) {
        long before = Long.MAX_VALUE;
        while (true) {
            List<StoredMessage> some = store.before(view.conversation(), before, 10).stream()
                    .filter(m -> m.ref().order() > view.floor())
                    .toList();
            List<StoredMessage> visible = visible(view, some);
            if (!visible.isEmpty()) {
                return new Last(view, visible.getFirst());
            }
            if (some.size() < 10) {
                return null;
            }
            before = some.getLast().ref().order();
        }
    }

    private ServerFrame.Conversation conversation(Last last) {
        View view = last.view;
        Conversation c = view.conversation();
        return new ServerFrame.Conversation(
                frames.peer(c, view.uid),
                Frames.peerUid(c, view.uid),
                Frames.gid(c),
                unread(view, last.message.ref().order()),
                render(view, List.of(last.message)).getFirst());
    }

    /// Up to the message that is told as the last one: what has come since the client hears of by an entry.
    private int unread(View view, long last) {
        long after = Math.max(view.floor(), view.talk.readUpTo());
        List<StoredMessage> first = store.after(view.conversation(), after, UNREAD_PAGE);
        if (first.size() == UNREAD_PAGE) {
            return unreadBetween(view, after, last);
        }
        return unread(view, first.stream().filter(m -> m.ref().order() <= last).toList());
    }

    /// From the last message back, however many own ones lie in between.
    private int unreadBetween(View view, long after, long last) {
        long before = last + 1;
        int unread = 0;
        for (int looked = 0; looked < UNREAD_AMONG && unread < UNREAD_MOST; looked += UNREAD_PAGE) {
            List<StoredMessage> some = store.before(view.conversation(), before, UNREAD_PAGE).stream()
                    .filter(m -> m.ref().order() > after)
                    .toList();
            unread += unread(view, some);
            if (some.size() < UNREAD_PAGE) {
                break;
            }
            before = some.getLast().ref().order();
        }
        return Math.min(unread, UNREAD_MOST);
    }

    private int unread(View view, List<StoredMessage> messages) {
        List<StoredMessage> visible = visible(view, messages);
        Read read = read(view, visible);
        return (int) visible.stream()
                .filter(m -> m.sender() != view.uid && !read.has(m))
                .count();
    }

    // --- receipts

    ServerFrame receipts(Sender who, ClientFrame.Receipts frame) {
        Integer limit = page(frame.limit(), RECEIPTS_PAGE);
        if (limit == null) {
            return badLimit(frame.id(), RECEIPTS_PAGE);
        }
        return switch (peers.find(who, frame.id(), frame.peer(), frame.gid())) {
            case Peers.Found.Refused refused -> refused.answer();
            case Peers.Found.In in -> receipts(who, frame, in.conversation(), Math.min(limit, RECEIPTS_AT_ONCE));
        };
    }

    private ServerFrame receipts(Sender who, ClientFrame.Receipts frame, Conversation conversation, int limit) {
        StoredMessage message = store.message(new Ref(conversation, frame.order()));
        if (message == null || message.sender() != who.user().uid()) {
            return ServerFrame.Error.of(frame.id(), ErrorCode.NOSUCHERROR, "order: no such message of this user");
        }
        int after =
                frame.afterUid() != null ? frame.afterUid() : frame.after() == null ? 0 : peers.uid(who, frame.after());
        if (frame.after() != null && after == 0) {
            return ServerFrame.Error.of(
                    frame.id(), ErrorCode.NOSUCHERROR, "receipts.after: no such user now; give afterUid");
        }
        List<Receipt> page = ofThoseLeft(message.ref(), after, limit + 1);
        Tally tally = store.tally(message.ref());
        return new ServerFrame.Receipts(
                frame.id(),
                tally.of(message),
                tally.delivered(),
                tally.read(),
                page.stream()
                        .limit(limit)
                        .map(r -> new ServerFrame.MemberReceipt(
                                frames.address(r.uid()), r.uid(), r.delivered(), r.read()))
                        .toList(),
                page.size() > limit);
    }

    private List<Receipt> ofThoseLeft(Ref ref, int afterUid, int limit) {
        List<Receipt> receipts = new ArrayList<>();
        List<Receipt> some;
        int after = afterUid;
        do {
            some = store.receipts(ref, after, limit);
            for (Receipt receipt : some) {
                after = receipt.uid();
                if (!receipt.gone() && receipts.size() < limit) {
                    receipts.add(receipt);
                }
            }
        } while (some.size() == limit && receipts.size() < limit);
        return receipts;
    }

    private static @Nullable Integer page(@Nullable Integer limit, int most) {
        int n = limit == null ? DEFAULT_PAGE : limit;
        return n < 1 || n > most ? null : n;
    }

    private static ServerFrame badLimit(long id, int most) {
        return ServerFrame.Error.of(id, ErrorCode.BADREQ, "limit: must be between 1 and " + most);
    }
}
