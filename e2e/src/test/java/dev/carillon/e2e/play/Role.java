package dev.carillon.e2e.play;

/// What a person is in a group.
record Role(boolean member, int flags, int admin) {
    static final Role NONE = new Role(false, 0, 0);
    static final Role OWNER = new Role(true, 31, 0xFFFF);
    static final int SEND = 1;
    static final int RECEIVE = 2;
    static final int LIST = 16;
    static final int MODIFY = 1;
    static final int ADD_USER = 0x10;
    static final int REMOVE_USER = 0x20;
    static final int REMOVE_GROUP = 0x200;
    static final int OWNS = 0x1000;
    static final int ADD_PIN = 0x2000;
    static final int REMOVE_PIN = 0x4000;
    static final int LIST_PINS = 0x8000;

    static Role member(int flags, int admin) {
        return new Role(true, flags, admin);
    }

    boolean receives() {
        return (flags & RECEIVE) != 0;
    }
}
