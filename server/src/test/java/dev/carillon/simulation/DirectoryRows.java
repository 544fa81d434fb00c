package dev.carillon.simulation;

import dev.carillon.accounts.AccountStore;
import dev.carillon.accounts.App;
import dev.carillon.accounts.Contact;
import dev.carillon.accounts.Device;
import dev.carillon.accounts.Invite;
import dev.carillon.accounts.LastSeen;
import dev.carillon.accounts.OneTimeCode;
import dev.carillon.accounts.User;
import dev.carillon.accounts.UserPage;
import dev.carillon.groups.Group;
import dev.carillon.groups.GroupPage;
import dev.carillon.groups.GroupStore;
import dev.carillon.groups.Member;
import dev.carillon.groups.Pin;
import dev.carillon.simulation.Tables.Code;
import dev.carillon.simulation.Tables.Pair;
import dev.carillon.simulation.Tables.Place;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What can be asked and changed, on one set of tables.
record DirectoryRows(Tables tables) implements AccountStore.Writer, GroupStore.Writer {

    // --- apps

    @Override
    public int nextApp() {
        return ++tables.lastApp;
    }

    @Override
    public List<App> apps() {
        return List.copyOf(tables.apps.values());
    }

    @Override
    public void insert(App app) {
        tables.apps.put(app.aid(), app);
    }

    @Override
    public void update(App app) {
        tables.apps.replace(app.aid(), app);
    }

    @Override
    public void deleteApp(int aid) {
        tables.apps.remove(aid);
        users(aid).map(User::uid).toList().forEach(this::deleteUser);
        tables.groups.values().stream()
                .filter(group -> group.aid() == aid)
                .map(Group::gid)
                .toList()
                .forEach(this::delete);
        tables.codes.keySet().removeIf(code -> code.aid() == aid);
        tables.invites.values().removeIf(invite -> invite.aid() == aid);
    }

    // --- users

    @Override
    public int nextUser() {
        return ++tables.lastUser;
    }

    private Stream<User> users(int aid) {
        return tables.users.values().stream().filter(user -> user.aid() == aid);
    }

    @Override
    public @Nullable User user(int uid) {
        return tables.users.get(uid);
    }

    @Override
    public @Nullable User user(int aid, String address) {
        return users(aid)
                .filter(user -> user.address().equals(address))
                .findFirst()
                .orElse(null);
    }

    @Override
    public UserPage users(int aid, String pattern, int start, int count) {
        Predicate<String> wanted = matching(pattern);
        List<User> all = users(aid).filter(user -> wanted.test(user.address())).toList();
        return new UserPage(all.size(), all.stream().skip(start).limit(count).toList());
    }

