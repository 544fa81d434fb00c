package dev.carillon.files;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// What EXIF says of how a picture is to be turned, in whichever format it is kept.
final class Exif {
    /// Of an EXIF block more is not read.
    static final int BYTES = 65_536;

    /// As stored.
    static final int UPRIGHT = 1;

    private static final int NAME = 0x45786966;
    private static final int TAG = 0x0112;

    private Exif() {}

    /// 1 to 8; [#UPRIGHT] when it says nothing sensible.
    ///
    /// @param block begins with its name `Exif` and two zeros, or without
    static int orientation(ByteBuffer block) {
        boolean named = block.limit() >= 6 && block.getInt(0) == NAME;
        int start = named ? 6 : 0;
        if (block.limit() < start + 8) {
            return UPRIGHT;
        }
        ByteBuffer tiff = block.slice(start, block.limit() - start);
        tiff.order(tiff.getShort(0) == 0x4949 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        int directory = tiff.getShort(2) == 42 ? tiff.getInt(4) : -1;
        if (directory < 8 || directory > tiff.limit() - 2) {
            return UPRIGHT;
        }
        int entries = tiff.getShort(directory) & 0xFFFF;
        for (int i = 0; i < entries; i++) {
            int entry = directory + 2 + 12 * i;
            if (entry > tiff.limit() - 12) {
                return UPRIGHT;
            }
            if ((tiff.getShort(entry) & 0xFFFF) == TAG) {
                int value = tiff.getShort(entry + 8) & 0xFFFF;
                return value >= 1 && value <= 8 ? value : UPRIGHT;
            }
        }
        return UPRIGHT;
    }
}
