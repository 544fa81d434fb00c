package dev.carillon.groups;

/// Whether somebody may send to a group.
public enum SendRight {
    ALLOWED,
    NOT_MEMBER,
    NO_PERMISSION,
    PAUSED,
    EXPIRED
}
