package dev.carillon.storage.messages.rocks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads RocksDB's logs before RocksDB does, and finds what is missing in them of what was once on the disk. RocksDB
/// itself stops at the first bad record without a word and drops what is behind it: right for the torn end that a
/// power cut leaves, wrong for a damaged place in the middle. They are told apart by [LogNote]: every synced write says
/// up to where everything had been durable before it.
final class LogCheck {
    private final List<Hole> holes = new ArrayList<>();
    private long reached = -1;
    private long order = -1;

    /// A place where something is missing.
    ///
    /// @param at where the last good record before it ended; 0 when the file is bad from its start
    /// @param orders how many orders were given out in what is missing: messages, and what was told about them; −1
    /// when that is not known
    record Hole(Path log, long at, long orders) {}

    private LogCheck() {}

    /// None when the logs are whole, whatever their end looks like.
    static List<Hole> holes(Path folder) throws IOException {
        var check = new LogCheck();
        for (Path log : logs(folder)) {
            check.read(log);
        }
        return check.holes;
    }

    private static List<Path> logs(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().matches("\\d{1,18}\\.log"))
                    .sorted((a, b) -> Long.compare(number(a), number(b)))
                    .toList();
        }
    }

    private static long number(Path log) {
        String name = log.getFileName().toString();
        return Long.parseLong(name.substring(0, name.length() - ".log".length()));
    }

    private void read(Path log) throws IOException {
        var reader = new LogReader((int) number(log));
        ByteBuffer block = ByteBuffer.allocate(LogReader.BLOCK).order(ByteOrder.LITTLE_ENDIAN);
        long good = 0;
        try (FileChannel file = FileChannel.open(log)) {
            for (long start = 0; fill(file, block.clear()); start += LogReader.BLOCK) {
                reader.begin(block);
                for (LogReader.@Nullable Record next = reader.next(); next != null; next = reader.next()) {
                    note(log, good, start + next.start(), next);
                    good = start + next.end();
                }
            }
        }
    }

    /// False at the end of the file.
    private static boolean fill(FileChannel file, ByteBuffer block) throws IOException {
        while (block.hasRemaining() && file.read(block) >= 0) {
            // goes on until the block is full
        }
        block.flip();
        return block.hasRemaining();
    }

    private void note(Path log, long good, long start, LogReader.Record next) {
        LogNote note = next.note();
        if (note != null) {
            boolean first = reached < 0 && start == 0;
            if (!first && note.durable() > Math.max(0, reached)) {
                holes.add(new Hole(log, good, order < 0 ? -1 : Math.max(0, note.before() - order)));
            }
            reached = Math.max(reached, note.durable());
            order = note.before();
        }
        if (next.whole()) {
            reached = Math.max(reached, next.last());
            order = note == null ? order : note.after();
        }
    }
}
