package dev.carillon.storage.messages.rocks;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import org.rocksdb.NativeLibraryLoader;
import org.rocksdb.RocksDB;

/// RocksDB's own code, which comes in its jar and has to be a file before it can run.
final class NativeLibrary {
    private static final Logger LOG = System.getLogger(NativeLibrary.class.getName());

    private NativeLibrary() {}

    /// Loads it once in a process, by way of this folder. There it always has the same name; in the system's folder
    /// for temporary files, which is the second choice, every process that is killed leaves 17 MB behind.
    static void load(Path folder) {
        try {
            Files.createDirectories(folder);
            NativeLibraryLoader.getInstance().loadLibrary(folder.toString());
        } catch (IOException | RuntimeException | UnsatisfiedLinkError e) {
            LOG.log(
                    Level.INFO,
                    "{0} cannot hold a native library ({1}); the system''s temporary folder will",
                    folder,
                    e);
        }
        RocksDB.loadLibrary();
    }
}
