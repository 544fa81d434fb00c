package dev.carillon.storage.sql;

import dev.carillon.files.FileStore;
import dev.carillon.files.StoredFile;
import dev.carillon.files.StoredFile.Reference;
import dev.carillon.files.StoredFile.Upload;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The statements of files on one connection.
record FileRows(Sql sql) {
    private static final String FILE = "SELECT id, aid, owner, name, type, kind, inlined, size, width, height,"
            + " thumbnail, created, unused, due, taken FROM files";
    private static final String UPLOAD =
            "SELECT id, file, aid, owner, name, declared, length, received, metadata, expires, done FROM uploads";

    private static StoredFile file(ResultSet row) throws SQLException {
        return new StoredFile(
                row.getString(1),
                row.getInt(2),
                row.getInt(3),
                row.getString(4),
                row.getString(5),
                row.getInt(6),
                row.getBoolean(7),
                row.getLong(8),
                row.getInt(9),
                row.getInt(10),
                row.getInt(11),
                row.getLong(12),
                row.getLong(13),
                row.getLong(14),
                row.getInt(15));
    }

    private static Upload upload(ResultSet row) throws SQLException {
        return new Upload(
                row.getString(1),
                row.getString(2),
                row.getInt(3),
                row.getInt(4),
                row.getString(5),
                row.getString(6),
                row.getLong(7),
                row.getLong(8),
                row.getString(9),
                row.getLong(10),
                row.getBoolean(11));
    }

    private long sum(String statement, Object... arguments) {
        Long sum = sql.one(statement, row -> row.getLong(1), arguments);
        return sum == null ? 0 : sum;
    }

    // --- uploads

    FileStore.Room open(Upload upload, int most, long quota) {
        int owner = upload.owner();
        if (sql.number("SELECT count(*) FROM uploads WHERE owner = ? AND done = 0", owner) >= most) {
            return FileStore.Room.TOO_MANY;
        }
        if (quota > 0 && used(owner) + Math.max(upload.length(), FileStore.LEAST_BYTES) > quota) {
            return FileStore.Room.QUOTA;
        }
        sql.update(
                "INSERT INTO uploads (id, file, aid, owner, name, declared, length, received, metadata, expires, done)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                upload.id(),
                upload.file(),
                upload.aid(),
                owner,
                upload.name(),
                upload.declared(),
                upload.length(),
                upload.received(),
                upload.metadata(),
                upload.expires(),
                upload.done());
        return FileStore.Room.YES;
    }

    /// Bytes of the user's quota that are taken, by files and by what unfinished uploads announce.
    private long used(int owner) {
        String least = Long.toString(FileStore.LEAST_BYTES);
        return sum(
                        "SELECT coalesce(sum(CASE WHEN size < " + least + " THEN " + least
                                + " ELSE size END), 0) FROM files WHERE owner = ?",
                        owner)
                + sum(
                        "SELECT coalesce(sum(CASE WHEN length < " + least + " THEN " + least
                                + " ELSE length END), 0) FROM uploads WHERE owner = ? AND done = 0",
                        owner);
    }

    @Nullable
    Upload upload(String id) {
        return sql.one(UPLOAD + " WHERE id = ?", FileRows::upload, id);
    }

    void progress(String id, long received, long length) {
        sql.update("UPDATE uploads SET received = ?, length = ? WHERE id = ? AND done = 0", received, length, id);
    }

    void dropUpload(String id) {
        sql.update(
                "INSERT INTO file_garbage (id) SELECT file FROM uploads WHERE id = ? AND done = 0 AND received >= length"
                        + " ON CONFLICT (id) DO NOTHING",
                id);
        sql.update("DELETE FROM uploads WHERE id = ?", id);
    }

    List<Upload> ended(long now, int limit) {
        return sql.list(UPLOAD + " WHERE expires <= ? ORDER BY expires LIMIT ?", FileRows::upload, now, limit);
    }

    long outstanding() {
        return sum("SELECT coalesce(sum(length - received), 0) FROM uploads WHERE done = 0");
    }

    // --- files

