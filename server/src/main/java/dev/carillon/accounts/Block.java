package dev.carillon.accounts;

/// Kinds of blocking, as bits.
public final class Block {
    public static final int MESSAGES = 1;
    public static final int GROUP_MESSAGES = 2;
    public static final int CALLS = 4;
    public static final int VIDEO_CALLS = 8;
    public static final int PROFILE = 16;
    public static final int SUBSCRIPTION = 32;
    public static final int ALL = 63;

    private Block() {}
}
