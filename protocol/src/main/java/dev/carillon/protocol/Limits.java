package dev.carillon.protocol;

/// The bounds of the protocol, in one place. Sizes are bytes of UTF-8 or of binary data before base64.
public final class Limits {
    /// One WebSocket message.
    public static final int FRAME_BYTES = 131_072;

    public static final int TEXT_BYTES = 65_536;
    public static final int DATA_BYTES = 65_536;
    public static final int THUMBNAIL_BYTES = 32_768;
    public static final int CONTENT_BYTES = 114_688;

    /// Custom fields of one message, and all attributes of one profile.
    public static final int FIELDS_BYTES = 16_384;

    public static final int ADDRESS_BYTES = 63;

    /// What the sender of a message calls it.
    public static final int LABEL_BYTES = 64;

    /// The name that users give themselves or a group.
    public static final int NAME_BYTES = 255;

    /// Largest integer that JavaScript holds exactly: ids and times stay below.
    public static final long MAX_ID = (1L << 53) - 1;

    /// Inbox entries that may be unacknowledged on one connection.
    public static final int WINDOW = 256;

    /// Entries that wait in the inbox of a user none of whose devices comes.
    public static final int INBOX_ENTRIES = 100_000;

    /// Of these, how many one sender can fill.
    public static final int INBOX_FROM_ONE = 25_000;

    /// Of these, how many only the back-end can fill.
    public static final int INBOX_RESERVED = 10_000;

    /// Messages named by one `read` or `retract` frame.
    public static final int ORDERS = 500;

    public static final int HISTORY_PAGE = 200;

    /// What an answer in pages holds is at most so large together, so that it stays within a frame; but for
    /// one that is larger alone.
    public static final int PAGE_BYTES = 96 * 1024;

    public static final int MEMBERS_PAGE = 1_000;
    public static final int GROUPS_PAGE = 1_000;
    public static final int PROFILES = 200;
    public static final int CONTACTS = 1_000;
    public static final int WATCHED = 1_000;
    public static final int DEVICES = 8;
    public static final int GROUP_MEMBERS = 10_000;

    public static final int HEARTBEAT_SECONDS = 30;
    public static final int LOGIN_SECONDS = 10;

    /// Life of a message that names none, seconds.
    public static final long DEFAULT_EXPIRY = 31_536_000L;

    /// How long a message that disappears after delivery or reading waits for its recipients, seconds.
    public static final long AGE_WAIT_SECONDS = 30 * 24 * 3_600L;

    /// How long a sender may edit and retract, seconds.
    public static final long RETRACTION_SECONDS = 3_600;

    private Limits() {}
}
