package dev.carillon.api.ops;

import dev.carillon.accounts.App;
import dev.carillon.groups.Group;
import dev.carillon.groups.GroupResult;
import dev.carillon.groups.Groups;
import dev.carillon.protocol.GroupError;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Outcomes of group operations as the API says them.
final class GroupAnswers {
    private GroupAnswers() {}

    static Outcome of(GroupResult result, Values values) {
        return switch (result) {
            case GroupResult.Done(Group group) -> done(group.gid());
            case GroupResult.UnknownUsers(List<String> addresses) -> unknown(addresses, values);
            case GroupResult.UnknownGroup _ -> noSuchGroup();
            case GroupResult.TooOften(String reason) -> Outcome.Refusal.of(ApiError.RATELIMIT, reason);
            case GroupResult.Refused(GroupError error, String reason) ->
                Outcome.Refusal.of(error == GroupError.GENERAL ? ApiError.QUOTA : ApiError.ACCESSDENIED, reason);
        };
    }

    static Outcome done(int gid) {
        return Outcome.Done.with("group", Map.of("gid", gid));
    }

    private static Outcome unknown(List<String> addresses, Values values) {
        boolean amongMembers = values.get(MemberParams.M, List.of()).stream().anyMatch(addresses::contains);
        return Outcome.Refusal.unknown(addresses, amongMembers ? MemberParams.M : GroupParams.OWNER);
    }

    static Outcome noSuchGroup() {
        return Outcome.Refusal.of(ApiError.BADGROUP, "there is no such group", GroupParams.GID.path());
    }

    /// The group meant, or null when there is none in this app.
    static @Nullable Group find(Groups groups, App app, int gid) {
        Group group = groups.group(gid);
        return group != null && group.aid() == app.aid() ? group : null;
    }
}
