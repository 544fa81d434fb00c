package dev.carillon.e2e.play;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A group.
final class Room {
    static final int SELECTED_SEND = 1;
    static final int ANYONE_SENDS = 2;
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
    /// Who takes over from the last owner, and has every right then, is the server's choice: rights are not looked at
    /// any
    /// more.
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

    /// May one become a member without being asked?
    boolean mayBeFree(Span span) {
        return flags.may(bits -> (bits & FREE_TO_JOIN) != 0, span);
    }

    /// May that person be a member?
    boolean mayHave(Person person, Span span) {
        return role(person).may(Role::member, span);
    }

    /// Whoever comes back is a new member: was that person surely none at some moment between?
    boolean surelyMissed(Person person, long after, long before) {
        return role(person).surelyWas(role -> !role.member(), after, before);
    }

    /// May that person be one whom messages reach?
    boolean mayReach(Person person, Span span) {
        boolean forAll = inherited || flags.may(bits -> (bits & SELECTED_RECEIVE) == 0, span);
        return role(person).may(role -> role.member() && (forAll || role.receives()), span);
    }

    /// May that person be one whom messages do not reach?
    boolean mayMiss(Person person, Span span) {
        boolean some = flags.may(bits -> (bits & (SELECTED_RECEIVE | IN_TURN)) != 0, span);
        return some || role(person).may(role -> !role.member(), span);
    }

    /// May that person send to the group?
    boolean maySend(Person person, Span span) {
        return flags.may(
                bits -> (bits & (ANYONE_SENDS | FREE_TO_JOIN)) != 0
                        || role(person)
                                .may(
                                        role -> role.member()
                                                && ((bits & SELECTED_SEND) == 0 || (role.flags() & Role.SEND) != 0),
                                        span),
                span);
    }

    /// May that person have a right, by itself or as an owner?
    boolean mayDo(Person person, int right, Span span) {
        return inherited || role(person).may(role -> (role.admin() & (right | Role.OWNS)) != 0, span);
    }

    private boolean mayOwn(Person person) {
        return role(person).may(role -> (role.admin() & Role.OWNS) != 0, Span.since(System.nanoTime()));
    }

    /// That person leaves, or is made to.
    Attempt without(Attempt attempt, Person person) {
        return with(attempt, person, Role.NONE);
    }

    /// The membership ends by itself.
    ///
    /// @param surely false where the end may not have been set, or set anew
    void ends(Person person, Span when, boolean surely) {
        inherited |= mayOwn(person);
        role(person).later(Role.NONE, when, surely);
    }

    /// That person gets a role. An owner who had one more right may be the last.
    Attempt with(Attempt attempt, Person person, Role role) {
        inherited |= mayOwn(person) && (role.admin() & Role.OWNS) == 0;
        return attempt.write(role(person), role);
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