    void add(StoredFile file, String upload) {
        sql.update(
                "INSERT INTO files (id, aid, owner, name, type, kind, inlined, size, width, height, thumbnail, created,"
                        + " unused, due, taken) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                file.id(),
                file.aid(),
                file.owner(),
                file.name(),
                file.type(),
                file.kind(),
                file.inline(),
                file.size(),
                file.width(),
                file.height(),
                file.thumbnail(),
                file.created(),
                file.unused(),
                file.due(),
                file.taken());
        sql.update("UPDATE uploads SET done = 1 WHERE id = ?", upload);
    }

    @Nullable
    StoredFile file(String id) {
        return sql.one(FILE + " WHERE id = ?", FileRows::file, id);
    }

    FileStore.Sum sum() {
        return Objects.requireNonNull(sql.one(
                "SELECT count(*), coalesce(sum(size), 0) FROM files",
                row -> new FileStore.Sum(row.getLong(1), row.getLong(2))));
    }

    List<StoredFile> due(long now, int limit) {
        return sql.list(FILE + " WHERE due <= ? ORDER BY due LIMIT ?", FileRows::file, now, limit);
    }

    void checkSoon(List<String> ids, long at, int times) {
        for (String id : ids) {
            sql.update(
                    "UPDATE files SET due = ?, taken = CASE WHEN taken > ? THEN taken ELSE ? END WHERE id = ?",
                    at,
                    times,
                    times,
                    id);
        }
    }

    int dropOfApp(int aid, int limit) {
        List<String> ids = sql.list("SELECT id FROM files WHERE aid = ? LIMIT ?", row -> row.getString(1), aid, limit);
        ids.forEach(this::drop);
        return ids.size();
    }

    private void drop(String id) {
        sql.update("DELETE FROM file_references WHERE file = ?", id);
        sql.update("DELETE FROM files WHERE id = ?", id);
        sql.update("INSERT INTO file_garbage (id) VALUES (?) ON CONFLICT (id) DO NOTHING", id);
    }

    List<String> garbage(int limit) {
        return sql.list("SELECT id FROM file_garbage ORDER BY id LIMIT ?", row -> row.getString(1), limit);
    }

    void cleared(String id) {
        sql.update("DELETE FROM file_garbage WHERE id = ?", id);
    }

    // --- references

    /// What is of another app does not count at all. What somebody else points at who is not the file's owner keeps the
    /// file, and does not make it a used one: so it cannot be made to go before its time by taking that back.
    void refer(Reference reference) {
        String app = "UPDATE files SET unused = CASE WHEN unused = 0 OR " + owns(reference.kind())
                + " THEN 0 ELSE unused END WHERE id = ? AND aid = ";
        int found = switch (reference.kind()) {
            case MESSAGE, GROUP_MESSAGE ->
                sql.update(
                        app + "(SELECT aid FROM users WHERE uid = ?)",
                        reference.sender(),
                        reference.file(),
                        reference.sender());
            case USER_PICTURE ->
                sql.update(
                        app + "(SELECT aid FROM users WHERE uid = ?)", reference.a(), reference.file(), reference.a());
            case GROUP_PICTURE ->
                sql.update(
                        app + "(SELECT aid FROM groups WHERE gid = ?)",
                        reference.a(),
                        reference.a(),
                        reference.file(),
                        reference.a());
        };
        if (found > 0) {
            sql.update(
                    "INSERT INTO file_references (file, kind, a, b, sender, mid, stamp) VALUES (?, ?, ?, ?, ?, ?, 1)"
                            + " ON CONFLICT (file, kind, a, b, sender, mid)"
                            + " DO UPDATE SET stamp = file_references.stamp + 1",
                    reference.file(),
                    reference.kind().number(),
                    reference.a(),
                    reference.b(),
                    reference.sender(),
                    reference.mid());
        }
    }

