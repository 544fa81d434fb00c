/// Upload and download of files: resumable uploads (tus 1.0.0) and the form of older apps, types by content,
/// thumbnails, quotas, signed URLs, storage on disk or in an S3 service, and the end of a file with its last message.
/// [FileServer] is the facade; [FileStore] is what the storage implements.
@NullMarked
package dev.carillon.files;

import org.jspecify.annotations.NullMarked;
