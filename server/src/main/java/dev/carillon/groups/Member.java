package dev.carillon.groups;

/// A user in a group.
///
/// @param flags member bits of [GroupFlags]
/// @param admin admin bits of [GroupFlags]
/// @param expires ms when the membership ends, 0 never
/// @param since the server's message order when the user (last) became a member: earlier messages are not shown to it
public record Member(int gid, int uid, int flags, int admin, long expires, long since) {

    public boolean may(int adminBit) {
        return (admin & (adminBit | GroupFlags.ADMIN_OWNER)) != 0;
    }
}
