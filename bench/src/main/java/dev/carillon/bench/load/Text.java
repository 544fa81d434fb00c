package dev.carillon.bench.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A WebSocket text frame of a client, made once, in which only one number changes.
final class Text {
    /// Stands in the JSON for the number, of that many digits.
    static final String NUMBER = "##########";

    private static final byte[] MARK = NUMBER.getBytes(StandardCharsets.US_ASCII);

    private final byte[] frame;
    private final int[] places;

    Text(String json) {
        frame = frame(json);
        List<Integer> found = new ArrayList<>();
        for (int at = Scan.find(frame, 0, frame.length, MARK); at >= 0; ) {
            found.add(at);
            at = Scan.find(frame, at + MARK.length, frame.length, MARK);
        }
        places = found.stream().mapToInt(Integer::intValue).toArray();
    }

    /// The whole frame with this number in it, with zeros in front. The array is the same each time.
    byte[] with(long number) {
        for (int place : places) {
            long rest = number;
            for (int at = place + MARK.length - 1; at >= place; at--) {
                frame[at] = (byte) ('0' + rest % 10);
                rest /= 10;
            }
        }
        return frame;
    }

    /// A whole frame: header, a mask of zeros, which leaves the text as it is, and the text.
    static byte[] frame(String json) {
        byte[] text = json.getBytes(StandardCharsets.UTF_8);
        ByteBuffer out = ByteBuffer.allocate(text.length + 14).put((byte) 0x81);
        if (text.length < 126) {
            out.put((byte) (0x80 | text.length));
        } else if (text.length < 65_536) {
            out.put((byte) (0x80 | 126)).putShort((short) text.length);
        } else {
            out.put((byte) (0x80 | 127)).putLong(text.length);
        }
        out.putInt(0).put(text).flip();
        byte[] frame = new byte[out.remaining()];
        out.get(frame);
        return frame;
    }
}
