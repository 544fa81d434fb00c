package dev.carillon.simulation;

import dev.carillon.accounts.App;
import dev.carillon.accounts.AppSettings;
import dev.carillon.accounts.Device;
import dev.carillon.accounts.Permissions;
import dev.carillon.accounts.Profile;
import dev.carillon.accounts.SignedFiles;
import dev.carillon.accounts.TokenKey;
import dev.carillon.accounts.User;
import dev.carillon.groups.Group;
import dev.carillon.groups.GroupFlags;
import dev.carillon.groups.Member;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/// Who is there when a run begins: a few people with phones, small groups of some of them, and in some runs one group
/// that is large, because many silent users belong to it.
final class World {
    private static final List<String> NAMES = List.of("ana", "bob", "cy", "dee", "eve");
    private static final int SILENT = 40;
    private static final int DEVICES = 3;

    final ServerProcess.Disks disks;
    final Map<String, Integer> uids = new LinkedHashMap<>();
    final Map<String, List<Device>> devices = new LinkedHashMap<>();
    final List<Integer> groups = new ArrayList<>();
    /// Of the large one, 0 none.
    final int large;
    /// Messages may be removed altogether. Then their mids are free again, and one that is sent again is a new one:
    /// known, and left out of runs in which connections break.
    final boolean forgets;
    /// The app drops messages once they are delivered.
    final boolean keepsNothing;

    private final RandomGenerator random;
    private final SimulatedClock clock;

    /// @param reliable no request is ever sent again
    World(RandomGenerator random, SimulatedClock clock, TokenKey key, boolean reliable) {
        this.random = random;
        this.clock = clock;
        disks = new ServerProcess.Disks(new MessageDisk(), new MemoryDirectory(), key);
        forgets = reliable;
        keepsNothing = forgets && random.nextBoolean();
        large = disks.directory().fill(this::fill);
    }

    private int fill(DirectoryRows rows) {
        int aid = rows.nextApp();
        rows.insert(new App(
                aid, "simulated", "", new AppSettings(AppSettings.YEAR, keepsNothing, 0, "", SignedFiles.DEFAULT)));
        for (String name : NAMES.subList(0, 2 + random.nextInt(NAMES.size() - 1))) {
            person(rows, aid, name);
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            groups.add(group(rows, aid));
        }
        if (random.nextInt(4) > 0) {
            return 0;
        }
        int gid = group(rows, aid);
        groups.add(gid);
        for (int i = 0; i < SILENT; i++) {
            int uid = rows.nextUser();
            rows.insert(user(uid, aid, "silent" + i));
            rows.put(new Member(gid, uid, GroupFlags.MEMBER_ALL, 0, 0, 0));
        }
        return gid;
    }

    private void person(DirectoryRows rows, int aid, String name) {
        int uid = rows.nextUser();
        rows.insert(user(uid, aid, name));
        uids.put(name, uid);
        List<Device> own = new ArrayList<>();
        for (int i = random.nextInt(DEVICES); i >= 0; i--) {
            int id = rows.nextDevice();
            own.add(new Device(id, uid, null, true, 0, null, null, null, "phone" + id, null, 0, 0, 1, clock.millis()));
            rows.insert(own.getLast());
        }
        devices.put(name, own);
    }

    private static User user(int uid, int aid, String address) {
        return new User(uid, aid, address, "", true, false, 0, 0, Permissions.ALL, -1, 0, 0, Profile.EMPTY);
    }

    private int group(DirectoryRows rows, int aid) {
        int gid = rows.nextGroup();
        rows.insert(new Group(
                gid, aid, "group" + gid, 0, Group.CallSettings.DEFAULT, 0, 0, 0, 0, true, false, null, Map.of(), 0, 0));
        for (int uid : uids.values()) {
            if (random.nextInt(4) > 0) {
                rows.put(new Member(gid, uid, GroupFlags.MEMBER_ALL, 0, 0, 0));
            }
        }
        return gid;
    }

    boolean isLarge(String conversation) {
        return conversation.equals("#" + large);
    }
}
