package dev.carillon.groups;

import dev.carillon.protocol.GroupError;
import java.util.List;

/// The outcome of a change of a group.
public sealed interface GroupResult {
    record Done(Group group) implements GroupResult {}

    /// Nothing was changed, because these addresses are not users of the app.
    record UnknownUsers(List<String> addresses) implements GroupResult {}

    record UnknownGroup() implements GroupResult {}

    /// Refused for now; later it may be done.
    record TooOften(String reason) implements GroupResult {}

    record Refused(GroupError error, String reason) implements GroupResult {}
}
