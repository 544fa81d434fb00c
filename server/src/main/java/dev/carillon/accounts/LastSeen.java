package dev.carillon.accounts;

/// When and from where a user was last connected.
///
/// @param at ms, 0 never
/// @param ip IPv4 address as an unsigned number, 0 unknown or IPv6
public record LastSeen(long at, long ip) {
    public static final LastSeen NEVER = new LastSeen(0, 0);
}