    private static Predicate<String> matching(String pattern) {
        String expression =
                Stream.of(pattern.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
        return Pattern.compile(expression, Pattern.DOTALL).asMatchPredicate();
    }

    @Override
    public int userCount(int aid) {
        return (int) users(aid).count();
    }

    @Override
    public void insert(User user) {
        tables.users.put(user.uid(), user);
    }

    @Override
    public void update(User user) {
        tables.users.replace(user.uid(), user);
    }

    @Override
    public int[] deleteUser(int uid) {
        int[] groups = memberships(uid).stream().mapToInt(Member::gid).toArray();
        tables.users.remove(uid);
        tables.seen.remove(uid);
        tables.devices.values().removeIf(device -> device.uid() == uid);
        tables.contacts.keySet().removeIf(pair -> pair.first() == uid || pair.second() == uid);
        tables.members.keySet().removeIf(pair -> pair.second() == uid);
        tables.chosen.removeIf(pair -> pair.second() == uid);
        tables.groups.replaceAll((_, group) -> group.owner() == uid ? counted(group, 0, 0) : group);
        return groups;
    }

    @Override
    public LastSeen lastSeen(int uid) {
        return tables.seen.getOrDefault(uid, LastSeen.NEVER);
    }

    @Override
    public void seen(Map<Integer, LastSeen> seen) {
        seen.forEach((uid, last) -> {
            if (tables.users.containsKey(uid)) {
                tables.seen.put(uid, last);
            }
        });
    }

    // --- devices

    @Override
    public int nextDevice() {
        return ++tables.lastDevice;
    }

    @Override
    public int deviceOwner(int device) {
        Device found = tables.devices.get(device);
        return found == null ? 0 : found.uid();
    }

    @Override
    public List<Device> devices(int uid) {
        return tables.devices.values().stream()
                .filter(device -> device.uid() == uid)
                .toList();
    }

    @Override
    public void insert(Device device) {
        tables.devices.put(device.id(), device);
    }

    @Override
    public void update(Device device) {
        tables.devices.replace(device.id(), device);
    }

    @Override
    public List<Integer> unusedDevices(int uid) {
        return devices(uid).stream()
                .filter(device -> !tables.used.contains(device.id()))
                .sorted(Comparator.comparingLong(Device::created).thenComparingInt(Device::id))
                .map(Device::id)
                .toList();
    }

    @Override
    public void used(int device) {
        tables.used.add(device);
    }

    @Override
    public void deleteDevice(int id) {
        tables.devices.remove(id);
    }

    // --- contacts

    @Override
    public Map<Integer, Contact> contacts(int uid) {
        Map<Integer, Contact> contacts = new HashMap<>();
        tables.contacts.forEach((pair, contact) -> {
            if (pair.first() == uid) {
                contacts.put(pair.second(), contact);
            }
        });
        return Map.copyOf(contacts);
    }

    @Override
    public Map<Integer, Integer> blockers(int uid) {
        Map<Integer, Integer> blockers = new HashMap<>();
        tables.contacts.forEach((pair, contact) -> {
            if (pair.second() == uid && contact.blocked() > 0) {
                blockers.put(pair.first(), contact.blocked());
            }
        });
        return Map.copyOf(blockers);
    }

    @Override
    public List<Integer> knownBy(int uid) {
        return tables.contacts.keySet().stream()
                .filter(pair -> pair.second() == uid)
                .map(Pair::first)
                .toList();
    }

    @Override
    public void put(int uid, Contact contact) {
        if (tables.users.containsKey(uid) && tables.users.containsKey(contact.uid())) {
            tables.contacts.put(new Pair(uid, contact.uid()), contact);
        }
    }

    @Override
    public void deleteContact(int uid, int other) {
        tables.contacts.remove(new Pair(uid, other));
    }

    // --- one-time codes

    @Override
    public @Nullable OneTimeCode code(int aid, String address) {
        return tables.codes.get(new Code(aid, address));
    }

    @Override
    public void put(int aid, String address, OneTimeCode code) {
        tables.codes.put(new Code(aid, address), code);
    }

    @Override
    public void deleteCode(int aid, String address) {
        tables.codes.remove(new Code(aid, address));
    }

    @Override
    public void deleteCodesBefore(long expires) {
        tables.codes.values().removeIf(code -> code.expires() < expires);
    }

    // --- invitations

    @Override
    public @Nullable Invite invite(String hash) {
        return tables.invites.get(hash);
    }

    @Override
    public int inviteCount(int aid) {
        return (int) tables.invites.values().stream()
                .filter(invite -> invite.aid() == aid)
                .count();
    }

    @Override
    public void put(Invite invite) {
        tables.invites.put(invite.hash(), invite);
    }

    @Override
    public void deleteInvite(String hash) {
        tables.invites.remove(hash);
    }

    @Override
    public void deleteInvitesFor(int aid, String address) {
        tables.invites.values().removeIf(invite -> invite.aid() == aid && address.equals(invite.address()));
    }

    @Override
    public void deleteInvitesBefore(long expires) {
        tables.invites.values().removeIf(invite -> invite.expires() < expires);
    }

    // --- groups

    @Override
    public int nextGroup() {
        return ++tables.lastGroup;
    }

    private static Group counted(Group group, int owner, int members) {
        return new Group(
                group.gid(),
                group.aid(),
                group.name(),
                group.flags(),
                group.call(),
                group.start(),
                group.duration(),
                group.expires(),
                group.expiryExtension(),
                group.active(),
                group.pinned(),
                group.image(),
                group.fields(),
                owner,
                members);
    }

    private static boolean live(long expires, long now) {
        return expires == 0 || expires > now;
    }

    @Override
    public @Nullable Group group(int gid) {
        Group group = tables.groups.get(gid);
        return group == null ? null : counted(group, group.owner(), memberCount(gid));
    }

    private Stream<Group> groups(int aid, long now) {
        return tables.groups.values().stream().filter(group -> group.aid() == aid && live(group.expires(), now));
    }

    @Override
    public GroupPage groups(int aid, String pattern, int start, int count, long now) {
        Predicate<String> wanted = matching(pattern);
        List<Group> all =
                groups(aid, now).filter(group -> wanted.test(group.name())).toList();
        return new GroupPage(
                all.size(),
                all.stream()
                        .skip(start)
                        .limit(count)
                        .map(group -> counted(group, group.owner(), memberCount(group.gid())))
                        .toList());
    }

    @Override
    public int groupCount(int aid, long now) {
        return (int) groups(aid, now).count();
    }

    @Override
    public int owned(int uid, long now) {
        return (int) tables.groups.values().stream()
                .filter(group -> group.owner() == uid && live(group.expires(), now))
                .count();
    }

    @Override
    public int joined(int uid, long now) {
        return (int) memberships(uid).stream()
                .filter(member -> live(member.expires(), now))
                .count();
    }

    @Override
    public List<Integer> endedGroups(long now, int limit) {
        return tables.groups.values().stream()
                .filter(group -> !live(group.expires(), now))
                .sorted(Comparator.comparingLong(Group::expires))
                .limit(limit)
                .map(Group::gid)
                .toList();
    }

    @Override
    public void insert(Group group) {
        tables.groups.put(group.gid(), group);
    }

    @Override
    public void update(Group group) {
        tables.groups.replace(group.gid(), group);
    }

    @Override
    public void delete(int gid) {
        tables.groups.remove(gid);
        tables.members.keySet().removeIf(pair -> pair.first() == gid);
        tables.byUser.remove(gid);
        tables.chosen.removeIf(pair -> pair.first() == gid);
        tables.types.keySet().removeIf(pair -> pair.first() == gid);
        tables.pins.keySet().removeIf(place -> place.gid() == gid);
    }

    @Override
    public void extend(int gid, long expires) {
        tables.groups.computeIfPresent(gid, (_, group) -> {
            boolean longer = group.expires() > 0 && group.expires() < expires;
            return longer ? lasting(group, expires) : group;
        });
    }

    private static Group lasting(Group group, long expires) {
        return new Group(
                group.gid(),
                group.aid(),
                group.name(),
                group.flags(),
                group.call(),
                group.start(),
                group.duration(),
                expires,
                group.expiryExtension(),
                group.active(),
                group.pinned(),
                group.image(),
                group.fields(),
                group.owner(),
                group.members());
    }

    // --- members

    @Override
    public @Nullable Member member(int gid, int uid) {
        return tables.members.get(new Pair(gid, uid));
    }

    private List<Member> members(int gid) {
        return List.copyOf(
                tables.members.subMap(new Pair(gid, 0), new Pair(gid + 1, 0)).values());
    }

    @Override
    public void members(int gid, Consumer<Member> each) {
        members(gid).forEach(each);
    }

    @Override
    public int memberCount(int gid) {
        return members(gid).size();
    }

    @Override
    public List<Member> memberships(int uid) {
        return tables.members.values().stream()
                .filter(member -> member.uid() == uid)
                .toList();
    }

    @Override
    public List<Member> endedMembers(long now, int limit) {
        return tables.members.values().stream()
                .filter(member -> !live(member.expires(), now))
                .sorted(Comparator.comparingLong(Member::expires))
                .limit(limit)
                .toList();
    }

    @Override
    public void put(Member member) {
        if (tables.users.containsKey(member.uid())) {
            tables.members.put(new Pair(member.gid(), member.uid()), member);
        }
    }

    @Override
    public void chosen(int gid, int uid) {
        if (tables.members.containsKey(new Pair(gid, uid))) {
            tables.chosen.add(new Pair(gid, uid));
        }
    }

    @Override
    public List<Integer> chosen(int gid) {
        return tables.chosen.subSet(new Pair(gid, 0), new Pair(gid + 1, 0)).stream()
                .map(Pair::second)
                .toList();
    }

    @Override
    public void madeByUser(int gid) {
        if (tables.groups.containsKey(gid)) {
            tables.byUser.add(gid);
        }
    }

    @Override
    public boolean isMadeByUser(int gid) {
        return tables.byUser.contains(gid);
    }

    @Override
    public boolean removeMember(int gid, int uid) {
        tables.chosen.remove(new Pair(gid, uid));
        return tables.members.remove(new Pair(gid, uid)) != null;
    }

    // --- types, pins

    @Override
    public Map<Integer, Integer> types(int gid) {
        Map<Integer, Integer> types = new HashMap<>();
        tables.types
                .subMap(new Pair(gid, Integer.MIN_VALUE), new Pair(gid + 1, Integer.MIN_VALUE))
                .forEach((pair, flags) -> types.put(pair.second(), flags));
        return Map.copyOf(types);
    }

    @Override
    public void putType(int gid, int type, int flags) {
        tables.types.put(new Pair(gid, type), flags);
    }

    @Override
    public void removeType(int gid, int type) {
        tables.types.remove(new Pair(gid, type));
    }

    @Override
    public List<Pin> pins(int gid) {
        List<Pin> pins = new ArrayList<>();
        tables.pins.forEach((place, pin) -> {
            if (place.gid() == gid) {
                pins.add(pin);
            }
        });
        pins.sort(Comparator.comparingLong(Pin::pin));
        return pins;
    }

    @Override
    public void put(int gid, Pin pin) {
        tables.pins.put(new Place(gid, pin.pin()), pin);
    }

    @Override
    public void removePin(int gid, long pin) {
        tables.pins.remove(new Place(gid, pin));
    }
}
