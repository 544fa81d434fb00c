package dev.carillon.gateway;

import dev.carillon.accounts.Accounts;
import dev.carillon.accounts.User;
import dev.carillon.accounts.UserChange;
import dev.carillon.groups.Group;
import dev.carillon.groups.Groups;
import dev.carillon.protocol.ClientFrame;
import dev.carillon.protocol.ErrorCode;
import dev.carillon.protocol.Limits;
import dev.carillon.protocol.ServerFrame;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `profile.get` and `profile.set`.
final class ProfileRequests {
    private final Accounts accounts;
    private final Groups groups;

    ProfileRequests(Accounts accounts, Groups groups) {
        this.accounts = accounts;
        this.groups = groups;
    }

    ServerFrame get(Identity me, ClientFrame.ProfileGet frame) {
        List<String> addresses = frame.addresses() == null ? List.of() : frame.addresses();
        List<Long> gids = frame.gids() == null ? List.of() : frame.gids();
        if (addresses.size() + gids.size() > Limits.PROFILES) {
            return bad(frame.id(), "profile.get: at most " + Limits.PROFILES + " addresses and gids");
        }
        if (Checks.nullIn(addresses) >= 0 || Checks.nullIn(gids) >= 0) {
            return bad(frame.id(), "profile.get: null is no address and no gid");
        }
        Page<ServerFrame.Profile> page = Page.of(Limits.PROFILES);
        int asked = addresses.size() + gids.size();
        for (int i = 0; i < asked; i++) {
            ServerFrame.Profile profile =
                    i < addresses.size() ? user(me, addresses.get(i)) : group(me, gids.get(i - addresses.size()));
            if (!page.add(profile, bytes(profile))) {
                break;
            }
        }
        return new ServerFrame.Profiles(frame.id(), page.items(), page.more());
    }

    private static int bytes(ServerFrame.Profile profile) {
        int fields = profile.fields() == null
                ? 0
                : Checks.size(profile.fields()) + 6 * profile.fields().size();
        return Checks.size(profile.address())
                + Checks.size(profile.name())
                + Checks.size(profile.image())
                + fields
                + 100;
    }

    private ServerFrame.Profile user(Identity me, String address) {
        User user = accounts.user(me.aid(), address);
        return user == null ? ProfileFrames.missing(address, 0) : ProfileFrames.seenBy(accounts, me.uid(), user);
    }

    /// Members only: to others a group does not exist.
    private ServerFrame.Profile group(Identity me, long gid) {
        Group group = gid == (int) gid ? groups.group((int) gid) : null;
        return group == null || groups.member(group.gid(), me.uid()) == null
                ? ProfileFrames.missing(null, gid)
                : ProfileFrames.group(group);
    }

    ServerFrame set(Identity me, ClientFrame.ProfileSet frame) {
        String problem = problem(me.user(), frame);
        if (problem != null) {
            return bad(frame.id(), problem);
        }
        return accounts.change(me.uid(), change(frame), true) == null
                ? ServerFrame.Error.of(frame.id(), ErrorCode.NOSUCHERROR, "profile.set: the user was deleted")
                : ServerFrame.Ok.of(frame.id());
    }

    private static UserChange change(ClientFrame.ProfileSet frame) {
        return new UserChange(
                frame.name(),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                frame.image(),
                frame.fields(),
                frame.levels());
    }

    private @Nullable String problem(User user, ClientFrame.ProfileSet frame) {
        if (frame.levels() != null) {
            for (var level : frame.levels().entrySet()) {
                if (level.getValue() == null || level.getValue() < 0) {
                    return "profile.set.levels." + level.getKey() + ": must be a number from 0 up";
                }
            }
        }
        String tooLarge = Accounts.profileProblem(accounts.user(user.uid()), change(frame));
        return Checks.first(
                Checks.bytes("profile.set.name", frame.name(), Limits.NAME_BYTES),
                tooLarge == null ? null : "profile.set: " + tooLarge);
    }

    private static ServerFrame.Error bad(long id, String problem) {
        return ServerFrame.Error.of(id, ErrorCode.BADREQ, problem);
    }
}
