package dev.carillon.groups;

import org.jspecify.annotations.Nullable;

/// Bits of a group's flags (`MESIBO_GROUPFLAG_*`), of a member's flags and of a member's admin flags.
public final class GroupFlags {
    public static final int SEND_BY_SELECTED = 1;
    public static final int SEND_BY_ANYONE = 2;
    public static final int AUTO_ADD_MEMBER = 8;
    public static final int RECEIVE_BY_SELECTED = 0x10;
    public static final int RECEIVE_ROUND_ROBIN = 0x20;
    public static final int NO_STORAGE = 0x40;
    public static final int RECEIVE_LOOPBACK = 0x80;
    public static final int PUBLISH_BY_SELECTED = 0x100;
    public static final int PUBLISH_BY_ANYONE = 0x200;
    public static final int SUBSCRIBE_BY_SELECTED = 0x1000;
    public static final int SUBSCRIBE_BY_ANYONE = 0x2000;
    public static final int LIST_BY_SELECTED = 0x10000;
    public static final int LIST_BY_ANYONE = 0x20000;
    public static final int NO_SELF_DELETE = 0x40000;
    public static final int PAUSE = 0x8000000;

    public static final int MEMBER_SEND = 1;
    public static final int MEMBER_RECEIVE = 2;
    public static final int MEMBER_PUBLISH = 4;
    public static final int MEMBER_SUBSCRIBE = 8;
    public static final int MEMBER_LIST = 0x10;
    public static final int MEMBER_RECORD = 0x20;
    public static final int MEMBER_ALL = 0x1F;

    public static final int ADMIN_MODIFY = 1;
    public static final int ADMIN_ADD_USER = 0x10;
    public static final int ADMIN_REMOVE_USER = 0x20;
    public static final int ADMIN_ADD_ADMIN = 0x40;
    public static final int ADMIN_REMOVE_ADMIN = 0x80;
    public static final int ADMIN_REMOVE_OWNER = 0x100;
    public static final int ADMIN_REMOVE_GROUP = 0x200;
    public static final int ADMIN_CALL_CONTROL = 0x400;
    public static final int ADMIN_HANGUP = 0x800;
    public static final int ADMIN_OWNER = 0x1000;
    public static final int ADMIN_ADD_PIN = 0x2000;
    public static final int ADMIN_REMOVE_PIN = 0x4000;
    public static final int ADMIN_LIST_PIN = 0x8000;
    public static final int OWNER_ALL = 0xFFFF;

    /// All bits that say who may do what; the others are settings.
    private static final int LEVELS = SEND_BY_SELECTED
            | SEND_BY_ANYONE
            | RECEIVE_BY_SELECTED
            | RECEIVE_ROUND_ROBIN
            | PUBLISH_BY_SELECTED
            | PUBLISH_BY_ANYONE
            | SUBSCRIBE_BY_SELECTED
            | SUBSCRIBE_BY_ANYONE
            | LIST_BY_SELECTED
            | LIST_BY_ANYONE;

    /// Where the two bits of each level stand.
    private static final int SEND_SHIFT = 0;

    private static final int RECEIVE_SHIFT = 4;
    private static final int PUBLISH_SHIFT = 8;
    private static final int SUBSCRIBE_SHIFT = 12;
    private static final int LIST_SHIFT = 16;

    /// The level of selected members.
    private static final int SELECTED = 1;

    private GroupFlags() {}

    /// Who may do what, as the Backend API says it (`group.permissions`): 0 members, 1 selected members, 2 anyone;
    /// for `receive` 2 is one member in turn. Null: not said.
    public record Levels(
            @Nullable Integer send,
            @Nullable Integer receive,
            @Nullable Integer publish,
            @Nullable Integer subscribe,
            @Nullable Integer list) {}

    /// The flags with these levels in place of the ones they had.
    ///
    /// @throws IllegalArgumentException for a level other than 0, 1, 2
    public static int withLevels(int flags, Levels levels) {
        int result = withLevel(flags, SEND_SHIFT, levels.send());
        result = withLevel(result, RECEIVE_SHIFT, levels.receive());
        result = withLevel(result, PUBLISH_SHIFT, levels.publish());
        result = withLevel(result, SUBSCRIBE_SHIFT, levels.subscribe());
        return withLevel(result, LIST_SHIFT, levels.list());
    }

    private static int withLevel(int flags, int shift, @Nullable Integer level) {
        if (level == null) {
            return flags;
        }
        if (level < 0 || level > 2) {
            throw new IllegalArgumentException("a level is 0, 1 or 2, not " + level);
        }
        return (flags & ~(3 << shift)) | (level << shift);
    }

    /// The levels that flags stand for. Where both bits of a pair are set, the stronger one counts: anyone, or in
    /// turn.
    public static Levels levels(int flags) {
        return new Levels(
                level(flags, SEND_SHIFT),
                level(flags, RECEIVE_SHIFT),
                level(flags, PUBLISH_SHIFT),
                level(flags, SUBSCRIBE_SHIFT),
                level(flags, LIST_SHIFT));
    }

    private static int level(int flags, int shift) {
        return Math.min((flags >> shift) & 3, 2);
    }

    /// The member flags of who came without being chosen: all but those that the group keeps for selected members.
    static int ofAnybody(int flags) {
        Levels levels = levels(flags);
        return MEMBER_ALL
                & ~kept(levels.send(), MEMBER_SEND)
                & ~kept(levels.receive(), MEMBER_RECEIVE)
                & ~kept(levels.publish(), MEMBER_PUBLISH)
                & ~kept(levels.subscribe(), MEMBER_SUBSCRIBE)
                & ~kept(levels.list(), MEMBER_LIST);
    }

    private static int kept(@Nullable Integer level, int right) {
        return level != null && level == SELECTED ? right : 0;
    }

    /// A group's flags with the levels of a message type in place of its own.
    static int overridden(int flags, int forType) {
        return (flags & ~LEVELS) | (forType & LEVELS);
    }
}
