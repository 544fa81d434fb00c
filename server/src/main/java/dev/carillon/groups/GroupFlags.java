package dev.carillon.groups;

/// Bits of a group's flags (`MESIBO_GROUPFLAG_*`), of a member's flags and of a member's admin flags.
public final class GroupFlags {
    public static final int SEND_BY_SELECTED = 1;
    public static final int SEND_BY_ANYONE = 2;
    public static final int AUTO_ADD_MEMBER = 8;
    public static final int RECEIVE_BY_SELECTED = 0x10;
    public static final int RECEIVE_ROUND_ROBIN = 0x20;
    public static final int NO_STORAGE = 0x40;
    public static final int RECEIVE_LOOPBACK = 0x80;
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

    private GroupFlags() {}
}
