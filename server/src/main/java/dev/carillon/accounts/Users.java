package dev.carillon.accounts;

import dev.carillon.protocol.Limits;
import dev.carillon.protocol.Texts;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Users, by uid and by address. An address leads to a uid for as long as that user lives, so only the uid is kept
/// for it.
final class Users {
    private static final long CACHE_BYTES = 96L << 20;
    private static final long ADDRESSES = 500_000;
    private static final int RECORD_BYTES = 300;

    private final AccountStore store;
    private final AccountListeners listeners;
    private final ReadThrough<Integer, User> byUid;
    private final ReadThrough<Address, Integer> byAddress;
    private final Set<Integer> ending = ConcurrentHashMap.newKeySet();

    private record Address(int aid, String text) {}

    private record Change(@Nullable User before, User after) {}

    /// A user that is gone, and what went with it.
    ///
    /// @param groups ids of the groups that it was a member of
    /// @param knows uids of its contacts
    /// @param knownBy uids of those who had it as a contact
    record Deleted(User user, int[] groups, List<Device> devices, Set<Integer> knows, List<Integer> knownBy) {}

    Users(AccountStore store, AccountListeners listeners) {
        this.store = store;
        this.listeners = listeners;
        byUid = ReadThrough.weighed(
                CACHE_BYTES, Users::weight, uid -> store.<@Nullable User>read(rows -> rows.user(uid)));
        byAddress = ReadThrough.sized(ADDRESSES, this::uid);
    }

    private static int weight(Integer uid, User user) {
        int chars = user.address().length() + user.name().length();
        for (var field : user.profile().fields().entrySet()) {
            chars += field.getKey().length() + field.getValue().length() + 50;
        }
        return RECORD_BYTES + 2 * chars;
    }

    @Nullable
    User find(int uid) {
        return byUid.find(uid);
    }

    @Nullable
    User find(int aid, String address) {
        Integer uid = byAddress.find(new Address(aid, address));
        return uid == null ? null : find(uid);
    }

    private @Nullable Integer uid(Address address) {
        User user = store.<@Nullable User>read(rows -> rows.user(address.aid(), address.text()));
        return user == null ? null : user.uid();
    }

    User put(int aid, String address, UserChange change, boolean announce) {
        Change done = store.write(rows -> {
            User before = rows.user(aid, address);
            return before == null ? inserted(rows, aid, address, change) : updated(rows, before, change);
        });
        return told(done, announce);
    }

    @Nullable
    User change(int uid, UserChange change, boolean announce) {
        Change done = store.<@Nullable Change>write(rows -> {
            User before = rows.user(uid);
            return before == null ? null : updated(rows, before, change);
        });
        return done == null ? null : told(done, announce);
    }

    private static Change inserted(AccountStore.Writer rows, int aid, String address, UserChange change) {
        User user = apply(blank(rows.nextUser(), aid, address), change);
        rows.insert(user);
        return new Change(null, user);
    }

    private static Change updated(AccountStore.Writer rows, User before, UserChange change) {
        User after = apply(before, change);
        if (!after.equals(before)) {
            rows.update(after);
        }
        return new Change(before, after);
    }

    private User told(Change done, boolean announce) {
        User before = done.before();
        if (before == null) {
            listeners.tell(listener -> listener.userAdded(done.after()));
        } else if (!before.equals(done.after())) {
            byUid.forget(before.uid());
            listeners.tell(listener -> listener.userChanged(before, done.after(), announce));
        }
        return done.after();
    }

    /// Empty: no such user. Who is deleted is [#isEnding] until [#ended].
    List<Deleted> delete(int uid) {
        return delete(rows -> {
            User user = rows.user(uid);
            return user == null ? List.of() : List.of(user);
        });
    }

    /// Deletes a few users of an app; an empty list when there are none left.
    List<Deleted> deleteSome(int aid, int limit) {
        return delete(rows -> rows.users(aid, "*", 0, limit).users());
    }

    private List<Deleted> delete(Function<AccountStore.Writer, List<User>> whom) {
        List<Deleted> deleted = new ArrayList<>();
        try {
            store.write(rows -> {
                whom.apply(rows).forEach(user -> deleted.add(deleted(rows, user)));
                return deleted.size();
            });
        } catch (RuntimeException e) {
            deleted.forEach(this::ended);
            throw e;
        }
        deleted.forEach(one -> forget(one.user()));
        return deleted;
    }

