package dev.carillon.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Signatures of URLs that end. The keys are lines `NAME BASE64` of the file `files.key`: the first one signs, all
/// are good, so that a key can be replaced by putting another line before it and removing the old one a day later.
final class Signatures {
    private static final String FILE = "files.key";
    private static final int KEY_BYTES = 32;

    private final Map<String, SecretKeySpec> keys;
    private final String first;

    private Signatures(Map<String, SecretKeySpec> keys) {
        this.keys = keys;
        this.first = keys.keySet().iterator().next();
    }

    /// Reads the keys of a data folder; the first time, makes one that only the owner of the file can read.
    static Signatures open(Path folder) {
        Path file = folder.resolve(FILE);
        try {
            if (!Files.exists(file)) {
                create(folder, file);
            }
            return new Signatures(read(file));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot use " + file, e);
        }
    }

    private static Map<String, SecretKeySpec> read(Path file) throws IOException {
        Map<String, SecretKeySpec> keys = new LinkedHashMap<>();
        for (String line : Files.readAllLines(file)) {
            String[] parts = line.strip().split("\\s+");
            if (parts.length == 2 && parts[0].matches("[A-Za-z0-9]{1,16}")) {
                keys.put(parts[0], key(file, parts[1]));
            } else if (!line.isBlank()) {
                throw new IOException(file + " has a line that is not \"NAME BASE64\"");
            }
        }
        if (keys.isEmpty()) {
            throw new IOException(file + " has no key");
        }
        return keys;
    }

    private static SecretKeySpec key(Path file, String base64) throws IOException {
        try {
            byte[] bytes = Base64.getDecoder().decode(base64);
            if (bytes.length >= 16) {
                return new SecretKeySpec(bytes, "HmacSHA256");
            }
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " has a key that is not base64", e);
        }
        throw new IOException(file + " has a key of less than 16 bytes");
    }

    private static void create(Path folder, Path file) throws IOException {
        byte[] secret = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(secret);
        String line = "k1 " + Base64.getEncoder().encodeToString(secret) + "\n";
        Path aside = Files.createTempFile(folder, "files", ".tmp", ownerOnly());
        try (var channel = FileChannel.open(aside, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII)));
            channel.force(true);
        }
        Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
        DiskDepot.sync(folder);
    }

    private static FileAttribute<?>[] ownerOnly() {
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    /// The query of a URL that is good until then.
    ///
    /// @param expires seconds
    String query(String file, long expires) {
        return "e=" + expires + "&s=" + first + "." + mac(first, file, expires);
    }

    /// Whether the query is one that was given out for this file. Whether it has ended is for the caller to see.
    boolean isGood(String file, long expires, String signature) {
        int dot = signature.indexOf('.');
        String name = dot < 0 ? "" : signature.substring(0, dot);
        if (!keys.containsKey(name)) {
            return false;
        }
        byte[] expected = mac(name, file, expires).getBytes(StandardCharsets.US_ASCII);
        return MessageDigest.isEqual(expected, signature.substring(dot + 1).getBytes(StandardCharsets.UTF_8));
    }

    private String mac(String name, String file, long expires) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(keys.get(name));
            mac.update("carillon file\n".getBytes(StandardCharsets.US_ASCII));
            byte[] code = mac.doFinal((file + "\n" + expires).getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(code);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no HmacSHA256", e);
        }
    }
}
