package dev.carillon.api.ops;

import dev.carillon.accounts.Accounts;
import dev.carillon.accounts.App;
import dev.carillon.accounts.Locks;
import dev.carillon.accounts.User;
import dev.carillon.accounts.UserChange;
import java.util.List;
import java.util.Map;

/// `userset`: changes a user, its profile or its tokens.
final class UserSetOp implements Op {
    private static final Spec SPEC = Spec.named("userset")
            .summary("Changes a user, its profile or its tokens.")
            .details("What is absent stays as it is; so does what is -1. A user who is made inactive is disconnected"
                    + " and cannot log in. A user without tokens is signed out and still gets its messages later.")
            .params(UserParams.SELECTOR)
            .oneOf(UserParams.UID, UserParams.ADDRESS)
            .params(UserParams.CHANGES)
            .params(TokenParams.ISSUE)
            .param(TokenParams.REMOVE)
            .answer("`user.uid`, and `user.token` when one was issued.")
            .errors(ApiError.BADUSER, ApiError.QUOTA)
            .example("""
                    {"user": {"address": "ana@example.net", "name": "Ana Lima", "profile": {"status": "At sea"}}}""", """
                    {"user": {"uid": 1}, "op": "userset", "result": true}""");

    private final Accounts accounts;
    private final Locks locks;

    UserSetOp(Accounts accounts, Locks locks) {
        this.accounts = accounts;
        this.locks = locks;
    }

    @Override
    public Spec spec() {
        return SPEC;
    }

    @Override
    public Outcome run(App app, Values values) {
        User user = UserParams.find(accounts, app, values);
        if (user == null) {
            return UserParams.unknown(values);
        }
        boolean remove = values.get(TokenParams.REMOVE, false);
        TokenParams.Wish wish = remove ? new TokenParams.Wish.Nothing() : TokenParams.wish(values);
        if (wish instanceof TokenParams.Wish.Incomplete) {
            return Outcome.Refusal.missing(TokenParams.APPID);
        }
        synchronized (locks.of(List.of(app.aid(), user.address()))) {
            User before = accounts.user(user.uid());
            UserChange change = UserParams.change(before, values);
            String problem = Accounts.profileProblem(before, change);
            if (problem != null) {
                return Outcome.Refusal.bad(UserParams.PROFILE, problem);
            }
            if (accounts.change(user.uid(), change, values.get(UserParams.UPDATE, true)) == null) {
                return UserParams.unknown(values);
            }
        }
        if (remove) {
            TokenParams.revoke(accounts, user.uid(), values);
        }
        return TokenParams.answer(accounts, user.uid(), wish, Map.of("uid", user.uid()));
    }
}
