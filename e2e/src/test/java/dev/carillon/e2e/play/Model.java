package dev.carillon.e2e.play;

import dev.carillon.e2e.harness.Frame;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Who may see what, as `docs/guide/protocol.md` says it. It follows what clients ask for and what they are answered.
/// Everything in it is guarded by its own lock.
final class Model {
    final Marks marks = new Marks();
    private final Map<App, Map<String, Register<@Nullable Person>>> addresses = new HashMap<>();
    private final List<Person> persons = new ArrayList<>();
    private final List<Room> rooms = new ArrayList<>();
    private final Map<Long, Room> byGid = new HashMap<>();
    private final List<Message> messages = new ArrayList<>();
    private final Map<Long, List<Message>> byMid = new HashMap<>();
    private final Map<Long, Message> byOrder = new HashMap<>();
    private final Map<Room, List<Message>> inRoom = new HashMap<>();
    private final Map<Person, List<Message>> direct = new HashMap<>();
    private final List<Upload> uploads = new ArrayList<>();
    private final List<Begun> begun = new ArrayList<>();
    private static final long DONE = TimeUnit.SECONDS.toNanos(15);

    private final List<Attempt> open = new ArrayList<>();
    private long lastMid = 700_000_000_000L;
    private long fence = System.nanoTime();
    private long restart = Long.MIN_VALUE;
    private long fenceBefore = fence;

    // --- people

    /// Who has that address.
    synchronized Register<@Nullable Person> holder(App app, String address) {
        return addresses.computeIfAbsent(app, _ -> new HashMap<>()).computeIfAbsent(address, _ -> new Register<>(null));
    }

    /// One who may have that address; the newest, where several may.
    synchronized @Nullable Person mayHold(App app, String address, Span span) {
        Register<@Nullable Person> holder = holder(app, address);
        return persons.reversed().stream()
                .filter(person -> person.app.equals(app) && person.address.equals(address))
                .filter(person -> holder.mayBe(person, span))
                .findFirst()
                .orElse(null);
    }

    /// All who have had that address.
    synchronized List<Person> called(App app, String address) {
        return persons.stream()
                .filter(person -> person.app.equals(app) && person.isCalled(address))
                .toList();
    }

    /// A person who is about to be made.
    synchronized Person person(App app, String address) {
        var person = new Person(app, address);
        persons.add(person);
        return person;
    }

    synchronized Value value(Person owner, String field) {
        String mark = marks.next();
        var value = new Value(owner, field, field + " " + mark);
        marks.stands(mark, value);
        return value;
    }

    /// Anybody of that app who is not known to be gone.
    synchronized Person anybody(Random random, App app) {
        List<Person> all = persons.stream()
                .filter(person -> person.app.equals(app) && person.alive.guess())
                .toList();
        return all.get(random.nextInt(all.size()));
    }

    /// Of any app.
    synchronized Person anybody(Random random) {
        List<Person> all =
                persons.stream().filter(person -> person.alive.guess()).toList();
        return all.get(random.nextInt(all.size()));
    }

    // --- groups

    synchronized Room room(App app, int flags) {
        return new Room(app, flags);
    }

    synchronized void made(Room room, long gid) {
        room.gid = gid;
        rooms.add(room);
        byGid.put(gid, room);
    }

    synchronized Room.Title title(Room room) {
        String mark = marks.next();
        var title = new Room.Title(room, "group " + mark);
        marks.stands(mark, title);
        return title;
    }

    synchronized @Nullable Room room(long gid) {
        return byGid.get(gid);
    }

    /// One of which the person may be a member; any where there is none.
    synchronized Room roomOf(Random random, Person person) {
        Span now = Span.since(System.nanoTime());
        List<Room> own =
                rooms.stream().filter(room -> room.mayHave(person, now)).toList();
        return own.isEmpty() ? anyRoom(random, person.app) : own.get(random.nextInt(own.size()));
    }

    synchronized List<Room> roomsOf(Person person) {
        return rooms.stream().filter(room -> room.roles().containsKey(person)).toList();
    }

    synchronized int rooms() {
        return rooms.size();
    }

    synchronized Room anyRoom(Random random, App app) {
        List<Room> all = rooms.stream().filter(room -> room.app.equals(app)).toList();
        return all.get(random.nextInt(all.size()));
    }

    synchronized Room anyRoom(Random random) {
        return rooms.get(random.nextInt(rooms.size()));
    }

    // --- messages

