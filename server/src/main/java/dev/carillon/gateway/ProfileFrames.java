package dev.carillon.gateway;

import dev.carillon.accounts.Accounts;
import dev.carillon.accounts.Block;
import dev.carillon.accounts.Contact;
import dev.carillon.accounts.User;
import dev.carillon.groups.Group;
import dev.carillon.protocol.ServerFrame;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Profiles of users as somebody may see them.
final class ProfileFrames {
    private ProfileFrames() {}

    /// Everything.
    static ServerFrame.Profile own(User user) {
        return profile(user, user.profile().fields());
    }

    /// Fields with a level only for those who were given it; for those who are blocked, address and number alone.
    static ServerFrame.Profile seenBy(Accounts accounts, int viewer, User user) {
        if (viewer == user.uid()) {
            return own(user);
        }
        Contact note = accounts.contact(user.uid(), viewer);
        if (note.blocks(Block.PROFILE)) {
            return new ServerFrame.Profile(user.address(), user.uid(), 0, null, null, null, null);
        }
        Map<String, Integer> levels = user.profile().levels();
        if (levels.isEmpty()) {
            return own(user);
        }
        var visible = new HashMap<String, String>();
        user.profile().fields().forEach((name, value) -> {
            Integer level = levels.get(name);
            if (level == null || note.levels().contains(level)) {
                visible.put(name, value);
            }
        });
        return profile(user, visible);
    }

    /// The name alone, for lists of people; null for those who are blocked.
    static @Nullable String name(Accounts accounts, int viewer, User user) {
        boolean hidden =
                viewer != user.uid() && accounts.contact(user.uid(), viewer).blocks(Block.PROFILE);
        return hidden ? null : user.name();
    }

    static ServerFrame.Profile missing(@Nullable String address, long gid) {
        return new ServerFrame.Profile(address, 0, gid, null, null, null, false);
    }

    /// Of a user who is gone.
    static ServerFrame.Profile gone(User user) {
        return new ServerFrame.Profile(user.address(), user.uid(), 0, null, null, null, false);
    }

    static ServerFrame.Profile group(Group group) {
        return new ServerFrame.Profile(
                null, 0, group.gid(), orNull(group.name()), group.image(), orNull(group.fields()), null);
    }

    private static ServerFrame.Profile profile(User user, Map<String, String> fields) {
        return new ServerFrame.Profile(
                user.address(),
                user.uid(),
                0,
                orNull(user.name()),
                user.profile().image(),
                orNull(fields),
                null);
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }

    private static @Nullable Map<String, String> orNull(Map<String, String> fields) {
        return fields.isEmpty() ? null : fields;
    }
}
