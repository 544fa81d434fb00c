package dev.carillon.app;

import dev.carillon.storage.messages.rocks.Traces;
import dev.carillon.storage.sql.SqlDirectory.Given;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Whether the parts of a data folder belong together: each knows the folder's id and how far it has come. A part that
/// is missing, or an older copy, would have ids given a second time, and new users read what others had written; a part
/// of another folder likewise.
///
/// @param directory what the directory says; its id is empty when it was never told
/// @param messages what the message store says
/// @param files what the folder of files says
/// @param marks null when there are none
record FolderCheck(
        Directory directory,
        Traces messages,
        Files files,
        @Nullable Marks marks) {

    /// @param complete its origin was given to the other parts too
    /// @param files how many it has rows of
    record Directory(String origin, boolean complete, long turn, Given given, long files) {
        boolean isBlank() {
            return Given.NONE.covers(given);
        }
    }

    /// @param elsewhere the bytes are not in the folder, but on S3
    /// @param key there is a key for signed addresses
    record Files(String origin, long turn, boolean elsewhere, boolean key) {}

    /// What is wrong, as a sentence without its end.
    ///
    /// @param foreign it cannot be accepted: what is there is somebody else's
    record Fault(String what, boolean foreign) {}

    /// The folder's id; null when it is to be given now.
    @Nullable
    String origin() {
        return ids().findFirst().orElse(null);
    }

    private Stream<String> ids() {
        return Stream.of(directory.origin(), messages.origin(), files.origin(), marks == null ? "" : marks.origin())
                .filter(id -> !id.isEmpty());
    }

    List<Fault> faults() {
        List<Fault> faults = new ArrayList<>();
        if (belongsElsewhere(messages.origin())) {
            faults.add(new Fault("messages/ belongs to another directory.db", true));
        }
        if (belongsElsewhere(files.origin())) {
            faults.add(new Fault("files/ belongs to another directory.db", true));
        }
        if (faults.isEmpty()) {
            Stream.of(directoryFault(), messagesFault(), filesFault(), keyFault())
                    .filter(Objects::nonNull)
                    .forEach(what -> faults.add(new Fault(what, false)));
        }
        return faults;
    }

    private boolean belongsElsewhere(String id) {
        return !id.isEmpty() && !directory.origin().isEmpty() && !id.equals(directory.origin());
    }

    /// Marks of this folder.
    private @Nullable Marks own() {
        return marks != null && marks.origin().equals(origin()) ? marks : null;
    }

    private @Nullable String directoryFault() {
        if (directory.isBlank() && directory.origin().isEmpty() && hasHistory()) {
            return "directory.db is missing or empty, but messages/ or files/ hold what belongs to its users";
        }
        Marks own = own();
        boolean older = (directory.origin().isEmpty() && origin() != null)
                || directory.given().users() < messages.user()
                || messages.group() > directory.given().groups()
                || (own != null && !directory.given().covers(own.given()))
                || (own != null && directory.turn() < own.turn());
        return older
                ? "directory.db is older than what lies beside it: ids that it would give to new users have been given"
                : null;
    }

    private boolean hasHistory() {
        Marks own = own();
        return !messages.isBlank()
                || messages.user() > 0
                || (own != null && !Given.NONE.covers(own.given()))
                || files.turn() > 0;
    }

    private @Nullable String messagesFault() {
        Marks own = own();
        if (directory.complete() && messages.origin().isEmpty()) {
            return messages.isBlank() ? "messages/ is missing or empty" : "messages/ is an older copy";
        }
        if (own != null && messages.order() < own.order()) {
            return "messages/ is an older copy, or its log is missing: at least " + (own.order() - messages.order())
                    + " messages and receipts are lost";
        }
        return null;
    }

    private @Nullable String filesFault() {
        Marks own = own();
        if (files.elsewhere() || directory.files() == 0) {
            return null;
        }
        if (directory.complete() && files.origin().isEmpty()) {
            return "files/ is missing or damaged, or an older copy: " + directory.files()
                    + " files are known to directory.db";
        }
        return own != null && !files.origin().isEmpty() && files.turn() < own.turn() ? "files/ is an older copy" : null;
    }

    private @Nullable String keyFault() {
        return directory.complete() && directory.files() > 0 && !files.key()
                ? "files.key is missing: addresses of files that were signed with it would end"
                : null;
    }
}
