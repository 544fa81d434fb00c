package dev.carillon.api.ops;

import dev.carillon.accounts.Accounts;
import dev.carillon.accounts.App;

/// `invitedel`: ends an invitation.
final class InviteDelOp implements Op {
    private static final Param<String> SECRET = Param.of(
                    "invite.secret", Kinds.ADDRESS, "As `inviteadd` answered it.", "secret")
            .isRequired();

    private static final Spec SPEC = Spec.named("invitedel")
            .summary("Ends an invitation.")
            .details("Users who have logged in by it stay logged in; `usertoken` ends their tokens. An operation of"
                    + " Carillon's own.")
            .param(SECRET)
            .answer("`count`: 1, or 0 when the application has no such invitation.")
            .example("""
                    {"invite": {"secret": "uB1rN0vJqk4zYt7w"}}""", """
                    {"count": 1, "op": "invitedel", "result": true}""");

    private final Accounts accounts;

    InviteDelOp(Accounts accounts) {
        this.accounts = accounts;
    }

    @Override
    public Spec spec() {
        return SPEC;
    }

    @Override
    public Outcome run(App app, Values values) {
        return Outcome.Done.with("count", accounts.endInvitation(app.aid(), values.need(SECRET)) ? 1 : 0);
    }
}
