package dev.carillon.storage.sql;

import dev.carillon.accounts.AccountStore;
import dev.carillon.accounts.App;
import dev.carillon.accounts.Contact;
import dev.carillon.accounts.Device;
import dev.carillon.accounts.Invite;
import dev.carillon.accounts.LastSeen;
import dev.carillon.accounts.OneTimeCode;
import dev.carillon.accounts.User;
import dev.carillon.accounts.UserPage;
import dev.carillon.files.StoredFile.Reference;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The statements of accounts on one connection.
record AccountRows(Sql sql) implements AccountStore.Writer {
    private static final String CONTACT = "SELECT other, contact, favorite, subscribed, blocked, levels FROM contacts";

    private int next(String counter) {
        return sql.number("UPDATE counters SET value = value + 1 WHERE name = ? RETURNING value", counter);
    }

    // --- apps

    @Override
    public int nextApp() {
        return next("app");
    }

    @Override
    public List<App> apps() {
        return sql.list(AppTable.SELECT + " ORDER BY aid", AppTable::row);
    }

    @Override
    public void insert(App app) {
        sql.update(AppTable.INSERT, AppTable.values(app));
    }

    @Override
    public void update(App app) {
        sql.update(AppTable.UPDATE, AppTable.values(app));
    }

    @Override
    public void deleteApp(int aid) {
        sql.update("DELETE FROM apps WHERE aid = ?", aid);
    }

    // --- users

    @Override
    public int nextUser() {
        return next("user");
    }

    @Override
    public @Nullable User user(int uid) {
        return sql.one(UserTable.SELECT + " WHERE uid = ?", UserTable::row, uid);
    }

    @Override
    public @Nullable User user(int aid, String address) {
        return sql.one(UserTable.SELECT + " WHERE aid = ? AND address = ?", UserTable::row, aid, address);
    }

    @Override
    public UserPage users(int aid, String pattern, int start, int count) {
        String where = " WHERE aid = ? AND " + Patterns.condition("address", pattern);
        String address = Patterns.argument(pattern);
        int total = sql.number("SELECT count(*) FROM users" + where, aid, address);
        List<User> users = sql.list(
                UserTable.SELECT + where + " ORDER BY uid LIMIT ? OFFSET ?",
                UserTable::row,
                aid,
                address,
                count,
                start);
        return new UserPage(total, users);
    }

    @Override
    public int userCount(int aid) {
        return sql.number("SELECT count(*) FROM users WHERE aid = ?", aid);
    }

    @Override
    public void insert(User user) {
        sql.update(UserTable.INSERT, UserTable.values(user));
        new FileRows(sql)
                .picture(Reference.Kind.USER_PICTURE, user.uid(), user.profile().image());
    }

    @Override
    public void update(User user) {
        sql.update(UserTable.UPDATE, UserTable.values(user));
        new FileRows(sql)
                .picture(Reference.Kind.USER_PICTURE, user.uid(), user.profile().image());
    }

    @Override
    public int[] deleteUser(int uid) {
        List<Integer> groups = sql.list("SELECT gid FROM members WHERE uid = ?", row -> row.getInt(1), uid);
        sql.update("DELETE FROM users WHERE uid = ?", uid);
        return groups.stream().mapToInt(Integer::intValue).toArray();
    }

    @Override
    public LastSeen lastSeen(int uid) {
        LastSeen seen = sql.one(
                "SELECT seen_at, seen_ip FROM users WHERE uid = ?",
                row -> new LastSeen(row.getLong(1), row.getLong(2)),
                uid);
        return seen == null ? LastSeen.NEVER : seen;
    }

    @Override
    public void seen(Map<Integer, LastSeen> seen) {
        seen.forEach((uid, last) ->
                sql.update("UPDATE users SET seen_at = ?, seen_ip = ? WHERE uid = ?", last.at(), last.ip(), uid));
    }

    // --- devices

    @Override
    public int nextDevice() {
        return next("device");
    }

    @Override
    public int deviceOwner(int device) {
        Integer uid = sql.one("SELECT uid FROM devices WHERE id = ?", row -> row.getInt(1), device);
        return uid == null ? 0 : uid;
    }

    @Override
    public List<Device> devices(int uid) {
        return sql.list(DeviceTable.SELECT + " WHERE uid = ? ORDER BY id", DeviceTable::row, uid);
    }

    @Override
    public void insert(Device device) {
        sql.update(DeviceTable.INSERT, DeviceTable.values(device));
    }

    @Override
    public void update(Device device) {
        sql.update(DeviceTable.UPDATE, DeviceTable.values(device));
    }

    @Override
    public List<Integer> unusedDevices(int uid) {
        return sql.list(
                "SELECT id FROM devices WHERE uid = ? AND used = 0 ORDER BY created, id", row -> row.getInt(1), uid);
    }

