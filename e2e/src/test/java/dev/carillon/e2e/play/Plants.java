package dev.carillon.e2e.play;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.e2e.harness.Frame;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Leaks that are put between the server and its clients, each of a kind of its own: the judge has to find them.
final class Plants implements Tap {
    /// After so many frames there is another one.
    private static final int EVERY = 12;

    enum Kind {
        MESSAGE_OF_OTHERS,
        EDIT_OF_OTHERS,
        STATUS_OF_OTHERS,
        RETRACTION_OF_OTHERS,
        MESSAGE_OF_ANOTHER_APP,
        WIPED_TEXT,
        OLD_NAME,
        NAME_OF_ONE_WHO_BLOCKS,
        PRESENCE_OF_ONE_WHO_BLOCKS,
        ADDRESS_OF_ANOTHER_APP,
        FOREIGN_GROUP,
        UNREAD
    }

    private final Map<Kind, Set<String>> planted = new EnumMap<>(Kind.class);
    private final Map<String, Frame> names = new HashMap<>();
    private final Map<Long, Frame> texts = new HashMap<>();
    private final Map<String, Told> last = new HashMap<>();
    private int frames;

    /// A frame that somebody was rightly told.
    private record Told(Person viewer, Frame frame) {}

    @Override
    public synchronized List<Frame> pass(Person viewer, Frame frame) {
        var passed = new ArrayList<Frame>();
        Kind kind = Kind.values()[frames / EVERY % Kind.values().length];
        Optional<Frame> leak = frames % EVERY == 0 ? leak(kind, viewer, frame) : Optional.empty();
        if (leak.isPresent()) {
            planted.computeIfAbsent(kind, _ -> new HashSet<>()).add(leak.get().toString());
            frames++;
        } else if (frames % EVERY != 0) {
            frames++;
        }
        boolean replaced = leak.isPresent()
                && leak.get().t().equals(frame.t())
                && leak.get().has("id");
        if (!replaced) {
            passed.add(frame);
        }
        leak.ifPresent(passed::add);
        remember(viewer, frame);
        return passed;
    }

    private void remember(Person viewer, Frame frame) {
        last.put(frame.t(), new Told(viewer, frame));
        if (frame.t().equals("message")) {
            texts.put(frame.number("order"), frame);
            last.put(viewer.app.name(), new Told(viewer, frame));
        }
        if (frame.t().equals("profile") && frame.has("profile.name")) {
            names.putIfAbsent(frame.text("profile.address"), frame);
        }
    }

    /// What `viewer` is given beside the frame or in its place; empty when there is no occasion.
    private Optional<Frame> leak(Kind kind, Person viewer, Frame frame) {
        return switch (kind) {
            case MESSAGE_OF_OTHERS -> ofOthers("message", viewer);
            case EDIT_OF_OTHERS -> ofOthers("edited", viewer);
            case STATUS_OF_OTHERS -> ofOthers("status", viewer);
            case RETRACTION_OF_OTHERS -> ofOthers("retracted", viewer);
            case MESSAGE_OF_ANOTHER_APP ->
                Optional.ofNullable(last.get(viewer.app.name().equals("other") ? "default" : "other"))
                        .map(Told::frame);
            case WIPED_TEXT -> wiped(frame);
            case OLD_NAME -> Optional.ofNullable(names.get(frame.text("profile.address")));
            case NAME_OF_ONE_WHO_BLOCKS -> blocker(viewer, Note.PROFILE).map(Plants::profile);
            case PRESENCE_OF_ONE_WHO_BLOCKS ->
                blocker(viewer, Note.SUBSCRIPTION)
                        .map(person -> Frame.of("presence")
                                .with("from", person.address)
                                .with("presence", 1));
            case ADDRESS_OF_ANOTHER_APP -> foreign(viewer, "presence");
            case FOREIGN_GROUP -> foreign(viewer, "groupEvent");
            case UNREAD -> unread(frame);
        };
    }

    /// Between two others: no group, neither from nor to the viewer.
    private Optional<Frame> ofOthers(String t, Person viewer) {
        return Optional.ofNullable(last.get(t))
                .filter(told -> !told.viewer().address.equals(viewer.address)
                        && !told.frame().has("gid")
                        && !told.frame().toString().contains(viewer.address))
                .map(Told::frame);
    }

    private Optional<Frame> foreign(Person viewer, String t) {
        return Optional.ofNullable(last.get(t))
                .filter(told -> !told.viewer().app.equals(viewer.app))
                .map(Told::frame);
    }

    /// In place of the tombstone in a page of history.
    private Optional<Frame> wiped(Frame frame) {
        if (!frame.t().equals("history")) {
            return Optional.empty();
        }
        return frame.objects("messages").stream()
                .filter(message -> message.number("state") == 1 && texts.containsKey(message.number("order")))
                .findFirst()
                .map(message -> Frame.parse(frame.toString()
                        .replace(
                                message.toString(),
                                texts.get(message.number("order")).toString())
                        .getBytes(UTF_8)));
    }

    private static Frame profile(Person person) {
        return Frame.of("profile")
                .with(
                        "profile",
                        Map.of(
                                "address",
                                person.address,
                                "name",
                                person.value("name").guess().text()));
    }

    private Optional<Person> blocker(Person viewer, int kind) {
        return last.values().stream()
                .map(Told::viewer)
                .filter(person -> person != viewer
                        && person.app.equals(viewer.app)
                        && !person.mayNotBlock(
                                viewer, kind, new Span(System.nanoTime() - 5_000_000_000L, System.nanoTime())))
                .findFirst();
    }

    private static Optional<Frame> unread(Frame frame) {
        String text = frame.toString();
        String more = text.replaceFirst("\"unread\":[0-9]+", "\"unread\":900");
        return text.equals(more) ? Optional.empty() : Optional.of(Frame.parse(more.getBytes(UTF_8)));
    }

    synchronized Map<Kind, Set<String>> planted() {
        return planted;
    }
}
