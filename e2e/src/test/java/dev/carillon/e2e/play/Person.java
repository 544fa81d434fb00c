package dev.carillon.e2e.play;

import java.util.HashMap;
import java.util.Map;

/// A user as the model knows it. Somebody who gets the address of a deleted one is another person.
final class Person {
    static final int EVERYBODY = 0;
    static final int CONTACTS = 1;
    static final int SUBSCRIBERS = 2;
    static final int FAVORITES = 3;
    static final int FIRST_GROUP = 1_000;

    final App app;
    final String address;
    final Register<Boolean> alive = new Register<>(true);
    final Register<Integer> audience = new Register<>(EVERYBODY);
    final Register<Boolean> outgoing = new Register<>(true);
    private final Map<String, Register<Value>> values = new HashMap<>();
    private final Map<String, Register<Integer>> levels = new HashMap<>();
    private final Map<Person, Register<Note>> notes = new HashMap<>();
    long uid;

    Person(App app, String address) {
        this.app = app;
        this.address = address;
    }

    /// A value of the profile: `name`, `image` or a field.
    Register<Value> value(String name) {
        return values.computeIfAbsent(name, _ -> new Register<>(Value.NONE));
    }

    /// The level that a field is kept for; 0: none.
    Register<Integer> level(String field) {
        return levels.computeIfAbsent(field, _ -> new Register<>(0));
    }

    Register<Note> note(Person other) {
        return notes.computeIfAbsent(other, _ -> new Register<>(Note.NONE));
    }

    /// Those who were deleted have no address any more.
    boolean isCalled(String name) {
        return name.equals(address) || name.equals("#" + uid);
    }

    boolean mayNotBlock(Person other, int kinds, Span span) {
        return note(other).may(note -> !note.blocks(kinds), span);
    }

    @Override
    public String toString() {
        return address + "#" + uid;
    }
}
