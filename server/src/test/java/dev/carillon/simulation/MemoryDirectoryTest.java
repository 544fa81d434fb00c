package dev.carillon.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.accounts.AccountStore;
import dev.carillon.accounts.App;
import dev.carillon.accounts.AppSettings;
import dev.carillon.accounts.Contact;
import dev.carillon.accounts.Device;
import dev.carillon.accounts.Invite;
import dev.carillon.accounts.LastSeen;
import dev.carillon.accounts.OneTimeCode;
import dev.carillon.accounts.Permissions;
import dev.carillon.accounts.Profile;
import dev.carillon.accounts.User;
import dev.carillon.groups.Group;
import dev.carillon.groups.GroupStore;
import dev.carillon.groups.Member;
import dev.carillon.groups.Pin;
import dev.carillon.storage.sql.SqlDirectory;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The directory of the simulation does what the real one does: both are given the same random transactions, and
/// asked the same questions.
class MemoryDirectoryTest {
    private static final int TRANSACTIONS = 40;
    private static final int CHANGES = 15;
    private static final long NOW = 1_000;

    @TempDir
    Path folder;

    @Test
    void answers_as_the_real_one_after_the_same_transactions() {
        var memory = new MemoryDirectory();
        try (var sql = SqlDirectory.open(folder, Clock.systemUTC())) {
            List<Integer> groups = new ArrayList<>();
            for (int i = 0; i < TRANSACTIONS; i++) {
                int seed = i;
                sql.accounts().write(rows -> changeAccounts(rows, new Random(seed)));
                memory.accounts().write(rows -> changeAccounts(rows, new Random(seed)));
                List<Integer> added = sql.groups().write(rows -> changeGroups(rows, groups, new Random(seed)));
                List<Integer> same = memory.groups().write(rows -> changeGroups(rows, groups, new Random(seed)));
                assertThat(same).as("gids given out").isEqualTo(added);
                groups.addAll(added);

                Map<String, Object> accounts = memory.accounts().read(MemoryDirectoryTest::accounts);
                assertThat(accounts)
                        .as("accounts after transaction " + i)
                        .isEqualTo(sql.accounts().read(MemoryDirectoryTest::accounts));
                Map<String, Object> inGroups = memory.groups().read(rows -> groups(rows, groups));
                assertThat(inGroups)
                        .as("groups after transaction " + i)
                        .isEqualTo(sql.groups().read(rows -> groups(rows, groups)));
            }
            assertThat(groups).hasSizeGreaterThan(10);
        }
    }

    // --- changes

    private static boolean changeAccounts(AccountStore.Writer rows, Random random) {
        if (rows.apps().isEmpty()) {
            for (String name : List.of("one", "two")) {
                rows.insert(new App(rows.nextApp(), name, "token of " + name, AppSettings.DEFAULT));
            }
        }
        for (int i = 0; i < CHANGES; i++) {
            changeAccount(rows, random, 1 + random.nextInt(2), 1 + random.nextInt(20), 1 + random.nextInt(20));
        }
        return true;
    }

    private static void changeAccount(AccountStore.Writer rows, Random random, int aid, int uid, int other) {
        User user = rows.user(uid);
        switch (random.nextInt(13)) {
            case 0, 1, 2 -> {
                int next = rows.nextUser();
                rows.insert(user(next, aid, "u" + next));
            }
            case 3 -> rows.update(user(uid, user == null ? 1 : user.aid(), "renamed" + uid + "*" + random.nextInt()));
            case 4 -> {
                if (random.nextInt(4) == 0) {
                    rows.deleteUser(uid);
                }
            }
            case 5 -> {
                if (user != null) {
                    rows.insert(device(rows.nextDevice(), uid, random));
                }
            }
            case 6 -> {
                int id = 1 + random.nextInt(20);
                if (rows.deviceOwner(id) != 0) {
                    rows.update(device(id, rows.deviceOwner(id), random));
                }
            }
            case 7 -> rows.deleteDevice(1 + random.nextInt(20));
            case 8, 9 ->
                rows.put(uid, new Contact(other, random.nextBoolean(), false, true, random.nextInt(3), List.of(2)));
            case 10 -> {
                rows.deleteContact(uid, other);
                rows.seen(Map.of(uid, new LastSeen(random.nextInt(100), 7)));
            }
            case 11 -> {
                rows.put(new Invite("hash" + uid, aid, null, "Name", random.nextInt(3), random.nextInt(2_000)));
                rows.deleteInvite("hash" + other);
                rows.deleteInvitesBefore(random.nextInt(500));
            }
            default -> {
                rows.put(aid, "u" + uid, new OneTimeCode("123456", 3, random.nextInt(2_000)));
                rows.deleteCode(aid, "u" + other);
                rows.deleteCodesBefore(random.nextInt(500));
            }
        }
    }

    private static User user(int uid, int aid, String address) {
        return new User(uid, aid, address, "Name", true, false, 1, 2, Permissions.ALL, -1, 0, 0, Profile.EMPTY);
    }

