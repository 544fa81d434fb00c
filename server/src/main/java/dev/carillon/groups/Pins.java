package dev.carillon.groups;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.carillon.protocol.GroupError;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Join codes. A used-up or expired one is as good as none. Whoever guesses too often has to wait.
final class Pins {
    private static final int MAX_PINS = 1_000;
    /// Eight digits, as forms take them that people have.
    private static final int LOWEST = 10_000_000;

    private static final int ABOVE = 100_000_000;
    private static final int WRONG_GUESSES = 20;
    private static final Duration WRONG_GUESSES_IN = Duration.ofMinutes(10);
    private static final int GUESSERS = 100_000;

    private final GroupBook book;
    private final Memberships memberships;
    private final SecureRandom random = new SecureRandom();
    private final Cache<Integer, Integer> guesses;

    Pins(GroupBook book, Memberships memberships) {
        this.book = book;
        this.memberships = memberships;
        guesses = Caffeine.newBuilder()
                .maximumSize(GUESSERS)
                .expireAfterWrite(WRONG_GUESSES_IN)
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(book.now()))
                .build();
    }

    GroupResult join(Actor.Person actor, int gid, long number) {
        Integer wrong = guesses.getIfPresent(actor.uid());
        if (wrong != null && wrong >= WRONG_GUESSES) {
            return new GroupResult.Refused(GroupError.ACCESS_DENIED, "too many wrong pins, try again later");
        }
        Decision decision = memberships.admitting(gid, List.of(actor.uid()), rows -> {
            Group group = book.live(rows, actor, gid);
            Pin pin = find(rows, gid, number);
            if (group == null) {
                return Decision.unknownGroup();
            }
            return pin == null ? badPin() : join(rows, group, actor.uid(), pin);
        });
        memberships.entered(decision, actor.uid());
        if (decision.result() instanceof GroupResult.Refused refused && refused.error() == GroupError.BAD_PIN) {
            guesses.asMap().merge(actor.uid(), 1, Integer::sum);
        }
        return decision.result();
    }

    /// Without a pin: for groups that let in everybody. Nobody becomes one of the selected by that.
    GroupResult join(Actor.Person actor, int gid) {
        Decision decision = memberships.admitting(gid, List.of(actor.uid()), rows -> {
            Group group = book.live(rows, actor, gid);
            if (group == null) {
                return Decision.unknownGroup();
            }
            if (GroupRules.live(rows.member(gid, actor.uid()), book.now()) != null) {
                return Decision.done(group, List.of());
            }
            return (group.flags() & GroupFlags.AUTO_ADD_MEMBER) == 0
                    ? Decision.refused(GroupError.ACCESS_DENIED, "this group is joined by a pin, or one is added")
                    : memberships.enter(rows, group, actor.uid(), GroupFlags.ofAnybody(group.flags()), 0);
        });
        memberships.entered(decision, actor.uid());
        return decision.result();
    }

    private Decision join(GroupStore.Writer rows, Group group, int uid, Pin pin) {
        // A pin is for coming in. A member has what it was given, and gains nothing by joining again.
        if (GroupRules.live(rows.member(group.gid(), uid), book.now()) != null) {
            return Decision.done(group, List.of());
        }
        Decision decision = memberships.enter(rows, group, uid, pin.flags(), pin.admin());
        if (!decision.concerned().isEmpty() && pin.left() != null) {
            use(rows, group.gid(), pin, pin.left() - 1);
        }
        return decision;
    }

    private static void use(GroupStore.Writer rows, int gid, Pin pin, int left) {
        if (left > 0) {
            rows.put(gid, new Pin(pin.pin(), pin.flags(), pin.admin(), pin.expires(), left));
        } else {
            rows.removePin(gid, pin.pin());
        }
    }

    private static Decision badPin() {
        return Decision.refused(GroupError.BAD_PIN, "the pin is wrong, used up or expired");
    }

    private @Nullable Pin find(GroupStore.Reader rows, int gid, long number) {
        for (Pin pin : live(rows, gid)) {
            if (pin.pin() == number) {
                return pin;
            }
        }
        return null;
    }

    private List<Pin> live(GroupStore.Reader rows, int gid) {
        return rows.pins(gid).stream()
                .filter(pin -> GroupRules.live(pin.expires(), book.now()))
                .toList();
    }

    GroupResult add(Actor.Person actor, int gid, MemberChange role, long expiry, int count) {
        return changed(actor, gid, GroupFlags.ADMIN_ADD_PIN, "add pins", (rows, group, rights) -> {
            int admin = role.admin() == null ? 0 : role.admin() & GroupFlags.OWNER_ALL;
            int flags = role.flagsMask() == 0
                    ? rights.grantable(group, GroupFlags.MEMBER_ALL)
                    : GroupRules.flags(GroupFlags.MEMBER_ALL, role);
            Decision refusal = rights.mayGrant(group, flags, admin);
            if (refusal != null) {
                return refusal;
            }
            sweep(rows, gid);
            if (rows.pins(gid).size() >= MAX_PINS) {
                return Decision.refused(GroupError.GENERAL, "a group has at most " + MAX_PINS + " pins");
            }
            rows.put(gid, new Pin(fresh(rows, gid), flags, admin, GroupRules.end(expiry, book.now()), left(count)));
            return Decision.done(group, List.of());
        });
    }

    private static @Nullable Integer left(int count) {
        return count <= 0 ? null : count;
    }

    private void sweep(GroupStore.Writer rows, int gid) {
        for (Pin pin : rows.pins(gid)) {
            if (!GroupRules.live(pin.expires(), book.now())) {
                rows.removePin(gid, pin.pin());
            }
        }
    }

    private int fresh(GroupStore.Reader rows, int gid) {
        while (true) {
            int number = random.nextInt(LOWEST, ABOVE);
            if (rows.pins(gid).stream().noneMatch(pin -> pin.pin() == number)) {
                return number;
            }
        }
    }

    GroupResult set(
            Actor.Person actor,
            int gid,
            long number,
            MemberChange role,
            @Nullable Long expiry,
            @Nullable Integer count) {
        return changed(actor, gid, GroupFlags.ADMIN_ADD_PIN, "change pins", (rows, group, rights) -> {
            Pin before = find(rows, gid, number);
            if (before == null) {
                return badPin();
            }
            // Who lets a pin last longer, or change, gives all that it gives.
            int admin = role.admin() == null ? before.admin() : role.admin() & GroupFlags.OWNER_ALL;
            int flags = GroupRules.flags(before.flags(), role);
            Decision refusal = rights.mayGrant(group, before.flags() | flags, before.admin() | admin);
            if (refusal != null) {
                return refusal;
            }
            Pin after = new Pin(
                    number,
                    flags,
                    admin,
                    expiry == null ? before.expires() : GroupRules.end(expiry, book.now()),
                    count == null ? before.left() : left(count));
            refusal = endsEarlier(after, before)
                    ? rights.may(GroupFlags.ADMIN_REMOVE_PIN, "make pins end earlier")
                    : null;
            if (refusal == null) {
                rows.put(gid, after);
            }
            return refusal == null ? Decision.done(group, List.of()) : refusal;
        });
    }

    /// By time, or by use.
    private static boolean endsEarlier(Pin after, Pin before) {
        Integer left = after.left();
        Integer had = before.left();
        return GroupRules.endsEarlier(after.expires(), before.expires())
                || (left != null && (had == null || left < had));
    }

    GroupResult remove(Actor.Person actor, int gid, long number) {
        return changed(actor, gid, GroupFlags.ADMIN_REMOVE_PIN, "remove pins", (rows, group, _) -> {
            rows.removePin(gid, number);
            return Decision.done(group, List.of());
        });
    }

    /// What is done by somebody who may.
    private interface Change {
        Decision apply(GroupStore.Writer rows, Group group, Rights rights);
    }

    private GroupResult changed(Actor.Person actor, int gid, int right, String deed, Change change) {
        return book.write(gid, List.of(), rows -> {
                    Group group = book.live(rows, actor, gid);
                    if (group == null) {
                        return Decision.unknownGroup();
                    }
                    Rights rights = Rights.of(rows, actor, gid, book.now());
                    Decision refusal = rights.may(right, deed);
                    return refusal == null ? change.apply(rows, group, rights) : refusal;
                })
                .result();
    }

    /// All live pins, or null for those who may not see them. One that gives more than the asker has is shown without
    /// its number, for who has the number has what it gives.
    @Nullable
    List<Pin> list(Actor actor, int gid) {
        Group group = book.group(gid);
        if (group == null || group.aid() != actor.aid()) {
            return null;
        }
        return switch (actor) {
            case Actor.Backend _ -> book.read(rows -> live(rows, gid));
            case Actor.Person person -> {
                Member member = book.member(gid, person.uid());
                yield member == null || !member.may(GroupFlags.ADMIN_LIST_PIN)
                        ? null
                        : shown(group, new Rights(actor, member), book.read(rows -> live(rows, gid)));
            }
        };
    }

    private static List<Pin> shown(Group group, Rights rights, List<Pin> pins) {
        return pins.stream()
                .map(pin -> rights.has(group, pin.flags(), pin.admin()) ? pin : pin.withoutNumber())
                .toList();
    }
}
