package dev.carillon.groups;

import dev.carillon.groups.Group.CallSettings;
import dev.carillon.protocol.Limits;
import dev.carillon.protocol.Texts;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// How changes are applied to groups and members: pure functions.
final class GroupRules {
    private static final long YEAR_SECONDS = 31_536_000L;

    private GroupRules() {}

    /// When something ends that lasts so many seconds from now; 0, or longer than the calendar: never.
    static long end(long seconds, long now) {
        return seconds <= 0 || seconds > (Limits.MAX_ID - now) / 1000 ? 0 : now + 1000 * seconds;
    }

    static boolean live(long expires, long now) {
        return expires == 0 || expires > now;
    }

    /// Whether what ends then does so before what ends at the other time; 0 never.
    static boolean endsEarlier(long expires, long other) {
        return expires != 0 && (other == 0 || expires < other);
    }

    static @Nullable Member live(@Nullable Member member, long now) {
        return member != null && live(member.expires(), now) ? member : null;
    }

    static Group blank(int gid, int aid, int owner, long now) {
        return new Group(
                gid,
                aid,
                "",
                0,
                CallSettings.DEFAULT,
                0,
                0,
                end(YEAR_SECONDS, now),
                0,
                true,
                false,
                null,
                Map.of(),
                owner,
                0);
    }

    static Group apply(Group group, GroupChange change, long now) {
        CallSettings call = group.call();
        return new Group(
                group.gid(),
                group.aid(),
                change.name() == null ? group.name() : Texts.kept(change.name()),
                or(change.flags(), group.flags()),
                new CallSettings(
                        or(change.callFlags(), call.flags()),
                        or(change.callDuration(), call.duration()),
                        or(change.resolution(), call.resolution())),
                start(group, change, now),
                or(change.duration(), group.duration()),
                change.expiry() == null ? group.expires() : end(change.expiry(), now),
                or(change.expiryExtension(), group.expiryExtension()),
                or(change.active(), group.active()),
                or(change.pinned(), group.pinned()),
                image(group, change),
                fields(group, change),
                group.owner(),
                group.members());
    }

    /// A duration counts from the start; where none is given, from now.
    private static long start(Group group, GroupChange change, long now) {
        long start = or(change.start(), group.start());
        return start <= 0 && or(change.duration(), group.duration()) > 0 ? now : start;
    }

    private static @Nullable String image(Group group, GroupChange change) {
        String image = change.image();
        if (image == null) {
            return group.image();
        }
        return image.isEmpty() ? null : image;
    }

    private static Map<String, String> fields(Group group, GroupChange change) {
        if (change.fields() == null) {
            return group.fields();
        }
        Map<String, String> fields = new TreeMap<>(group.fields());
        change.fields().forEach((name, value) -> {
            if (value == null) {
                fields.remove(name);
            } else {
                fields.put(name, Texts.kept(value));
            }
        });
        return Collections.unmodifiableMap(fields);
    }

    private static <T> T or(@Nullable T wanted, T present) {
        return wanted == null ? present : wanted;
    }

    static Group lasting(Group group, long expires) {
        return with(group, expires, group.owner());
    }

    static Group owned(Group group, int owner) {
        return with(group, group.expires(), owner);
    }

    private static Group with(Group group, long expires, int owner) {
        return new Group(
                group.gid(),
                group.aid(),
                group.name(),
                group.flags(),
                group.call(),
                group.start(),
                group.duration(),
                expires,
                group.expiryExtension(),
                group.active(),
                group.pinned(),
                group.image(),
                group.fields(),
                owner,
                group.members());
    }

    /// Whether name and attributes are larger than a group may have.
    static boolean tooLarge(Group group) {
        long bytes = bytes(group.name()) + (group.image() == null ? 0 : bytes(group.image()));
        for (var field : group.fields().entrySet()) {
            bytes += bytes(field.getKey()) + bytes(field.getValue());
        }
        return bytes > Limits.FIELDS_BYTES;
    }

    private static long bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    static Member owner(int gid, int uid, long since) {
        return new Member(gid, uid, GroupFlags.MEMBER_ALL, GroupFlags.OWNER_ALL, 0, since);
    }

    /// The role of a new member.
    static Member added(int gid, int uid, MemberChange role, long now, long since) {
        return changed(new Member(gid, uid, GroupFlags.MEMBER_ALL, 0, 0, since), role, now);
    }

    static Member changed(Member member, MemberChange role, long now) {
        return new Member(
                member.gid(),
                member.uid(),
                flags(member.flags(), role),
                role.admin() == null ? member.admin() : role.admin() & GroupFlags.OWNER_ALL,
                role.expiry() == null ? member.expires() : end(role.expiry(), now),
                member.since());
    }

    static int flags(int present, MemberChange role) {
        return (present & ~role.flagsMask()) | (role.setFlags() & role.flagsMask());
    }
}
