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

    /// And a PNG so many chunks before its pixels.
    private static final int BEFORE_PIXELS = 50;

    private static final int EXIF_CHUNK = 0x65584966;
    private static final int PIXELS_CHUNK = 0x49444154;

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
        return new ImageSize(at.getInt(), at.getInt(), Decoding.ROW_BY_ROW, pngOrientation(file));
    }

    private static int pngOrientation(FileChannel file) throws IOException {
        long at = 33;
        for (int i = 0; i < BEFORE_PIXELS && at + 8 <= file.size(); i++) {
            ByteBuffer chunk = read(file, at, 8);
            long length = chunk.getInt(0) & 0xFFFFFFFFL;
            int name = chunk.getInt(4);
            if (name == EXIF_CHUNK && at + 8 + length <= file.size()) {
                return Exif.orientation(read(file, at + 8, (int) Math.min(length, Exif.BYTES)));
            }
            if (name == PIXELS_CHUNK) {
                break;
            }
            at += 12 + length;
        }
        return Exif.UPRIGHT;
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
        int orientation = (head.get(8) & 2) == 0 ? webpOrientation(file, width, height) : 0;
        return new ImageSize(
                width, height, orientation > 0 ? Decoding.WHOLE : Decoding.NEVER, Math.max(orientation, Exif.UPRIGHT));
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

    /// What EXIF says, which stands behind the pixels; 0 when the file is not whole, or a picture inside is larger than
    /// the canvas: a decoder makes room for what the picture says.
    private static int webpOrientation(FileChannel file, int width, int height) throws IOException {
        int orientation = Exif.UPRIGHT;
        long at = 12;
        for (int i = 0; i < CHUNKS; i++) {
            if (at + 8 > file.size()) {
                // the last chunk may lack its padding
                return at == file.size() || at == file.size() + 1 ? orientation : 0;
            }
            ByteBuffer head = read(file, at, 8).order(ByteOrder.LITTLE_ENDIAN);
            long length = head.getInt(4) & 0xFFFFFFFFL;
            ImageSize frame = length < 10 ? null : frame(read(file, at, 18).order(ByteOrder.LITTLE_ENDIAN));
            if (frame != null && (frame.width > width || frame.height > height)) {
                return 0;
            }
            if (name(head).equals("EXIF") && at + 8 + length <= file.size()) {
                orientation = Exif.orientation(read(file, at + 8, (int) Math.min(length, Exif.BYTES)));
            }
            at += 8 + length + (length & 1);
        }
        return 0;
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
                ByteBuffer block = read(file, at + 4, Math.min(length - 2, Exif.BYTES));
                orientation = isExif(block) ? Exif.orientation(block) : orientation;
            }
            if (marker == 0xDA || marker == 0xD9 || length < 2) {
                return null;
            }
            at += 2 + length;
        }
        return null;
    }

    /// Other data is kept in such segments, too.
    private static boolean isExif(ByteBuffer block) {
        return block.limit() >= 6 && block.getInt(0) == 0x45786966;
    }

    /// Whether the size stands in that segment.
    static boolean isFrame(int marker) {
        return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
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
