package dev.carillon.e2e.play;

import dev.carillon.e2e.harness.Frame;
import java.util.List;
import java.util.Map;

/// Asks for what it should not get: things of others, of the other app, and what no client would send.
final class Hostile extends Player {
    private static final List<String> TYPES = List.of(
            "send",
            "cancel",
            "ack",
            "read",
            "receipts",
            "edit",
            "retract",
            "clear",
            "presence",
            "watch",
            "availability",
            "conversations",
            "history",
            "profile.get",
            "profile.set",
            "contacts.set",
            "group.get",
            "group.members",
            "group.join",
            "group.pin.remove",
            "group.pin.set",
            "hello",
            "nothing");
    /// Those that could succeed, and then change what the model knows.
    private static final List<String> CHANGES =
            List.of("send", "edit", "profile.set", "contacts.set", "group.join", "retract", "clear");

    private static final List<String> MEMBERS =
            List.of("peer", "to", "gid", "order", "orders", "upTo", "before", "after", "mid", "seq", "pin", "limit");

    Hostile(World world, App app, String name, long seed) {
        super(world, app, name, seed);
    }

    @Override
    boolean hostile() {
        return true;
    }

    @Override
    boolean acknowledges() {
        return random.nextBoolean();
    }

    @Override
    Person somebody() {
        return random.nextInt(4) == 0 ? model.anybody(random) : model.anybody(random, app);
    }

    @Override
    Room someRoom() {
        return model.anyRoom(random);
    }

    /// Changes nothing that the model would have to know of.
    @Override
    void odd() {
        Frame frame = Frame.of(oneOf(TYPES));
        for (int n = random.nextInt(4); n >= 0; n--) {
            frame = frame.with(oneOf(MEMBERS), value());
        }
        boolean changes = CHANGES.contains(frame.t());
        ask(changes ? frame.with("gid", -1).with("peer", -1).with("to", "nobody") : frame);
    }

    private Object value() {
        Message message = model.anyMessage(random);
        return switch (random.nextInt(8)) {
            case 0 -> somebody().address;
            case 1 -> someRoom().gid;
            case 2 -> message == null ? 1 : message.order;
            case 3 -> message == null ? 1 : message.mid;
            case 4 -> -1;
            case 5 -> Long.MAX_VALUE >> 10;
            case 6 -> List.of(1, 2, message == null ? 3 : message.order);
            default -> Map.of("x", "y");
        };
    }
}
