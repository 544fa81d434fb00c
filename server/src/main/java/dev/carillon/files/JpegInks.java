package dev.carillon.files;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import javax.imageio.stream.ImageInputStream;
import org.jspecify.annotations.Nullable;

/// How a JPEG of four inks keeps them. Full ink is 0, as browsers take it, and as whoever makes such files writes it.
///
/// @param ycck the first three as brightness and two colours, which its Adobe segment says, else as inks
record JpegInks(boolean ycck) {
    private static final int JPEG = 0xFFD8;
    private static final int ADOBE = 0xEE;
    private static final int ADOBE_BYTES = 12;
    private static final int SCAN = 0xDA;
    private static final int SEGMENTS = 500;
    private static final int YCCK = 2;
    private static final int INKS = 4;

    /// Null for every other picture. The place in the stream is kept.
    static @Nullable JpegInks of(ImageInputStream in) throws IOException {
        long place = in.getStreamPosition();
        try {
            in.seek(0);
            return in.readUnsignedShort() == JPEG ? read(in) : null;
        } catch (EOFException e) {
            return null;
        } finally {
            in.seek(place);
        }
    }

    private static @Nullable JpegInks read(ImageInputStream in) throws IOException {
        boolean ycck = false;
        int inks = 0;
        long at = 2;
        for (int i = 0; i < SEGMENTS; i++) {
            in.seek(at);
            int marker = in.readUnsignedShort() & 0xFF;
            int length = in.readUnsignedShort();
            if (marker == SCAN) {
                break;
            }
            if (marker == ADOBE && length >= ADOBE_BYTES + 2) {
                byte[] segment = new byte[ADOBE_BYTES];
                in.readFully(segment);
                ycck = new String(segment, 0, 5, StandardCharsets.US_ASCII).equals("Adobe")
                        && segment[ADOBE_BYTES - 1] == YCCK;
            } else if (ImageSize.isFrame(marker)) {
                // precision, height and width stand before it
                in.skipBytes(5);
                inks = in.readUnsignedByte();
            }
            at += 2 + length;
        }
        return inks == INKS ? new JpegInks(ycck) : null;
    }

    int rgb(int[] samples, int at) {
        int cyan = samples[at];
        int magenta = samples[at + 1];
        int yellow = samples[at + 2];
        int white = samples[at + 3];
        if (ycck) {
            // what was turned into brightness and colours is the opposite of what is kept of inks
            int brightness = samples[at];
            int blues = samples[at + 1] - 128;
            int reds = samples[at + 2] - 128;
            cyan = 255 - clamp(Math.round(brightness + 1.402f * reds));
            magenta = 255 - clamp(Math.round(brightness - 0.344136f * blues - 0.714136f * reds));
            yellow = 255 - clamp(Math.round(brightness + 1.772f * blues));
        }
        return ((cyan * white / 255) << 16) | ((magenta * white / 255) << 8) | (yellow * white / 255);
    }

    private static int clamp(int value) {
        return Math.max(0, Math.min(255, value));
    }
}
