package dev.carillon.files;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// What the head of a picture says of its size, read without decoding anything: so that a picture of a billion pixels
/// in a few bytes is known for what it is before memory is given to it.
///
/// @param width pixels as stored
/// @param decoding what it takes to see it
/// @param orientation of EXIF, 1 to 8; 1 as stored, from 5 on width and height change places
record ImageSize(int width, int height, Decoding decoding, int orientation) {
    /// A JPEG may have this much before its size.
    private static final int SEGMENTS = 500;
    /// And a WebP so many chunks.
    private static final int CHUNKS = 20;

    private static final int EXIF_BYTES = 65_536;

    enum Decoding {
        ROW_BY_ROW,
        /// All of it must be in memory: a progressive JPEG, a WebP.
        WHOLE,
        /// Not at all: what is inside may be larger than the head says.
        NEVER
    }

    long pixels() {
        return (long) width * height;
    }

    int shownWidth() {
        return orientation >= 5 ? height : width;
    }

    int shownHeight() {
        return orientation >= 5 ? width : height;
    }

    /// Null when the file does not say, or says nonsense.
    static @Nullable ImageSize of(FileChannel file, String type) throws IOException {
        try {
            ImageSize size = switch (type) {
                case "image/png" -> png(file);
                case "image/gif" -> gif(file);
                case "image/bmp" -> bmp(file);
                case "image/webp" -> webp(file);
                case "image/jpeg" -> jpeg(file);
                default -> null;
            };
            return size == null || size.width <= 0 || size.height <= 0 ? null : size;
        } catch (EOFException e) {
            return null;
        }
    }

    private static ImageSize plain(int width, int height) {
        return new ImageSize(width, height, Decoding.ROW_BY_ROW, 1);
    }

    private static ImageSize png(FileChannel file) throws IOException {
        ByteBuffer at = read(file, 16, 8);
        return plain(at.getInt(), at.getInt());
    }

    private static ImageSize gif(FileChannel file) throws IOException {
        ByteBuffer at = read(file, 6, 4).order(ByteOrder.LITTLE_ENDIAN);
        return plain(at.getShort() & 0xFFFF, at.getShort() & 0xFFFF);
    }

    private static ImageSize bmp(FileChannel file) throws IOException {
        ByteBuffer at = read(file, 14, 12).order(ByteOrder.LITTLE_ENDIAN);
        if (at.getInt() == 12) {
            return plain(at.getShort() & 0xFFFF, at.getShort() & 0xFFFF);
        }
        int width = at.getInt();
        int height = at.getInt();
        return plain(width, height == Integer.MIN_VALUE ? 0 : Math.abs(height));
    }

    // --- WebP

    private static @Nullable ImageSize webp(FileChannel file) throws IOException {
        ByteBuffer head = read(file, 12, 18).order(ByteOrder.LITTLE_ENDIAN);
        if (!name(head).equals("VP8X")) {
            return frame(head);
        }
        int width = (head.getInt(12) & 0xFFFFFF) + 1;
        int height = (head.getInt(14) >>> 8) + 1;
        boolean still = (head.get(8) & 2) == 0 && isWithin(file, width, height);
        return new ImageSize(width, height, still ? Decoding.WHOLE : Decoding.NEVER, 1);
    }

    private static String name(ByteBuffer chunk) {
        byte[] name = new byte[4];
        chunk.get(0, name);
        return new String(name, StandardCharsets.ISO_8859_1);
    }

    /// What a picture inside of a WebP says of itself; null when the chunk is none.
    private static @Nullable ImageSize frame(ByteBuffer chunk) {
        return switch (name(chunk)) {
            case "VP8 " -> new ImageSize(chunk.getShort(14) & 0x3FFF, chunk.getShort(16) & 0x3FFF, Decoding.WHOLE, 1);
            case "VP8L" -> {
                int bits = chunk.getInt(9);
                yield new ImageSize((bits & 0x3FFF) + 1, ((bits >>> 14) & 0x3FFF) + 1, Decoding.WHOLE, 1);
            }
            default -> null;
        };
    }

    /// Whether the file is whole, and no picture inside is larger than the canvas: a decoder makes room for what the
    /// picture says.
    private static boolean isWithin(FileChannel file, int width, int height) throws IOException {
        long at = 12;
        for (int i = 0; i < CHUNKS; i++) {
            if (at + 8 > file.size()) {
                // the last chunk may lack its padding
                return at == file.size() || at == file.size() + 1;
            }
            long length = read(file, at + 4, 4).order(ByteOrder.LITTLE_ENDIAN).getInt() & 0xFFFFFFFFL;
            ImageSize frame = length < 10 ? null : frame(read(file, at, 18).order(ByteOrder.LITTLE_ENDIAN));
            if (frame != null && (frame.width > width || frame.height > height)) {
                return false;
            }
            at += 8 + length + (length & 1);
        }
        return false;
    }

    // --- JPEG

    private static @Nullable ImageSize jpeg(FileChannel file) throws IOException {
        int orientation = 1;
        long at = 2;
        for (int i = 0; i < SEGMENTS; i++) {
            ByteBuffer head = read(file, at, 4);
            if ((head.get(0) & 0xFF) != 0xFF) {
                return null;
            }
            int marker = head.get(1) & 0xFF;
            if (marker == 0xFF) {
                at++;
                continue;
            }
            int length = head.getShort(2) & 0xFFFF;
            if (isFrame(marker)) {
                ByteBuffer frame = read(file, at + 5, 4);
                int height = frame.getShort() & 0xFFFF;
                int width = frame.getShort() & 0xFFFF;
                boolean rows = marker < 0xC2 || marker == 0xC3 || marker == 0xC5;
                return new ImageSize(width, height, rows ? Decoding.ROW_BY_ROW : Decoding.WHOLE, orientation);
            }
            if (marker == 0xE1 && orientation == 1) {
                orientation = orientation(read(file, at + 4, Math.min(length - 2, EXIF_BYTES)));
            }
            if (marker == 0xDA || marker == 0xD9 || length < 2) {
                return null;
            }
            at += 2 + length;
        }
        return null;
    }

    private static boolean isFrame(int marker) {
        return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
    }

    /// Of an EXIF segment; 1 when it says nothing sensible.
    private static int orientation(ByteBuffer exif) {
        if (exif.limit() < 14 || exif.getInt(0) != 0x45786966) {
            return 1;
        }
        ByteBuffer tiff = exif.slice(6, exif.limit() - 6);
        tiff.order(tiff.getShort(0) == 0x4949 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        int directory = tiff.limit() < 8 ? -1 : tiff.getInt(4);
        if (directory < 8 || directory > tiff.limit() - 2) {
            return 1;
        }
        int entries = tiff.getShort(directory) & 0xFFFF;
        for (int i = 0; i < entries; i++) {
            int entry = directory + 2 + 12 * i;
            if (entry > tiff.limit() - 12) {
                return 1;
            }
            if ((tiff.getShort(entry) & 0xFFFF) == 0x0112) {
                int value = tiff.getShort(entry + 8) & 0xFFFF;
                return value >= 1 && value <= 8 ? value : 1;
            }
        }
        return 1;
    }

    /// @throws EOFException when there are not so many bytes
    private static ByteBuffer read(FileChannel file, long from, int count) throws IOException {
        if (count < 0) {
            throw new EOFException();
        }
        ByteBuffer bytes = ByteBuffer.allocate(count);
        while (bytes.hasRemaining()) {
            if (file.read(bytes, from + bytes.position()) < 0) {
                throw new EOFException();
            }
        }
        return bytes.flip();
    }
}
