/// Upload and download of files, thumbnails, storage on disk or an S3 service. Comes later; nothing here yet.
@NullMarked
package dev.carillon.files;

import org.jspecify.annotations.NullMarked;
