package dev.carillon.protocol;

/// Numbers of a `presence` frame (`MESIBO_PRESENCE_*`). An application's own numbers are above [#RESERVED].
public final class PresenceCode {
    public static final int ONLINE = 1;
    public static final int OFFLINE = 2;
    public static final int TYPING = 3;
    public static final int TYPING_CLEARED = 4;
    public static final int JOINED = 10;
    public static final int LEFT = 11;
    public static final int RESERVED = 255;

    private PresenceCode() {}
}
