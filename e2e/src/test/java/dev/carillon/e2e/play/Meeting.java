package dev.carillon.e2e.play;

import dev.carillon.e2e.harness.Frame;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/// What people note about others, tell about themselves, and see of one another.
final class Meeting {
    private static final List<Integer> BLOCKS = List.of(0, 0, 0, 1, 2, 16, 32, 63);

    private final Player player;
    private final Model model;
    private final Random random;

    Meeting(Player player) {
        this.player = player;
        this.model = player.model;
        this.random = player.random;
    }

    void step() {
        switch (random.nextInt(8)) {
            case 0, 1 -> note();
            case 2, 3 -> tell();
            case 4 -> availability();
            case 5 -> type();
            default -> look();
        }
    }

    private void note() {
        Person other = player.somebody();
        var note = new Note(
                random.nextBoolean(),
                random.nextInt(3) == 0,
                player.oneOf(BLOCKS),
                player.oneOf(List.of(Set.of(), Set.of(1), Set.of(1, 2))));
        Frame set = Frame.of("contacts.set")
                .with(
                        "contacts",
                        List.of(Map.of(
                                "address", other.address,
                                "contact", note.contact(),
                                "favorite", note.favorite(),
                                "subscribed", random.nextBoolean(),
                                "blocked", note.blocked(),
                                "levels", note.levels())));
        Attempt attempt = player.world.attempt();
        synchronized (model) {
            attempt.write(other.app.equals(player.app), player.me.note(other), note);
        }
        player.attempt(attempt, set);
    }

    private void tell() {
        Attempt attempt = player.world.attempt();
        Frame set = Frame.of("profile.set");
        String what = player.oneOf(List.of("name", "image", "status", "phone"));
        boolean field = what.equals("status") || what.equals("phone");
        boolean removes = field && random.nextInt(4) == 0;
        Value value = removes ? Value.NONE : model.value(player.me, what);
        attempt.write(player.me.value(what), value);
        if (field) {
            var fields = new HashMap<String, Object>();
            fields.put(what, removes ? null : value.text());
            set = set.with("fields", fields);
        } else {
            set = set.with(what, value.text());
        }
        if (random.nextInt(3) == 0) {
            int level = random.nextInt(3);
            set = set.with("levels", Map.of("phone", level));
            attempt.write(player.me.level("phone"), level);
        }
        player.attempt(attempt, set);
    }

    private void availability() {
        int audience = random.nextInt(5);
        if (audience > Person.FAVORITES) {
            audience = (int) player.ownRoom().gid;
        }
        Frame frame = Frame.of("availability")
                .with("audience", audience)
                .with("foreground", random.nextBoolean())
                .with("mode", 1 + random.nextInt(2));
        player.attempt(player.world.attempt().write(player.me.audience, audience), frame);
    }

    private void type() {
        Frame frame = Frame.of("presence").with("presence", player.oneOf(List.of(3, 4, 10, 11, 300)));
        player.ask(
                random.nextBoolean()
                        ? frame.with("gid", player.someRoom().gid)
                        : frame.with("to", player.somebody().address));
    }

    void look() {
        List<String> some = List.of(player.somebody().address, player.somebody().address);
        switch (random.nextInt(5)) {
            case 0 -> player.ask(Frame.of("watch").with("addresses", some));
            case 1 -> player.ask(Frame.of("unwatch").with("addresses", some));
            case 2 -> player.ask(Frame.of("contacts.get"));
            default ->
                player.ask(
                        Frame.of("profile.get").with("addresses", some).with("gids", List.of(player.someRoom().gid)));
        }
    }
}
