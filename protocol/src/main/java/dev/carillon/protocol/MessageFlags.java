package dev.carillon.protocol;

/// Bits of a message's `flags` (`MESIBO_FLAG_*`). Unknown bits are kept and handed on.
public final class MessageFlags {
    public static final int DELIVERY_RECEIPT = 1;
    public static final int READ_RECEIPT = 2;
    public static final int TRANSIENT = 4;
    public static final int PRESENCE = 8;
    public static final int DEFAULT = DELIVERY_RECEIPT | READ_RECEIPT;

    private MessageFlags() {}

    public static boolean has(int flags, int bit) {
        return (flags & bit) != 0;
    }
}
