package dev.carillon.app;

import dev.carillon.storage.sql.SqlDirectory.Given;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// How far the parts of a data folder had come some seconds ago, in a file beside them: what is behind it at the next
/// start is an older copy, or has lost something. Everything here was on the disk before the file said so, so that it
/// never claims too much; a missing file claims nothing.
///
/// @param origin which data folder it is about
/// @param turn how often the directory had been found changed; the directory and `files` keep it too
/// @param given the last ids given
/// @param order the last order in the message store
record Marks(String origin, long turn, Given given, long order) {
    private static final Logger LOG = System.getLogger(Marks.class.getName());
    private static final String FILE = "marks";
    private static final int WORDS = 8;

    static @Nullable Marks read(Path folder) {
        Path file = folder.resolve(FILE);
        try {
            return parsed(Files.readString(file, StandardCharsets.US_ASCII));
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException | NumberFormatException e) {
            LOG.log(Level.WARNING, file + " cannot be read, so an older copy of a part beside it may go unnoticed");
            return null;
        }
    }

    private static Marks parsed(String text) throws IOException {
        String[] words = text.strip().split(" ");
        if (words.length != WORDS || !words[WORDS - 1].equals(sum(text.substring(0, text.lastIndexOf(' '))))) {
            throw new IOException("damaged");
        }
        return new Marks(
                words[0],
                Long.parseLong(words[1]),
                new Given(number(words[2]), number(words[3]), number(words[4]), number(words[5])),
                Long.parseLong(words[6]));
    }

    private static int number(String word) {
        return Integer.parseInt(word);
    }

    private static String sum(String text) {
        var sum = new CRC32C();
        sum.update(text.getBytes(StandardCharsets.US_ASCII));
        return Long.toHexString(sum.getValue());
    }

    void write(DataFolder folder) throws IOException {
        String text = "%s %d %d %d %d %d %d"
                .formatted(origin, turn, given.apps(), given.users(), given.devices(), given.groups(), order);
        folder.write(Path.of(FILE), text + " " + sum(text) + "\n");
    }
}
