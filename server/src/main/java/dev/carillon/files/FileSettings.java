package dev.carillon.files;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/// What an operator may choose.
///
/// @param maxBytes of one file
/// @param quotaBytes of all files of a user, with what its unfinished uploads announce; 0: no bound
/// @param unfinished uploads that a user may have begun
/// @param uploads of a user that may send at the same time
/// @param uploadHours after which an unfinished upload is dropped
/// @param reserveBytes of the disk that files never take
/// @param unusedDays after which a file goes that nothing points at
/// @param signed whether downloads need a signature, where an app does not say
/// @param signedHours that a signature is good for
/// @param publicUrl under which clients reach the server, without a slash at its end; empty: as the request says
/// @param s3 where files are kept; null: on disk
public record FileSettings(
        long maxBytes,
        long quotaBytes,
        int unfinished,
        int uploads,
        int uploadHours,
        long reserveBytes,
        int unusedDays,
        boolean signed,
        int signedHours,
        String publicUrl,
        @Nullable S3 s3) {
    private static final long MIB = 1 << 20;

    public static final FileSettings DEFAULT =
            new FileSettings(100 * MIB, 1024 * MIB, 20, 4, 24, 512 * MIB, 7, false, 24, "", null);

    /// A bucket of an S3-compatible service, named in the path of its URLs.
    ///
    /// @param prefix of the objects' names
    public record S3(URI endpoint, String region, String bucket, String prefix, String accessKey, String secretKey) {

        /// Never prints the keys.
        @Override
        public String toString() {
            return "S3[" + endpoint + " " + bucket + "]";
        }
    }
}