    @Override
    public void used(int device) {
        sql.update("UPDATE devices SET used = 1 WHERE id = ?", device);
    }

    @Override
    public void deleteDevice(int id) {
        sql.update("DELETE FROM devices WHERE id = ?", id);
    }

    // --- contacts

    @Override
    public Map<Integer, Contact> contacts(int uid) {
        Map<Integer, Contact> contacts = new HashMap<>();
        Sql.Row<Contact> contact = row -> new Contact(
                row.getInt(1),
                row.getBoolean(2),
                row.getBoolean(3),
                row.getBoolean(4),
                row.getInt(5),
                Json.list(row.getString(6)));
        sql.each(CONTACT + " WHERE uid = ?", contact, one -> contacts.put(one.uid(), one), uid);
        return Map.copyOf(contacts);
    }

    @Override
    public Map<Integer, Integer> blockers(int uid) {
        Map<Integer, Integer> blockers = new HashMap<>();
        sql.each(
                "SELECT uid, blocked FROM contacts WHERE other = ? AND blocked > 0",
                row -> Map.entry(row.getInt(1), row.getInt(2)),
                one -> blockers.put(one.getKey(), one.getValue()),
                uid);
        return Map.copyOf(blockers);
    }

    @Override
    public List<Integer> knownBy(int uid) {
        return sql.list("SELECT uid FROM contacts WHERE other = ?", row -> row.getInt(1), uid);
    }

    @Override
    public void put(int uid, Contact contact) {
        sql.update(
                """
                INSERT INTO contacts (uid, other, contact, favorite, subscribed, blocked, levels)
                SELECT me.uid, it.uid, ?, ?, ?, ?, ? FROM users me, users it WHERE me.uid = ? AND it.uid = ?
                ON CONFLICT (uid, other) DO UPDATE SET contact = excluded.contact, favorite = excluded.favorite,
                subscribed = excluded.subscribed, blocked = excluded.blocked, levels = excluded.levels""",
                contact.contact(),
                contact.favorite(),
                contact.subscribed(),
                contact.blocked(),
                Json.of(contact.levels()),
                uid,
                contact.uid());
    }

    @Override
    public void deleteContact(int uid, int other) {
        sql.update("DELETE FROM contacts WHERE uid = ? AND other = ?", uid, other);
    }

    // --- one-time codes

    @Override
    public @Nullable OneTimeCode code(int aid, String address) {
        return sql.one(
                "SELECT code, tries, expires FROM codes WHERE aid = ? AND address = ?",
                row -> new OneTimeCode(row.getString(1), row.getInt(2), row.getLong(3)),
                aid,
                address);
    }

    @Override
    public void put(int aid, String address, OneTimeCode code) {
        sql.update("""
                INSERT INTO codes (aid, address, code, tries, expires) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (aid, address) DO UPDATE SET code = excluded.code, tries = excluded.tries,
                expires = excluded.expires""", aid, address, code.code(), code.tries(), code.expires());
    }

    @Override
    public void deleteCode(int aid, String address) {
        sql.update("DELETE FROM codes WHERE aid = ? AND address = ?", aid, address);
    }

    @Override
    public void deleteCodesBefore(long expires) {
        sql.update("DELETE FROM codes WHERE expires < ?", expires);
    }

    // --- invitations

    @Override
    public @Nullable Invite invite(String hash) {
        return sql.one(
                "SELECT hash, aid, address, name, uses, expires FROM invites WHERE hash = ?",
                row -> new Invite(
                        row.getString(1),
                        row.getInt(2),
                        row.getString(3),
                        row.getString(4),
                        row.getInt(5),
                        row.getLong(6)),
                hash);
    }

    @Override
    public int inviteCount(int aid) {
        return sql.number("SELECT count(*) FROM invites WHERE aid = ?", aid);
    }

    @Override
    public void put(Invite invite) {
        sql.update("""
                INSERT INTO invites (hash, aid, address, name, uses, expires) VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (hash) DO UPDATE SET aid = excluded.aid, address = excluded.address, name = excluded.name,
                uses = excluded.uses, expires = excluded.expires""", invite.hash(), invite.aid(), invite.address(), invite.name(), invite.uses(), invite.expires());
    }

    @Override
    public void deleteInvite(String hash) {
        sql.update("DELETE FROM invites WHERE hash = ?", hash);
    }

    @Override
    public void deleteInvitesFor(int aid, String address) {
        sql.update("DELETE FROM invites WHERE aid = ? AND address = ?", aid, address);
    }

    @Override
    public void deleteInvitesBefore(long expires) {
        sql.update("DELETE FROM invites WHERE expires < ?", expires);
    }
}