    /// What a user and others had noted about one another goes with the user. Its last session ends some moments later:
    /// until then it is one that is ending.
    boolean isEnding(int uid) {
        return ending.contains(uid);
    }

    Set<Integer> ending() {
        return ending;
    }

    /// All have been told.
    void ended(Deleted gone) {
        ending.remove(gone.user().uid());
    }

    private Deleted deleted(AccountStore.Writer rows, User user) {
        int uid = user.uid();
        ending.add(uid);
        List<Device> devices = rows.devices(uid);
        Set<Integer> knows = rows.contacts(uid).keySet();
        List<Integer> knownBy = rows.knownBy(uid);
        // who is made with this address later is somebody else
        rows.deleteInvitesFor(user.aid(), user.address());
        return new Deleted(user, rows.deleteUser(uid), devices, knows, knownBy);
    }

    private void forget(User user) {
        byUid.forget(user.uid());
        byAddress.forget(new Address(user.aid(), user.address()));
    }

    private static User blank(int uid, int aid, String address) {
        return new User(uid, aid, address, "", true, false, 0, 0, Permissions.ALL, -1, 0, 0, Profile.EMPTY);
    }

    private static User apply(User user, UserChange change) {
        return new User(
                user.uid(),
                user.aid(),
                user.address(),
                change.name() == null ? user.name() : Texts.kept(change.name()),
                or(change.active(), user.active()),
                or(change.pinned(), user.pinned()),
                or(change.flags(), user.flags()),
                or(change.restrictions(), user.restrictions()),
                or(change.permissions(), user.permissions()),
                or(change.maxGroups(), user.maxGroups()),
                or(change.uac(), user.uac()),
                or(change.audience(), user.audience()),
                apply(user.profile(), change));
    }

    private static Profile apply(Profile profile, UserChange change) {
        String image = change.image() == null ? profile.image() : emptyToNull(change.image());
        Map<String, String> fields = new TreeMap<>(profile.fields());
        if (change.fields() != null) {
            change.fields().forEach((name, value) -> {
                if (value == null) {
                    fields.remove(name);
                } else {
                    fields.put(name, Texts.kept(value));
                }
            });
        }
        Map<String, Integer> levels = new TreeMap<>(profile.levels());
        if (change.levels() != null) {
            levels.putAll(change.levels());
            levels.values().removeIf(level -> level == 0);
        }
        return new Profile(image, Collections.unmodifiableMap(fields), Collections.unmodifiableMap(levels));
    }

    private static <T> T or(@Nullable T wanted, T present) {
        return wanted == null ? present : wanted;
    }

    private static @Nullable String emptyToNull(String text) {
        return text.isEmpty() ? null : text;
    }

    static @Nullable String addressProblem(String address) {
        if (address.isEmpty()) {
            return "the address is empty";
        }
        if (address.getBytes(StandardCharsets.UTF_8).length > Limits.ADDRESS_BYTES) {
            return "the address is longer than " + Limits.ADDRESS_BYTES + " bytes";
        }
        if (address.codePoints().anyMatch(Character::isISOControl)) {
            return "the address contains control characters";
        }
        int unseen = address.codePoints().filter(Users::isUnseen).findFirst().orElse(-1);
        return unseen < 0 ? null : "the address contains a character that cannot be seen: U+%04X".formatted(unseen);
    }

    /// What would make two addresses look the same: what shows nothing, or turns the direction of what follows.
    /// U+200C and U+200D are part of how some languages are written.
    private static boolean isUnseen(int c) {
        return switch (Character.getType(c)) {
            case Character.FORMAT -> c != 0x200C && c != 0x200D;
            case Character.SPACE_SEPARATOR -> c != ' ';
            case Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE -> true;
            default -> "\u034F\u115F\u1160\u2800\u3164\uFFA0".indexOf(c) >= 0;
        };
    }

    static @Nullable String profileProblem(@Nullable User user, UserChange change) {
        Profile profile = apply(user == null ? Profile.EMPTY : user.profile(), change);
        long bytes = profile.image() == null ? 0 : bytes(profile.image());
        for (var field : profile.fields().entrySet()) {
            bytes += bytes(field.getKey()) + bytes(field.getValue());
        }
        for (String name : profile.levels().keySet()) {
            bytes += bytes(name);
        }
        return bytes > Limits.FIELDS_BYTES ? "the profile is larger than " + Limits.FIELDS_BYTES + " bytes" : null;
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
