package dev.carillon.api.ops;

import dev.carillon.accounts.Accounts;
import dev.carillon.accounts.App;
import dev.carillon.accounts.User;
import java.util.Map;

/// `userdel`: deletes a user with everything of it.
final class UserDelOp implements Op {
    private static final Spec SPEC = Spec.named("userdel", "deluser")
            .summary("Deletes a user with its tokens, contacts, memberships, messages and invitations.")
            .details("Its sessions end at once. The address is free again; the uid is never given again.")
            .params(UserParams.SELECTOR)
            .oneOf(UserParams.UID, UserParams.ADDRESS)
            .answer("`user.uid`.")
            .errors(ApiError.BADUSER)
            .example("""
                    {"user": {"address": "ghost@example.net"}}""", """
                    {"user": {"uid": 4}, "op": "userdel", "result": true}""");

    private final Accounts accounts;

    UserDelOp(Accounts accounts) {
        this.accounts = accounts;
    }

    @Override
    public Spec spec() {
        return SPEC;
    }

    @Override
    public Outcome run(App app, Values values) {
        User user = UserParams.find(accounts, app, values);
        return user != null && accounts.delete(user.uid())
                ? Outcome.Done.with("user", Map.of("uid", user.uid()))
                : UserParams.unknown(values);
    }
}