    /// A message that is about to be sent.
    synchronized Message message(Person sender, Object to, Long mid) {
        Message message = to instanceof Room room
                ? new Message(sender, new Register<>(sender), room, mid)
                : new Message(sender, holder(sender.app, (String) to), null, mid);
        messages.add(message);
        byMid.computeIfAbsent(mid, _ -> new ArrayList<>()).add(message);
        if (message.room != null) {
            inRoom.computeIfAbsent(message.room, _ -> new ArrayList<>()).add(message);
        } else {
            direct.computeIfAbsent(sender, _ -> new ArrayList<>()).add(message);
        }
        return message;
    }

    synchronized long mid() {
        return ++lastMid;
    }

    /// A text for it, with its mark.
    synchronized String text(Message message, Attempt attempt) {
        String mark = marks.next();
        var version = new Message.Version(message);
        marks.stands(mark, version);
        attempt.tells(message, version);
        return "text " + mark;
    }

    synchronized void accepted(Message message, long order) {
        message.order = order;
        byOrder.put(order, message);
    }

    /// The order of one that was scheduled is known when somebody has seen it.
    synchronized void learn(Frame frame) {
        List<Message> candidates = byMid(frame.number("mid")).stream()
                .filter(message -> message.isFrom(frame.text("from")))
                .toList();
        boolean news = frame.has("order") && !byOrder.containsKey(frame.number("order"));
        if (news && candidates.size() == 1) {
            accepted(candidates.getFirst(), frame.number("order"));
        }
    }

    /// A recent message that the person has sent; null when there is none.
    synchronized @Nullable Message ownMessage(Random random, Person sender) {
        List<Message> own = messages.reversed().stream()
                .limit(1_000)
                .filter(message -> message.sender == sender)
                .limit(30)
                .toList();
        return own.isEmpty() ? null : own.get(random.nextInt(own.size()));
    }

    /// Those of a message's conversation up to an order.
    synchronized List<Message> upTo(Message last) {
        Person other = last.recipient();
        List<Message> all = last.room != null ? of(last.room) : other == null ? List.of() : between(last.sender, other);
        return all.stream()
                .filter(message -> message.order != 0 && message.order <= last.order)
                .toList();
    }

    synchronized @Nullable Message byOrder(long order) {
        return byOrder.get(order);
    }

    synchronized List<Message> byMid(long mid) {
        return byMid.getOrDefault(mid, List.of());
    }

    synchronized @Nullable Message anyMessage(Random random) {
        int recent = Math.min(messages.size(), 400);
        return recent == 0 ? null : messages.get(messages.size() - 1 - random.nextInt(recent));
    }

    synchronized List<Message> of(Room room) {
        return inRoom.getOrDefault(room, List.of());
    }

    synchronized List<Message> between(Person one, Person other) {
        var all = new ArrayList<Message>();
        for (Person sender : List.of(one, other)) {
            direct.getOrDefault(sender, List.of()).stream()
                    .filter(message -> message.between(one, other))
                    .forEach(all::add);
        }
        return all;
    }

    /// Those between a person and whoever has, or had, an address.
    synchronized List<Message> withAddress(Person one, String address) {
        var all = new ArrayList<Message>();
        for (Person other : persons) {
            if (other.app.equals(one.app) && other.isCalled(address)) {
                all.addAll(between(one, other));
            }
        }
        return all;
    }

    // --- files

    /// An upload that was begun and not finished.
    record Begun(Person owner, String path) {}

    synchronized Upload upload(Person owner, String path, String mark) {
        var upload = new Upload(owner, path);
        marks.stands(mark, upload);
        uploads.add(upload);
        return upload;
    }

    synchronized @Nullable Upload anyUpload(Random random) {
        return uploads.isEmpty() ? null : uploads.get(random.nextInt(uploads.size()));
    }

    synchronized void begun(Person owner, String path) {
        begun.add(new Begun(owner, path));
    }

    synchronized @Nullable Begun anyBegun(Random random) {
        return begun.isEmpty() ? null : begun.get(random.nextInt(begun.size()));
    }

    // --- the clock

    /// It is not known whether the request was carried out, nor whether it still will be.
    synchronized void unknown(Attempt attempt) {
        open.add(attempt);
    }

    /// Everything that was asked for has happened, and all that was to be pushed has come.
    synchronized void fence() {
        long now = System.nanoTime();
        open.forEach(attempt -> attempt.close(now));
        open.clear();
        fenceBefore = fence;
        fence = now;
    }

    /// The server was stopped or killed.
    synchronized void restarted() {
        restart = System.nanoTime();
    }

    synchronized long restart() {
        return restart;
    }

    /// When something that is pushed now was put together at the earliest.
    synchronized Span pushed() {
        return Span.since(fenceBefore);
    }

    /// The same of what the server does some seconds after it has answered.
    synchronized Span done() {
        return Span.since(Math.min(fenceBefore, System.nanoTime() - DONE));
    }
}
