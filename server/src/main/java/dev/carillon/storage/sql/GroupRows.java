package dev.carillon.storage.sql;

import dev.carillon.files.StoredFile.Reference;
import dev.carillon.groups.Group;
import dev.carillon.groups.GroupPage;
import dev.carillon.groups.GroupStore;
import dev.carillon.groups.Member;
import dev.carillon.groups.Pin;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The statements of groups on one connection.
record GroupRows(Sql sql) implements GroupStore.Writer {
    private static final String MEMBER = "SELECT gid, uid, flags, admin, expires, since FROM members";
    private static final String LIVE = " AND (expires = 0 OR expires > ?)";

    private static Member member(ResultSet row) throws SQLException {
        return new Member(row.getInt(1), row.getInt(2), row.getInt(3), row.getInt(4), row.getLong(5), row.getLong(6));
    }

    // --- groups

    @Override
    public int nextGroup() {
        return sql.number("UPDATE counters SET value = value + 1 WHERE name = 'group' RETURNING value");
    }

    @Override
    public @Nullable Group group(int gid) {
        return sql.one(GroupTable.SELECT + " WHERE gid = ?", GroupTable::row, gid);
    }

    @Override
    public GroupPage groups(int aid, String pattern, int start, int count, long now) {
        String where = " WHERE aid = ? AND " + Patterns.condition("name", pattern) + LIVE;
        String name = Patterns.argument(pattern);
        int total = sql.number("SELECT count(*) FROM groups" + where, aid, name, now);
        List<Group> groups = sql.list(
                GroupTable.SELECT + where + " ORDER BY gid LIMIT ? OFFSET ?",
                GroupTable::row,
                aid,
                name,
                now,
                count,
                start);
        return new GroupPage(total, groups);
    }

    @Override
    public int groupCount(int aid, long now) {
        return sql.number("SELECT count(*) FROM groups WHERE aid = ?" + LIVE, aid, now);
    }

    @Override
    public int owned(int uid, long now) {
        return sql.number("SELECT count(*) FROM groups WHERE owner = ?" + LIVE, uid, now);
    }

    @Override
    public int joined(int uid, long now) {
        return sql.number("SELECT count(*) FROM members WHERE uid = ?" + LIVE, uid, now);
    }

    @Override
    public List<Integer> endedGroups(long now, int limit) {
        return sql.list(
                "SELECT gid FROM groups WHERE expires > 0 AND expires <= ? ORDER BY expires LIMIT ?",
                row -> row.getInt(1),
                now,
                limit);
    }

    @Override
    public void insert(Group group) {
        sql.update(GroupTable.INSERT, GroupTable.values(group));
        new FileRows(sql).picture(Reference.Kind.GROUP_PICTURE, group.gid(), group.image());
    }

    @Override
    public void madeByUser(int gid) {
        sql.update("UPDATE groups SET by_user = 1 WHERE gid = ?", gid);
    }

    @Override
    public boolean isMadeByUser(int gid) {
        return sql.number("SELECT count(*) FROM groups WHERE gid = ? AND by_user = 1", gid) > 0;
    }

    @Override
    public void update(Group group) {
        sql.update(GroupTable.UPDATE, GroupTable.values(group));
        new FileRows(sql).picture(Reference.Kind.GROUP_PICTURE, group.gid(), group.image());
    }

    @Override
    public void delete(int gid) {
        sql.update("DELETE FROM groups WHERE gid = ?", gid);
    }

    @Override
    public void extend(int gid, long expires) {
        sql.update(
                "UPDATE groups SET expires = ? WHERE gid = ? AND expires > 0 AND expires < ?", expires, gid, expires);
    }

    // --- members

    @Override
    public @Nullable Member member(int gid, int uid) {
        return sql.one(MEMBER + " WHERE gid = ? AND uid = ?", GroupRows::member, gid, uid);
    }

    @Override
    public void members(int gid, Consumer<Member> each) {
        sql.each(MEMBER + " WHERE gid = ? ORDER BY uid", GroupRows::member, each, gid);
    }

    @Override
    public int memberCount(int gid) {
        return sql.number("SELECT count(*) FROM members WHERE gid = ?", gid);
    }

    @Override
    public List<Member> memberships(int uid) {
        return sql.list(MEMBER + " WHERE uid = ? ORDER BY gid", GroupRows::member, uid);
    }

    @Override
    public List<Member> endedMembers(long now, int limit) {
        return sql.list(
                MEMBER + " WHERE expires > 0 AND expires <= ? ORDER BY expires LIMIT ?", GroupRows::member, now, limit);
    }

    @Override
    public void put(Member member) {
        sql.update("""
                INSERT INTO members (gid, uid, flags, admin, expires, since)
                SELECT ?, uid, ?, ?, ?, ? FROM users WHERE uid = ?
                ON CONFLICT (gid, uid) DO UPDATE SET flags = excluded.flags, admin = excluded.admin,
                expires = excluded.expires, since = excluded.since""", member.gid(), member.flags(), member.admin(), member.expires(), member.since(), member.uid());
    }

    @Override
    public void chosen(int gid, int uid) {
        sql.update("UPDATE members SET chosen = 1 WHERE gid = ? AND uid = ?", gid, uid);
    }

    @Override
    public List<Integer> chosen(int gid) {
        return sql.list("SELECT uid FROM members WHERE gid = ? AND chosen = 1 ORDER BY uid", row -> row.getInt(1), gid);
    }

    @Override
    public boolean removeMember(int gid, int uid) {
        return sql.update("DELETE FROM members WHERE gid = ? AND uid = ?", gid, uid) > 0;
    }

    // --- types

    @Override
    public Map<Integer, Integer> types(int gid) {
        Map<Integer, Integer> types = new HashMap<>();
        sql.each(
                "SELECT type, flags FROM group_types WHERE gid = ?",
                row -> Map.entry(row.getInt(1), row.getInt(2)),
                one -> types.put(one.getKey(), one.getValue()),
                gid);
        return Map.copyOf(types);
    }

    @Override
    public void putType(int gid, int type, int flags) {
        sql.update("""
                INSERT INTO group_types (gid, type, flags) VALUES (?, ?, ?)
                ON CONFLICT (gid, type) DO UPDATE SET flags = excluded.flags""", gid, type, flags);
    }

    @Override
    public void removeType(int gid, int type) {
        sql.update("DELETE FROM group_types WHERE gid = ? AND type = ?", gid, type);
    }

    // --- pins

    @Override
    public List<Pin> pins(int gid) {
        return sql.list(
                "SELECT pin, flags, admin, expires, joins FROM pins WHERE gid = ? ORDER BY pin",
                row -> new Pin(
                        row.getLong(1),
                        row.getInt(2),
                        row.getInt(3),
                        row.getLong(4),
                        row.getObject(5) == null ? null : row.getInt(5)),
                gid);
    }

    @Override
    public void put(int gid, Pin pin) {
        sql.update("""
                INSERT INTO pins (gid, pin, flags, admin, expires, joins) VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (gid, pin) DO UPDATE SET flags = excluded.flags, admin = excluded.admin,
                expires = excluded.expires, joins = excluded.joins""", gid, pin.pin(), pin.flags(), pin.admin(), pin.expires(), pin.left());
    }

    @Override
    public void removePin(int gid, long pin) {
        sql.update("DELETE FROM pins WHERE gid = ? AND pin = ?", gid, pin);
    }
}
