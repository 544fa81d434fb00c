package dev.carillon.app;

import dev.carillon.accounts.Background;
import dev.carillon.accounts.TokenKey;
import dev.carillon.accounts.UnusableData;
import dev.carillon.accounts.Upkeep;
import dev.carillon.storage.messages.rocks.RocksMessageStore;
import dev.carillon.storage.messages.rocks.Traces;
import dev.carillon.storage.sql.SqlDirectory;
import dev.carillon.storage.sql.SqlDirectory.Given;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The parts of one data folder: compared when a server starts, and kept knowing each other while it runs.
final class FolderParts implements AutoCloseable {
    private static final Logger LOG = System.getLogger(FolderParts.class.getName());
    private static final long EVERY_SECONDS = 5;
    private static final Path FILES_ORIGIN = Path.of("files", "origin");
    private static final Pattern WHOLE_ORIGIN = Pattern.compile("[0-9a-f-]{36}( [0-9]{1,18})?\\s*");

    /// Words that the directory keeps.
    private static final String ORIGIN = "origin";

    private static final String COMPLETE = "complete";
    private static final String TURN = "turn";
    private static final String KEY = "key";
    private static final String WAS_OPEN = "was-open";

    private final DataFolder folder;
    private final SqlDirectory directory;
    private final RocksMessageStore messages;
    private final Upkeep upkeep = new Upkeep("folder-marks", Background.real());
    private final String origin;
    private long turn;
    private long transactions = -1;
    private Marks last;

    private FolderParts(DataFolder folder, SqlDirectory directory, RocksMessageStore messages, FolderCheck check) {
        this.folder = folder;
        this.directory = directory;
        this.messages = messages;
        String known = check.origin();
        origin = known == null ? UUID.randomUUID().toString() : known;
        Marks marks = check.marks();
        turn = Math.max(check.directory().turn(), marks == null ? 0 : marks.turn());
        last = new Marks(origin, -1, Given.NONE, 0);
    }

    /// Compares the parts, gives them the folder's id where they have none, and keeps the marks from now on.
    ///
    /// @param elsewhere the bytes of files are not in the folder
    /// @param acceptLoss goes on when something is missing or older, says so in the log, and gives no id twice
    /// @throws UnusableData naming what does not belong together, and what to do
    static FolderParts join(
            DataFolder folder,
            SqlDirectory directory,
            RocksMessageStore messages,
            boolean elsewhere,
            boolean acceptLoss) {
        try {
            var check = new FolderCheck(
                    read(directory), messages.traces(), readFiles(folder, elsewhere), Marks.read(folder.path()));
            answerFor(folder, check.faults(), acceptLoss);
            var parts = new FolderParts(folder, directory, messages, check);
            parts.settle(check);
            parts.upkeep.every(EVERY_SECONDS, parts::mark);
            return parts;
        } catch (IOException e) {
            throw new UncheckedIOException("the data folder cannot be used", e);
        }
    }

    private static FolderCheck.Directory read(SqlDirectory directory) {
        return new FolderCheck.Directory(
                directory.noted(ORIGIN),
                !directory.noted(COMPLETE).isEmpty(),
                number(directory.noted(TURN)),
                directory.given(),
                directory.files().sum().files());
    }

    private static long number(String word) {
        return word.isEmpty() ? 0 : Long.parseLong(word);
    }

    private static FolderCheck.Files readFiles(DataFolder folder, boolean elsewhere) throws IOException {
        boolean key = Files.exists(folder.path().resolve("files.key"));
        try {
            String noted = Files.readString(folder.path().resolve(FILES_ORIGIN));
            // a damaged one says nothing, and belongs to nobody else
            String[] words =
                    (WHOLE_ORIGIN.matcher(noted).matches() ? noted : "").strip().split(" ");
            return new FolderCheck.Files(words[0], words.length > 1 ? Long.parseLong(words[1]) : 0, elsewhere, key);
        } catch (NoSuchFileException e) {
            return new FolderCheck.Files("", 0, elsewhere, key);
        }
    }

    private static void answerFor(DataFolder folder, List<FolderCheck.Fault> faults, boolean acceptLoss) {
        if (faults.isEmpty()) {
            return;
        }
        String what = "In the data folder " + folder.path() + " "
                + faults.stream().map(FolderCheck.Fault::what).collect(Collectors.joining("; "));
        if (faults.stream().anyMatch(FolderCheck.Fault::foreign)) {
            throw new UnusableData(what + ". Put all parts of one backup there, or move away what does not belong");
        }
        if (!acceptLoss) {
            throw new UnusableData(
                    what + ". Restore all of the folder from one backup, or start once with --accept-loss"
                            + " to go on without what is missing");
        }
        LOG.log(Level.WARNING, what + ". Going on without it, as told by --accept-loss.");
    }

    /// No id and no order is given twice, whatever was lost.
    private void settle(FolderCheck check) throws IOException {
        Given given = check.directory().given();
        Traces traces = check.messages();
        Marks marks = check.marks();
        Given marked = marks == null ? Given.NONE : marks.given();
        Given above = new Given(
                marked.apps(),
                Math.max(marked.users(), traces.user()),
                marked.devices(),
                Math.max(marked.groups(), traces.group()));
        if (!given.covers(above)) {
            directory.giveAbove(above);
        }
        if (marks != null && marks.order() > traces.order()) {
            messages.beginAbove(marks.order());
        }
        if (check.origin() == null && !check.directory().isBlank()) {
            directory.note(WAS_OPEN, "yes");
        }
        if (!check.directory().origin().equals(origin)) {
            directory.note(ORIGIN, origin);
        }
        if (!traces.origin().equals(origin)) {
            messages.belongTo(origin);
        }
        writeFiles();
        if (!check.directory().complete()) {
            directory.note(COMPLETE, "yes");
        }
        mark();
    }

    private void writeFiles() throws IOException {
        folder.makePrivate(Path.of("files"));
        folder.writeDurably(FILES_ORIGIN, origin + " " + turn + "\n");
    }

    /// The marks follow what is on the disk. Only writes when something has changed.
    private synchronized void mark() {
        try {
            long now = directory.transactions();
            if (now != transactions) {
                turn++;
                directory.note(TURN, Long.toString(turn));
                writeFiles();
                transactions = now + 1; // with that note; what came beside it counts the next time
            }
            var marks = new Marks(origin, turn, directory.given(), messages.storedOrder());
            if (!marks.equals(last)) {
                marks.write(folder);
                last = marks;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the marks of the data folder cannot be written", e);
        }
    }

    /// Whether it was made by a version that listened on all networks unless told otherwise.
    boolean wasOpen() {
        return !directory.noted(WAS_OPEN).isEmpty();
    }

    /// The key of users' tokens: that of this folder, or the first one.
    TokenKey key(boolean acceptLoss) {
        boolean none = directory.given().devices() == 0;
        TokenKey key = TokenKey.open(folder.path(), none || acceptLoss);
        String print = key.print();
        String noted = directory.noted(KEY);
        if (!noted.equals(print)) {
            if (!noted.isEmpty() && !none && !acceptLoss) {
                throw new UnusableData("secret.key in the data folder " + folder.path()
                        + " is not the one with which the tokens of its users were made. Restore that one from a backup,"
                        + " or start once with --accept-loss: then all users need new tokens");
            }
            if (!noted.isEmpty() && !none) {
                LOG.log(Level.WARNING, "The key of users'' tokens is another one: all users need new tokens.");
            }
            directory.note(KEY, print);
        }
        return key;
    }

    /// The last marks, of all that was done.
    @Override
    public void close() {
        upkeep.close();
        mark();
    }
}
