package dev.carillon.e2e.play;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A group.
final class Room {
    static final int FREE_TO_JOIN = 8;
    static final int SELECTED_RECEIVE = 0x10;
    static final int IN_TURN = 0x20;

    final App app;
    final Register<Boolean> alive = new Register<>(true);
    final Register<Integer> flags;
    final Register<Title> title = new Register<>(Title.NONE);
    private final Map<Person, Register<Role>> roles = new HashMap<>();
    /// Numbers by which one can join, and as what.
    private final Map<Long, Role> pins = new HashMap<>();
    long gid;
    /// Who takes over from the last owner is the server's choice: rights are not looked at any more.
    private boolean inherited;

    Room(App app, int flags) {
        this.app = app;
        this.flags = new Register<>(flags);
    }

    /// What the group is called at some time: for its members.
    record Title(@Nullable Room room, String text) implements Secret {
        static final Title NONE = new Title(null, "");

        private Room of() {
            if (room == null) {
                throw new IllegalStateException("of no group");
            }
            return room;
        }

        @Override
        public App app() {
            return of().app;
        }

        @Override
        public boolean forBackEnd() {
            return true;
        }

        @Override
        public @Nullable String kept(Person viewer, Span span) {
            if (!of().title.mayBe(this, span)) {
                return "is no longer the name of " + of();
            }
            return of().mayHave(viewer, span) ? null : "is the name of " + of() + ", of which one is no member";
        }
    }

    Register<Role> role(Person person) {
        return roles.computeIfAbsent(person, _ -> new Register<>(Role.NONE));
    }

    Map<Person, Register<Role>> roles() {
        return roles;
    }

    /// May that person be a member?
    boolean mayHave(Person person, Span span) {
        return role(person).may(Role::member, span);
    }

    /// May that person be one whom messages reach?
    boolean mayReach(Person person, Span span) {
        boolean forAll = flags.may(bits -> (bits & SELECTED_RECEIVE) == 0, span);
        return role(person).may(role -> role.member() && (forAll || role.receives()), span);
    }

    /// May that person be a member whom messages do not reach?
    boolean mayMiss(Person person, Span span) {
        return flags.may(bits -> (bits & SELECTED_RECEIVE) != 0, span)
                && role(person).may(role -> role.member() && !role.receives(), span);
    }

    /// May that person have a right, by itself or as an owner?
    boolean mayDo(Person person, int right, Span span) {
        return inherited || role(person).may(role -> (role.admin() & (right | Role.OWNS)) != 0, span);
    }

    /// That person leaves, or is made to.
    Attempt without(Attempt attempt, Person person) {
        if ((role(person).guess().admin() & Role.OWNS) != 0) {
            inherited = true;
        }
        return attempt.write(role(person), Role.NONE);
    }

    /// What those become who join of themselves.
    Role joining() {
        return Role.member((flags.guess() & SELECTED_RECEIVE) == 0 ? 31 : 31 & ~Role.RECEIVE, 0);
    }

    Map<Long, Role> pins() {
        return pins;
    }

    @Override
    public String toString() {
        return "group " + gid;
    }
}
