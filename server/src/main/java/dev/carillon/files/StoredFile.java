package dev.carillon.files;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A file that is whole, and what is known of it. Its bytes never change.
///
/// @param id see [FileId]
/// @param aid app
/// @param owner uid of who sent it; that user may be gone
/// @param name for people, cleaned
/// @param type what it is served as, decided by its content
/// @param kind `MESIBO_FILETYPE_*`: 1 image, 2 video, 3 audio, 10 other
/// @param inline whether a browser may show it
/// @param width pixels as shown, 0 unknown
/// @param thumbnail bytes of its thumbnail, 0 none
/// @param created ms
/// @param unused ms since when nothing points at it, 0 while something does
/// @param due ms when its references are checked next
/// @param taken how often it is checked soon, because a message that pointed at it is known to go
public record StoredFile(
        String id,
        int aid,
        int owner,
        String name,
        String type,
        int kind,
        boolean inline,
        long size,
        int width,
        int height,
        int thumbnail,
        long created,
        long unused,
        long due,
        int taken) {

    /// Below the server's address.
    String path() {
        return "/files/" + id + "/" + FileName.encoded(name);
    }

    /// An upload that is not whole yet, or just was.
    ///
    /// @param id of the upload, see [FileId]
    /// @param file id of the file that it becomes
    /// @param declared what the client says its type is, empty when it does not
    /// @param length announced bytes
    /// @param received bytes on the disk
    /// @param metadata as the client sent it
    /// @param expires ms
    /// @param done the file is there
    public record Upload(
            String id,
            String file,
            int aid,
            int owner,
            String name,
            String declared,
            long length,
            long received,
            String metadata,
            long expires,
            boolean done) {

        Upload received(long bytes) {
            return new Upload(id, file, aid, owner, name, declared, length, bytes, metadata, expires, done);
        }

        Upload whole() {
            return new Upload(id, file, aid, owner, name, declared, received, received, metadata, expires, done);
        }
    }

    /// Something that points at a file.
    ///
    /// @param a smaller uid, or gid; for a picture the uid or gid
    /// @param b larger uid, or 0
    /// @param sender uid, 0 for a picture
    /// @param stamp of its last writing: tells whether it was written again
    public record Reference(String file, Kind kind, int a, int b, int sender, long mid, long stamp) {

        /// Of a picture's URL; mostly none, told by one search in it.
        public static List<Reference> ofPicture(Kind kind, int id, String image) {
            return FileId.mayBeIn(image)
                    ? FileId.in(image).stream()
                            .map(file -> new Reference(file, kind, id, 0, 0, 0, 0))
                            .toList()
                    : List.of();
        }

        /// The number is what is stored: never change or reuse one.
        public enum Kind {
            MESSAGE(1),
            GROUP_MESSAGE(2),
            USER_PICTURE(3),
            GROUP_PICTURE(4);

            private final int number;

            Kind(int number) {
                this.number = number;
            }

            public int number() {
                return number;
            }

            public static @Nullable Kind of(int number) {
                for (Kind kind : values()) {
                    if (kind.number == number) {
                        return kind;
                    }
                }
                return null;
            }
        }
    }
}
