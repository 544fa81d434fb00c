package dev.carillon.messaging;

import dev.carillon.protocol.ClientFrame;
import dev.carillon.protocol.ErrorCode;
import dev.carillon.protocol.Limits;
import dev.carillon.protocol.ServerFrame;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/// Requests that say what a user has read, or no longer wants to see.
final class Reading {
    private static final int PAGE = 500;
    /// One request marks at most so many messages one by one; those before them count as read without receipts.
    private static final int MOST = 10_000;

    private final MessageStore store;
    private final Viewing viewing;
    private final Peers peers;
    private final Receipts receipts;

    Reading(MessageStore store, Viewing viewing, Peers peers, Receipts receipts) {
        this.store = store;
        this.viewing = viewing;
        this.peers = peers;
        this.receipts = receipts;
    }

    ServerFrame read(Sender who, ClientFrame.Read frame) {
        List<Long> orders = frame.orders();
        if ((orders == null || orders.isEmpty()) == (frame.upTo() <= 0)) {
            return ServerFrame.Error.of(frame.id(), ErrorCode.BADREQ, "one of \"orders\" and \"upTo\" is needed");
        }
        if (orders != null && (orders.size() > Limits.ORDERS || orders.stream().anyMatch(Objects::isNull))) {
            return ServerFrame.Error.of(
                    frame.id(), ErrorCode.BADREQ, "orders: at most " + Limits.ORDERS + " numbers are allowed");
        }
        return switch (peers.find(who, frame.id(), frame.peer(), frame.gid())) {
            case Peers.Found.Refused refused -> refused.answer();
            case Peers.Found.In in -> {
                if (orders == null || orders.isEmpty()) {
                    readUpTo(who, in, frame.upTo());
                } else {
                    readEach(who, in, orders);
                }
                yield ServerFrame.Ok.of(frame.id());
            }
        };
    }

    private void readEach(Sender who, Peers.Found.In in, List<Long> orders) {
        List<Ref> refs = orders.stream()
                .map(order -> new Ref(in.conversation(), order))
                .filter(ref -> viewing.message(who.user().uid(), ref) != null)
                .toList();
        receipts.read(who, in.conversation(), refs, new Receipts.Mark.Single(in.since()));
    }

    private void readUpTo(Sender who, Peers.Found.In in, long upTo) {
        long known = Math.min(upTo, store.lastOrder());
        long floor = Math.max(
                in.since(), store.talk(who.user().uid(), in.conversation()).readUpTo());
        List<Ref> refs = new ArrayList<>();
        long before = known + 1;
        while (refs.size() < MOST) {
            List<StoredMessage> page = store.before(in.conversation(), before, PAGE).stream()
                    .filter(m -> m.ref().order() > floor)
                    .toList();
            page.stream()
                    .filter(m -> m.sender() != who.user().uid())
                    .map(StoredMessage::ref)
                    .forEach(refs::add);
            if (page.size() < PAGE) {
                break;
            }
            before = page.getLast().ref().order();
        }
        Collections.reverse(refs);
        // In pieces, so that one entry for the other devices stays within a frame.
        for (int from = 0; from < refs.size() || from == 0; from += Limits.ORDERS) {
            int to = Math.min(from + Limits.ORDERS, refs.size());
            long mark = to == refs.size() ? known : refs.get(to - 1).order();
            receipts.read(who, in.conversation(), List.copyOf(refs.subList(from, to)), new Receipts.Mark.UpTo(mark));
        }
    }

    ServerFrame clear(Sender who, ClientFrame.Clear frame) {
        if (frame.upTo() <= 0) {
            return ServerFrame.Error.of(frame.id(), ErrorCode.BADREQ, "upTo: an order is needed");
        }
        return switch (peers.find(who, frame.id(), frame.peer(), frame.gid())) {
            case Peers.Found.Refused refused -> refused.answer();
            case Peers.Found.In in -> {
                receipts.clear(who, in.conversation(), Math.min(frame.upTo(), store.lastOrder()));
                yield ServerFrame.Ok.of(frame.id());
            }
        };
    }
}