    private static Device device(int id, int uid, Random random) {
        return new Device(id, uid, null, true, 0, null, null, null, "d" + id, null, random.nextInt(2_000), 0, 1, 5);
    }

    private static List<Integer> changeGroups(GroupStore.Writer rows, List<Integer> known, Random random) {
        List<Integer> added = new ArrayList<>();
        for (int i = 0; i < CHANGES; i++) {
            if (known.isEmpty() || random.nextInt(12) == 0) {
                int gid = rows.nextGroup();
                added.add(gid);
                rows.insert(group(gid, random));
            } else {
                changeGroup(rows, random, known.get(random.nextInt(known.size())), 1 + random.nextInt(20));
            }
        }
        return added;
    }

    private static Group group(int gid, Random random) {
        long expires = random.nextBoolean() ? 0 : random.nextInt(2_000);
        return new Group(
                gid,
                1 + random.nextInt(2),
                "group" + random.nextInt(3),
                random.nextInt(9),
                Group.CallSettings.DEFAULT,
                0,
                0,
                expires,
                3,
                true,
                false,
                "image",
                Map.of("a", "b"),
                0,
                0);
    }

    private static void changeGroup(GroupStore.Writer rows, Random random, int gid, int uid) {
        boolean exists = rows.group(gid) != null;
        switch (random.nextInt(9)) {
            case 0 -> rows.update(group(gid, random));
            case 1 -> {
                if (random.nextInt(4) == 0) {
                    rows.delete(gid);
                }
            }
            case 2 -> rows.extend(gid, random.nextInt(3_000));
            case 3, 4, 5 -> {
                if (exists) {
                    rows.put(new Member(gid, uid, 31, 0, random.nextInt(3) * 700, random.nextInt(50)));
                }
            }
            case 6 -> rows.removeMember(gid, uid);
            case 7 -> {
                if (exists) {
                    rows.putType(gid, random.nextInt(4), 3);
                    rows.removeType(gid, random.nextInt(4));
                }
            }
            default -> {
                if (exists) {
                    rows.put(gid, new Pin(100_000 + random.nextInt(4), 1, 0, 0, random.nextBoolean() ? null : 4));
                    rows.removePin(gid, 100_000 + random.nextInt(4));
                }
            }
        }
    }

    // --- questions

    private static Map<String, Object> accounts(AccountStore.Reader rows) {
        Map<String, Object> answers = new TreeMap<>();
        answers.put("apps", rows.apps());
        for (int aid = 1; aid <= 2; aid++) {
            answers.put("count " + aid, rows.userCount(aid));
            answers.put("invites " + aid, rows.inviteCount(aid));
            for (String pattern : List.of("*", "u*", "*1*", "renamed*", "u3", "u_")) {
                answers.put("users " + aid + pattern, rows.users(aid, pattern, 1, 4));
            }
        }
        for (int id = 0; id < 60; id++) {
            answers.put("user " + id, String.valueOf(rows.user(id)));
            answers.put("address " + id, String.valueOf(rows.user(1, "u" + id)));
            answers.put("owner " + id, rows.deviceOwner(id));
            answers.put("devices " + id, rows.devices(id));
            answers.put("contacts " + id, rows.contacts(id));
            answers.put("blockers " + id, rows.blockers(id));
            answers.put("known by " + id, rows.knownBy(id).stream().sorted().toList());
            answers.put("seen " + id, rows.lastSeen(id));
            answers.put("invite " + id, String.valueOf(rows.invite("hash" + id)));
            answers.put("code " + id, String.valueOf(rows.code(2, "u" + id)));
        }
        return answers;
    }

    private static Map<String, Object> groups(GroupStore.Reader rows, List<Integer> gids) {
        Map<String, Object> answers = new TreeMap<>();
        for (int aid = 1; aid <= 2; aid++) {
            answers.put("count " + aid, rows.groupCount(aid, NOW));
            answers.put("groups " + aid, rows.groups(aid, "*1", 0, 5, NOW));
        }
        for (int gid : gids) {
            List<Member> members = new ArrayList<>();
            rows.members(gid, members::add);
            answers.put("members " + gid, members);
            answers.put("group " + gid, String.valueOf(rows.group(gid)));
            answers.put("size " + gid, rows.memberCount(gid));
            answers.put("types " + gid, rows.types(gid));
            answers.put("pins " + gid, rows.pins(gid));
            answers.put("member " + gid, String.valueOf(rows.member(gid, 3)));
        }
        for (int uid = 1; uid < 30; uid++) {
            answers.put("memberships " + uid, rows.memberships(uid));
            answers.put("owned " + uid, rows.owned(uid, NOW));
        }
        answers.put("ended groups", rows.endedGroups(NOW, 100).stream().sorted().toList());
        answers.put("ended members", rows.endedMembers(NOW, 1_000).size());
        return answers;
    }
}
