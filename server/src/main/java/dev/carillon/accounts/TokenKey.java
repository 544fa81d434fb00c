package dev.carillon.accounts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// The server's secret, and the user tokens made with it.
///
/// A token is 50 characters of `[0-9a-z]`: device id, generation and 192 bits of an HMAC-SHA-256 over the two, each
/// in base 36 with a fixed width. So nothing secret is kept for a token, it can be shown again, and a forged one is
/// refused without asking the database. Whoever has the key file can make tokens; losing it ends all of them.
public final class TokenKey {
    private static final String FILE = "secret.key";
    private static final int KEY_BYTES = 32;
    private static final int PRINT_BYTES = 8;
    private static final int NUMBER_CHARS = 6;
    private static final int MAC_BYTES = 24;
    private static final int MAC_CHARS = 38;
    static final int TOKEN_CHARS = 2 * NUMBER_CHARS + MAC_CHARS;

    private final SecretKeySpec key;

    TokenKey(byte[] secret) {
        key = new SecretKeySpec(secret, "HmacSHA256");
    }

    /// As [#open(Path, boolean)], and makes one when there is none.
    public static TokenKey open(Path folder) {
        return open(folder, true);
    }

    /// Reads the key of a data folder.
    ///
    /// @param first makes one that only the owner of the file can read, when there is none
    /// @throws UnusableData when there is none otherwise: a new one would silently end all tokens
    public static TokenKey open(Path folder, boolean first) {
        try {
            Files.createDirectories(folder);
            Path file = folder.resolve(FILE);
            if (!Files.exists(file) && !first) {
                throw new UnusableData(file + " is missing, with which the tokens of users were made. Restore it from a"
                        + " backup, or start once with --accept-loss: then all users need new tokens");
            }
            if (!Files.exists(file)) {
                create(folder, file);
            }
            return new TokenKey(checked(file, Files.readAllBytes(file)));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot use the key in " + folder, e);
        }
    }

    private static byte[] checked(Path file, byte[] secret) {
        if (secret.length != KEY_BYTES) {
            throw new UnusableData(file + " is damaged: it has " + secret.length + " bytes, not " + KEY_BYTES
                    + ". Restore it from a backup; a new key would end all tokens.");
        }
        return secret;
    }

    /// Tells keys apart without telling anything of them.
    public String print() {
        return HexFormat.of().formatHex(hmac("carillon key print", new byte[0]), 0, PRINT_BYTES);
    }

    /// Written aside and then linked, so that another process sees all of it or nothing.
    private static void create(Path folder, Path file) throws IOException {
        byte[] secret = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(secret);
        Path aside = Files.createTempFile(folder, "secret", ".tmp", ownerOnly());
        try (var channel = FileChannel.open(aside, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(secret));
            channel.force(true);
            Files.createLink(file, aside);
        } catch (FileAlreadyExistsException e) {
            // another process was first: its key counts
        } finally {
            Files.deleteIfExists(aside);
        }
        try (var directory = FileChannel.open(folder)) {
            directory.force(true);
        }
    }

    private static FileAttribute<?>[] ownerOnly() {
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    /// The token of a device in its present generation.
    String seal(int device, int generation) {
        String mac = new BigInteger(1, mac(device, generation)).toString(36);
        return padded(Integer.toString(device, 36), NUMBER_CHARS)
                + padded(Integer.toString(generation, 36), NUMBER_CHARS)
                + padded(mac, MAC_CHARS);
    }

    /// What a token says, or null when this key did not make it. Takes equally long for every wrong token of the
    /// right form.
    @Nullable
    Claim check(String token) {
        if (token.length() != TOKEN_CHARS) {
            return null;
        }
        int device = number(token, 0);
        int generation = number(token, NUMBER_CHARS);
        if (device < 0 || generation < 0) {
            return null;
        }
        byte[] expected = seal(device, generation).getBytes(StandardCharsets.UTF_8);
        return MessageDigest.isEqual(expected, token.getBytes(StandardCharsets.UTF_8))
                ? new Claim(device, generation)
                : null;
    }

    record Claim(int device, int generation) {}

    private static int number(String token, int from) {
        try {
            return Integer.parseInt(token, from, from + NUMBER_CHARS, 36);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private static String padded(String digits, int width) {
        return "0".repeat(width - digits.length()) + digits;
    }

    private byte[] mac(int device, int generation) {
        byte[] bytes = ByteBuffer.allocate(8).putInt(device).putInt(generation).array();
        return Arrays.copyOf(hmac("carillon user token", bytes), MAC_BYTES);
    }

    private byte[] hmac(String purpose, byte[] bytes) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            mac.update(purpose.getBytes(StandardCharsets.UTF_8));
            return mac.doFinal(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no HmacSHA256", e);
        }
    }
}