    /// Whether it is the file's owner who points at it: for a picture of a group, one of its members, or the back-end
    /// whose group it is.
    private static String owns(Reference.Kind kind) {
        return switch (kind) {
            case MESSAGE, GROUP_MESSAGE, USER_PICTURE -> "owner = ?";
            case GROUP_PICTURE ->
                "EXISTS (SELECT 1 FROM groups WHERE gid = ? AND (groups.owner IS NULL OR groups.owner = files.owner))"
                        + " OR EXISTS (SELECT 1 FROM members WHERE gid = ? AND uid = files.owner)";
        };
    }

    List<Reference> references(String file) {
        return sql.list(
                "SELECT file, kind, a, b, sender, mid, stamp FROM file_references WHERE file = ?",
                FileRows::reference,
                file);
    }

    private static Reference reference(ResultSet row) throws SQLException {
        int number = row.getInt(2);
        Reference.Kind kind = Reference.Kind.of(number);
        if (kind == null) {
            throw new IllegalStateException("a reference of kind " + number + " was written by a newer Carillon");
        }
        return new Reference(
                row.getString(1), kind, row.getInt(3), row.getInt(4), row.getInt(5), row.getLong(6), row.getLong(7));
    }

    List<String> filesAbout(int uid) {
        return sql.list(
                "SELECT file FROM file_references WHERE sender = ? UNION"
                        + " SELECT file FROM file_references WHERE kind IN (1, 3) AND a = ? UNION"
                        + " SELECT file FROM file_references WHERE kind = 1 AND b = ?",
                row -> row.getString(1),
                uid,
                uid,
                uid);
    }

    List<String> filesAboutGroup(int gid) {
        return sql.list(
                "SELECT DISTINCT file FROM file_references WHERE kind IN (2, 4) AND a = ?",
                row -> row.getString(1),
                gid);
    }

    List<String> picturesOfGroup(int gid) {
        return sql.list(
                "SELECT DISTINCT file FROM file_references WHERE kind = 4 AND a = ?", row -> row.getString(1), gid);
    }

    boolean settle(StoredFile checked, List<Reference> gone, FileStore.Fate fate) {
        String id = checked.id();
        gone.forEach(this::remove);
        removeUntruePictures(id);
        StoredFile file = file(id);
        if (file == null) {
            return true;
        }
        if (sql.number("SELECT count(*) FROM file_references WHERE file = ?", id) > 0) {
            int left = Math.max(0, file.taken() - 1);
            sql.update(
                    "UPDATE files SET taken = ?, due = ? WHERE id = ?",
                    left,
                    left > 0 ? fate.soon() : fate.again(),
                    id);
            return true;
        }
        boolean waited = file.unused() > 0 && file.unused() + fate.grace() <= fate.now();
        if ((file.taken() > 0 && file.unused() == 0) || waited) {
            drop(id);
            return false;
        }
        long since = file.unused() == 0 ? fate.now() : file.unused();
        sql.update("UPDATE files SET unused = ?, due = ? WHERE id = ?", since, since + fate.grace(), id);
        return true;
    }

    /// Not when it was written again since it was read.
    private void remove(Reference reference) {
        sql.update(
                "DELETE FROM file_references"
                        + " WHERE file = ? AND kind = ? AND a = ? AND b = ? AND sender = ? AND mid = ? AND stamp = ?",
                reference.file(),
                reference.kind().number(),
                reference.a(),
                reference.b(),
                reference.sender(),
                reference.mid(),
                reference.stamp());
    }

    /// Profiles are in this database too, so this needs no look from outside.
    private void removeUntruePictures(String file) {
        String url = "%/files/" + file + "%";
        sql.update(
                "DELETE FROM file_references WHERE file = ? AND kind = 3"
                        + " AND NOT EXISTS (SELECT 1 FROM users WHERE uid = file_references.a AND image LIKE ?)",
                file,
                url);
        sql.update(
                "DELETE FROM file_references WHERE file = ? AND kind = 4"
                        + " AND NOT EXISTS (SELECT 1 FROM groups WHERE gid = file_references.a AND image LIKE ?)",
                file,
                url);
    }

    /// Notes the picture of a profile, in the transaction that writes the profile.
    void picture(Reference.Kind kind, int id, @Nullable String image) {
        if (image != null) {
            Reference.ofPicture(kind, id, image).forEach(this::refer);
        }
    }
}
