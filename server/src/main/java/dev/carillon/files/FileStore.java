package dev.carillon.files;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Durable rows of files, uploads and references. Each call is one transaction, on the disk when it returns. Safe for
/// all threads; a failure of the disk is an [java.io.UncheckedIOException].
public interface FileStore {
    /// What every file and upload takes of its owner's quota at least: a block of the disk, and its row.
    long LEAST_BYTES = 4_096;

    // --- uploads

    /// Adds an upload if there is room.
    ///
    /// @param most unfinished uploads of that user
    /// @param quota bytes of that user's files and announced uploads, 0 no bound
    Room open(StoredFile.Upload upload, int most, long quota);

    /// What became of [#open].
    enum Room {
        YES,
        TOO_MANY,
        QUOTA
    }

    StoredFile.@Nullable Upload upload(String id);

    /// How many of its bytes are on the disk, and how many there will be.
    void progress(String id, long received, long length);

    /// If it was whole and did not become a file, its bytes are garbage.
    void dropUpload(String id);

    /// Uploads that ended at `now` or earlier.
    List<StoredFile.Upload> ended(long now, int limit);

    /// Bytes that unfinished uploads have announced and not sent.
    long outstanding();

    // --- files

    /// Adds a file, and marks its upload as done.
    void add(StoredFile file, String upload);

    @Nullable
    StoredFile file(String id);

    /// How many there are, and their bytes.
    Sum sum();

    /// What all files come to.
    record Sum(long files, long bytes) {}

    /// Files whose check is due, the longest overdue first.
    List<StoredFile> due(long now, int limit);

    /// Has files checked at that time, as those whose messages are known to go.
    ///
    /// @param times how often they are checked soon
    void checkSoon(List<String> ids, long at, int times);

    // --- references

    /// Writes references, new or again; those to files that are not there are left out.
    void refer(List<StoredFile.Reference> references);

    List<StoredFile.Reference> references(String file);

    /// Files that messages of this user, or of its conversations, point at, and its picture.
    List<String> filesAbout(int uid);

    List<String> filesAboutGroup(int gid);

    /// The group's picture, and those that it had until a moment ago.
    List<String> picturesOfGroup(int gid);

    /// Removes references that were not written again since they were read, and settles what becomes of the file.
    /// False when the file is gone now: its bytes are garbage.
    ///
    /// @param checked as it was read
    boolean settle(StoredFile checked, List<StoredFile.Reference> gone, Fate fate);

    /// @param now ms
    /// @param again ms when a file with references is checked next
    /// @param soon ms when one is that is still to be checked soon
    /// @param grace ms that a file without references stays, unless its messages are known to have gone
    record Fate(long now, long again, long soon, long grace) {}

    /// Makes garbage of some files of an app that is gone. How many it were.
    int dropOfApp(int aid, int limit);

    // --- bytes that have to go

    List<String> garbage(int limit);

    void cleared(String id);
}
