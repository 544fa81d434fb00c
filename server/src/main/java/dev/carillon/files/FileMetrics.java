package dev.carillon.files;

import dev.carillon.metrics.Counter;
import dev.carillon.metrics.Metrics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/// What is counted of files.
final class FileMetrics {
    private static final List<String> REASONS = List.of(
            "AUTHFAIL",
            "BADREQ",
            "BUSY",
            "CONFLICT",
            "DAMAGED",
            "LOCKED",
            "NOSPACE",
            "NOTALLOWED",
            "NOTFOUND",
            "QUOTA",
            "SIGNATURE",
            "TOOLARGE",
            "TOOMANY");

    private final AtomicLong files = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final Counter received;
    private final Counter sent;
    private final Counter whole;
    private final Counter deleted;
    private final Counter other;
    private final Map<String, Counter> refused = new LinkedHashMap<>();

    FileMetrics(Metrics metrics, FileStore.Sum sum) {
        files.set(sum.files());
        bytes.set(sum.bytes());
        metrics.gauge("carillon_files_stored", "Files that are kept", files::get);
        metrics.gauge("carillon_files_stored_bytes", "Their bytes, without thumbnails", bytes::get);
        received = metrics.counter("carillon_files_received_bytes_total", "Bytes of uploads that were written");
        sent = metrics.counter("carillon_files_sent_bytes_total", "Bytes of files in answers that were begun");
        whole = metrics.counter("carillon_files_uploaded_total", "Uploads that became a file");
        deleted = metrics.counter("carillon_files_deleted_total", "Files that went because nothing points at them");
        String help = "Requests for files that were refused";
        for (String reason : REASONS) {
            refused.put(reason, metrics.counter("carillon_files_refused_total", help, "reason", reason));
        }
        other = metrics.counter("carillon_files_refused_total", help, "reason", "other");
    }

    void received(long count) {
        received.add(count);
    }

    void sent(long count) {
        sent.add(count);
    }

    void added(StoredFile file) {
        whole.increment();
        files.incrementAndGet();
        bytes.addAndGet(file.size());
    }

    void removed(StoredFile file) {
        deleted.increment();
        files.decrementAndGet();
        bytes.addAndGet(-file.size());
    }

    void refused(Refusal refusal) {
        refused.getOrDefault(refusal.error(), other).increment();
    }

    /// After many went at once.
    void are(FileStore.Sum sum) {
        files.set(sum.files());
        bytes.set(sum.bytes());
    }
}
