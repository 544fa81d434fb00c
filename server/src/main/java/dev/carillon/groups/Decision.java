package dev.carillon.groups;

import dev.carillon.protocol.GroupError;
import java.util.List;

/// What a transaction on a group has decided.
///
/// @param concerned uids of those whose membership has changed
/// @param succession what became of the ownership
record Decision(GroupResult result, List<Integer> concerned, Succession.Outcome succession) {

    Decision(GroupResult result, List<Integer> concerned) {
        this(result, concerned, Succession.unchanged());
    }

    Decision with(Succession.Outcome outcome) {
        return new Decision(result, concerned, outcome);
    }

    static Decision done(Group group, List<Integer> concerned) {
        return new Decision(new GroupResult.Done(group), concerned);
    }

    static Decision unknownGroup() {
        return new Decision(new GroupResult.UnknownGroup(), List.of());
    }

    static Decision tooOften(String reason) {
        return new Decision(new GroupResult.TooOften(reason), List.of());
    }

    static Decision refused(GroupError error, String reason) {
        return new Decision(new GroupResult.Refused(error, reason), List.of());
    }
}
