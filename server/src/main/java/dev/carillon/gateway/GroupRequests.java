package dev.carillon.gateway;

import dev.carillon.accounts.Accounts;
import dev.carillon.accounts.User;
import dev.carillon.groups.Actor;
import dev.carillon.groups.Group;
import dev.carillon.groups.GroupChange;
import dev.carillon.groups.GroupResult;
import dev.carillon.groups.Groups;
import dev.carillon.groups.Member;
import dev.carillon.protocol.ClientFrame;
import dev.carillon.protocol.ErrorCode;
import dev.carillon.protocol.Limits;
import dev.carillon.protocol.ServerFrame;
import dev.carillon.protocol.Texts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Frames about groups and their members.
final class GroupRequests {
    /// A hundred years: nothing in a group lives longer, so that times stay far below 2^53.
    static final long MOST_SECONDS = 100L * 365 * 86_400;

    private final Accounts accounts;
    private final Groups groups;

    GroupRequests(Accounts accounts, Groups groups) {
        this.accounts = accounts;
        this.groups = groups;
    }

    static Actor.Person actor(Identity me) {
        return new Actor.Person(me.aid(), me.uid());
    }

    // --- the group

    ServerFrame create(Identity me, ClientFrame.GroupCreate frame) {
        List<String> members = frame.members() == null ? List.of() : frame.members();
        String problem = Checks.first(
                frame.name() == null || Texts.kept(frame.name()).isEmpty() ? "group.create.name: missing" : null,
                settings(
                        "group.create",
                        frame.name(),
                        frame.expiry(),
                        frame.callDuration(),
                        frame.image(),
                        frame.fields()),
                Checks.texts("group.create.members", members, Limits.GROUP_MEMBERS),
                GroupFrames.problem("group.create.permissions", frame.permissions()));
        if (problem != null) {
            return bad(frame.id(), problem);
        }
        var change = new GroupChange(
                frame.name(),
                frame.flags(),
                frame.callFlags() == 0 ? null : frame.callFlags(),
                frame.callDuration(),
                frame.resolution(),
                null,
                null,
                frame.expiry(),
                null,
                null,
                null,
                frame.image(),
                frame.fields());
        return answer(
                me,
                frame.id(),
                "group.create",
                groups.create(actor(me), change, null, members, GroupFrames.change(frame.permissions())));
    }

    ServerFrame get(Identity me, ClientFrame.GroupGet frame) {
        Group group = group(me, frame.gid());
        if (group == null) {
            return GroupFrames.noSuchGroup(frame.id(), "group.get");
        }
        return groups.member(group.gid(), me.uid()) == null
                ? GroupFrames.notMember(frame.id(), "group.get")
                : shown(me, frame.id(), group);
    }

    ServerFrame list(Identity me, ClientFrame.GroupsGet frame) {
        int limit = frame.limit() == null ? Limits.GROUPS_PAGE / 5 : frame.limit();
        String problem = Checks.range("groups.get.limit", limit, 1, Limits.GROUPS_PAGE);
        if (problem != null) {
            return bad(frame.id(), problem);
        }
        var page = OwnGroups.page(groups, me, frame.after() == null ? 0 : frame.after(), limit);
        return new ServerFrame.Groups(frame.id(), page.items(), page.more());
    }

    ServerFrame set(Identity me, ClientFrame.GroupSet frame) {
        String problem = Checks.first(
                frame.name() != null && Texts.kept(frame.name()).isEmpty() ? "group.set.name: empty" : null,
                settings(
                        "group.set",
                        frame.name(),
                        frame.expiry(),
                        frame.callDuration(),
                        frame.image(),
                        frame.fields()));
        if (problem != null) {
            return bad(frame.id(), problem);
        }
        var change = new GroupChange(
                frame.name(),
                frame.flags(),
                frame.callFlags(),
                frame.callDuration(),
                frame.resolution(),
                null,
                null,
                frame.expiry(),
                null,
                null,
                null,
                frame.image(),
                frame.fields());
        return gid(frame.gid()) == 0
                ? GroupFrames.noSuchGroup(frame.id(), "group.set")
                : answer(me, frame.id(), "group.set", groups.set(actor(me), gid(frame.gid()), change));
    }

    private static @Nullable String settings(
            String frame,
            @Nullable String name,
            @Nullable Long expiry,
            @Nullable Long callDuration,
            @Nullable String image,
            @Nullable Map<String, @Nullable String> fields) {
        int size = Checks.size(image) + (fields == null ? 0 : Checks.size(fields));
        return Checks.first(
                Checks.bytes(frame + ".name", name, Limits.NAME_BYTES),
                Checks.range(frame + ".expiry", expiry, 0, MOST_SECONDS),
                Checks.range(frame + ".callDuration", callDuration, 0, MOST_SECONDS),
                size <= Limits.FIELDS_BYTES
                        ? null
                        : frame + ".fields: at most " + Limits.FIELDS_BYTES + " bytes with the image");
    }

    ServerFrame delete(Identity me, ClientFrame.GroupDelete frame) {
        return gid(frame.gid()) == 0
                ? GroupFrames.noSuchGroup(frame.id(), "group.delete")
                : done(frame.id(), "group.delete", groups.delete(actor(me), gid(frame.gid())));
    }

    // --- members

