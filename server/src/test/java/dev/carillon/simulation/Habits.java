package dev.carillon.simulation;

import dev.carillon.protocol.Age;
import dev.carillon.protocol.ClientFrame;
import dev.carillon.protocol.Content;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// What people do with their phones.
final class Habits {
    private static final int BURST = 30;
    /// More than may be unacknowledged.
    private static final int FLOOD = 400;

    private final SplittableRandom random;
    private final World world;
    private final Ledger ledger;
    private long lastMid = 100;

    Habits(SplittableRandom random, World world, Ledger ledger) {
        this.random = random;
        this.world = world;
        this.ledger = ledger;
    }

    /// Does one thing, on a phone that is logged in.
    void act(Phone phone) {
        int what = random.nextInt(100);
        if (what < 40) {
            phone.acknowledge(phone.cursor() - (random.nextInt(3) == 0 ? random.nextInt(4) : 0));
        } else if (what < 75) {
            send(phone);
        } else if (what < 76) {
            for (int i = random.nextInt(random.nextInt(8) == 0 ? FLOOD : BURST); i > 0; i--) {
                send(phone);
            }
        } else {
            withAMessage(phone, what);
        }
    }

    // --- sending

    private void send(Phone phone) {
        long mid = ++lastMid;
        boolean toGroup = !world.groups.isEmpty() && random.nextInt(3) == 0;
        long gid = toGroup ? world.groups.get(random.nextInt(world.groups.size())) : 0;
        String to = toGroup ? null : one(List.copyOf(world.uids.keySet()));
        int kind = random.nextInt(20);
        Integer flags = random.nextInt(5) == 0 ? (Integer) random.nextInt(4) : null;
        Long expiry = kind == 0 || kind == 4 ? (Long) (long) random.nextInt(30) : null;
        long when = kind == 1 ? 1 + random.nextInt(60) : 0;
        Age age = kind == 2 && world.forgets ? age() : null;
        boolean passing = kind == 3;
        var message = new ClientFrame.Send(
                0,
                mid,
                to,
                0,
                gid,
                Content.text("m" + mid),
                0,
                passing ? (Integer) 4 : flags,
                expiry,
                when,
                0,
                0,
                false,
                age,
                null);
        ledger.sends(phone, message);
        phone.send(message);
    }

    private Age age() {
        return new Age(random.nextInt(2) * 60, random.nextInt(2) * 30, random.nextInt(2) * 20);
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    // --- what is done with a message

    private void withAMessage(Phone phone, int what) {
        if (phone.messages().isEmpty()) {
            return;
        }
        Phone.Held held = one(phone.messages());
        String conversation = held.id().conversation();
        long gid = conversation.startsWith("#") ? Long.parseLong(conversation.substring(1)) : 0;
        String peer = gid == 0 ? other(conversation, phone.user) : null;
        boolean own = held.id().from().equals(phone.user);
        if (what < 84) {
            boolean all = random.nextInt(4) == 0;
            if (!own) {
                phone.read(peer, gid, all ? List.of() : List.of(held.order()), all ? held.order() : 0);
            }
        } else if (what < 90) {
            phone.request(id -> new ClientFrame.History(id, peer, gid, null, null, 50));
        } else if (what < 92) {
            phone.request(id -> new ClientFrame.Receipts(id, peer, gid, held.order(), null, null, null));
        } else if (what < 93) {
            phone.request(id -> new ClientFrame.Conversations(id, null, null));
        } else if (what < 94) {
            phone.request(id -> new ClientFrame.Logout(id, false));
        } else if (what < 95) {
            phone.request(id -> new ClientFrame.Clear(id, peer, gid, held.order()));
        } else if (what < 96) {
            List<Long> promised = ledger.promised(phone.user);
            if (!promised.isEmpty()) {
                long mid = one(promised);
                ledger.cancels(phone.user, mid);
                phone.request(id -> new ClientFrame.Cancel(id, mid));
            }
        } else if (own) {
            change(phone, held, peer, gid);
        }
    }

    private void change(Phone phone, Phone.Held held, @Nullable String peer, long gid) {
        if (random.nextBoolean()) {
            phone.request(id -> new ClientFrame.Edit(id, peer, gid, held.order(), Content.text("edited")));
        } else {
            ClientFrame.Retraction how = one(List.of(ClientFrame.Retraction.values()));
            if (how != ClientFrame.Retraction.DELETE) {
                ledger.takesBack(held.id());
            }
            phone.request(id -> new ClientFrame.Retract(id, peer, gid, List.of(held.order()), how));
        }
    }

    static String other(String conversation, String user) {
        int plus = conversation.indexOf('+');
        String first = conversation.substring(0, plus);
        return first.equals(user) ? conversation.substring(plus + 1) : first;
    }
}
