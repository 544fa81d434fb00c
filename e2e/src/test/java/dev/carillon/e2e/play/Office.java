package dev.carillon.e2e.play;

import dev.carillon.e2e.harness.Frame;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// What the app's back-end does.
final class Office {
    private final Player player;
    private final Model model;
    private final Random random;

    Office(Player player) {
        this.player = player;
        this.model = player.model;
        this.random = player.random;
    }

    void step() {
        switch (random.nextInt(7)) {
            case 0 -> rename();
            case 1 -> permit();
            case 2, 3 -> members();
            case 4 -> message();
            default -> look();
        }
    }

    private void call(Attempt attempt, String op, Map<String, Object> members) {
        World.end(attempt, player.world.backEnd(player.app, op, members));
    }

    private void rename() {
        Person person = model.anybody(random, player.app);
        Value name = model.value(person, "name");
        call(
                player.world.attempt().write(person.value("name"), name),
                "userset",
                Map.of("user", Map.of("address", person.address, "name", name.text())));
    }

    private void permit() {
        boolean outgoing = random.nextInt(4) > 0;
        call(
                player.world.attempt().write(player.me.outgoing, outgoing),
                "userset",
                Map.of("user", Map.of("address", player.me.address, "permissions", Map.of("outgoing", outgoing))));
    }

    private void members() {
        Room room = model.anyRoom(random, player.app);
        Person other = model.anybody(random, player.app);
        boolean removes = random.nextBoolean();
        boolean receives = random.nextInt(3) > 0;
        Attempt attempt = player.world.attempt();
        synchronized (model) {
            if (removes) {
                room.without(attempt, other);
            } else {
                int admin = room.role(other).guess().admin();
                attempt.write(room.role(other), Role.member(receives ? 31 : 31 & ~Role.RECEIVE, admin));
            }
        }
        Map<String, Object> members = removes
                ? Map.of("m", List.of(other.address), "remove", true)
                : Map.of("m", List.of(other.address), "permissions", permissions(receives));
        call(attempt, "groupeditmembers", Map.of("group", Map.of("gid", room.gid, "members", members)));
    }

    private static Map<String, Object> permissions(boolean receives) {
        return Map.of("send", true, "recv", receives, "pub", true, "sub", true, "list", true);
    }

    private void message() {
        Person from = model.anybody(random, player.app);
        boolean group = random.nextBoolean();
        Object to = group ? model.anyRoom(random, player.app) : model.anybody(random, player.app).address;
        Attempt attempt = player.world.attempt();
        Message message = model.message(from, to, model.mid());
        message.fromBackEnd = true;
        String text = model.text(message, attempt);
        call(
                attempt,
                "message",
                Map.of(
                        "message",
                        Map.of(
                                "from",
                                from.address,
                                to instanceof Room ? "gid" : "to",
                                to instanceof Room room ? room.gid : to,
                                "message",
                                text,
                                "id",
                                message.mid)));
    }

    /// In the own app and, as far as that goes, in the other.
    private void look() {
        Person any = player.somebody();
        Room room = player.someRoom();
        Map<String, Object> members = switch (random.nextInt(4)) {
            case 0 -> Map.of("user", Map.of("uid", any.uid), "op", "userget");
            case 1 -> Map.of("group", Map.of("gid", room.gid), "op", "groupgetmembers");
            case 2 -> Map.of("user", Map.of("address", "*"), "op", "usersget");
            default -> Map.of("group", Map.of("name", "*"), "op", "groupsget");
        };
        Frame answer = player.world.backEnd(player.app, (String) members.get("op"), members);
        if (answer != null && answer.flag("result") && members.get("op").equals("groupgetmembers")) {
            boolean own = room.app.equals(player.app);
            if (!own) {
                player.world.judge().wrong(player.me, "listed the members of another app's group", answer);
            }
        }
    }
}