    ServerFrame members(Identity me, ClientFrame.GroupMembers frame) {
        Group group = group(me, frame.gid());
        if (group == null) {
            return GroupFrames.noSuchGroup(frame.id(), "group.members");
        }
        // Who belongs to a group may know who else does; the right to list is about those who publish in its calls.
        if (groups.member(group.gid(), me.uid()) == null) {
            return GroupFrames.notMember(frame.id(), "group.members");
        }
        int limit = frame.limit() == null ? Limits.MEMBERS_PAGE / 2 : frame.limit();
        String problem = Checks.range("group.members.limit", limit, 1, Limits.MEMBERS_PAGE);
        if (problem != null) {
            return bad(frame.id(), problem);
        }
        int after = after(me, frame);
        if (after < 0) {
            return ServerFrame.Error.of(
                    frame.id(), ErrorCode.NOSUCHERROR, "group.members.after: no such user now; give afterUid");
        }
        List<Member> page = groups.members(group.gid(), after, limit + 1);
        var shown = new ArrayList<ServerFrame.Member>(page.size());
        int bytes = 0;
        boolean more = page.size() > limit;
        for (Member member : page.subList(0, Math.min(limit, page.size()))) {
            User user = accounts.user(member.uid());
            if (user != null) {
                bytes += Checks.size(user.address()) + Checks.size(user.name()) + 100;
                if (bytes > Limits.PAGE_BYTES) {
                    more = true;
                    break;
                }
                shown.add(new ServerFrame.Member(
                        user.address(),
                        user.uid(),
                        ProfileFrames.name(accounts, me.uid(), user),
                        member.flags(),
                        member.admin()));
            }
        }
        return new ServerFrame.Members(frame.id(), frame.gid(), shown, more);
    }

    /// The place after which a page begins: a number goes on from there also when its user is gone. -1: unknown.
    private int after(Identity me, ClientFrame.GroupMembers frame) {
        if (frame.afterUid() != null) {
            return Math.max(frame.afterUid(), 0);
        }
        User after = frame.after() == null ? null : accounts.user(me.aid(), frame.after());
        return after != null ? after.uid() : frame.after() == null ? 0 : -1;
    }

    ServerFrame add(Identity me, ClientFrame.GroupAdd frame) {
        String problem = Checks.first(
                Checks.texts("group.add.members", frame.members(), Limits.GROUP_MEMBERS),
                GroupFrames.problem("group.add.permissions", frame.permissions()));
        if (problem != null || frame.members() == null) {
            return bad(frame.id(), String.valueOf(problem));
        }
        return gid(frame.gid()) == 0
                ? GroupFrames.noSuchGroup(frame.id(), "group.add")
                : done(
                        frame.id(),
                        "group.add",
                        groups.add(
                                actor(me), gid(frame.gid()), frame.members(), GroupFrames.change(frame.permissions())));
    }

    ServerFrame remove(Identity me, ClientFrame.GroupRemove frame) {
        String problem = Checks.texts("group.remove.members", frame.members(), Limits.GROUP_MEMBERS);
        if (problem != null || frame.members() == null) {
            return bad(frame.id(), String.valueOf(problem));
        }
        return gid(frame.gid()) == 0
                ? GroupFrames.noSuchGroup(frame.id(), "group.remove")
                : done(frame.id(), "group.remove", groups.remove(actor(me), gid(frame.gid()), frame.members()));
    }

    ServerFrame join(Identity me, ClientFrame.GroupJoin frame) {
        int gid = gid(frame.gid());
        if (gid == 0) {
            return GroupFrames.noSuchGroup(frame.id(), "group.join");
        }
        GroupResult result =
                frame.pin() == null ? groups.join(actor(me), gid) : groups.join(actor(me), gid, frame.pin());
        return answer(me, frame.id(), "group.join", result);
    }

    ServerFrame leave(Identity me, ClientFrame.GroupLeave frame) {
        return gid(frame.gid()) == 0
                ? GroupFrames.noSuchGroup(frame.id(), "group.leave")
                : done(frame.id(), "group.leave", groups.leave(actor(me), gid(frame.gid())));
    }

    // --- answers

    private ServerFrame answer(Identity me, long id, String frame, GroupResult result) {
        return result instanceof GroupResult.Done(Group group)
                ? shown(me, id, group)
                : GroupFrames.error(id, frame, result);
    }

    private ServerFrame shown(Identity me, long id, Group group) {
        return new ServerFrame.GroupAnswer(
                id,
                GroupFrames.group(group, groups.member(group.gid(), me.uid()), groups.pins(actor(me), group.gid())));
    }

    private static ServerFrame done(long id, String frame, GroupResult result) {
        return result instanceof GroupResult.Done ? ServerFrame.Ok.of(id) : GroupFrames.error(id, frame, result);
    }

    /// Those of other apps are as good as none.
    private @Nullable Group group(Identity me, long gid) {
        Group group = gid(gid) == 0 ? null : groups.group(gid(gid));
        return group == null || group.aid() != me.aid() ? null : group;
    }

    /// 0 for what can be no gid.
    static int gid(long gid) {
        return gid > 0 && gid == (int) gid ? (int) gid : 0;
    }

    static ServerFrame.Error bad(long id, String problem) {
        return ServerFrame.Error.of(id, ErrorCode.BADREQ, problem);
    }
}
