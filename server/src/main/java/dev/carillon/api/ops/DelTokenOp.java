package dev.carillon.api.ops;

import dev.carillon.accounts.Accounts;
import dev.carillon.accounts.App;
import dev.carillon.accounts.User;

/// `deltoken`: ends one token, by its text or by user and appid.
final class DelTokenOp implements Op {
    private static final Param<String> TOKEN = Param.of(
            "usertoken", Kinds.ADDRESS, "The user token to end; `token` is the application token.", "user.token");
    private static final Param<String> APPID = Param.of(
            "appid",
            Kinds.ADDRESS,
            "With `uid` or `addr`: end the user's tokens for this appid.",
            "user.token.appid",
            "user.appid");

    private static final Spec SPEC = Spec.named("deltoken")
            .summary("Ends a user token.")
            .details("Kept for older back-ends; newer ones use `usertoken` or `userset` with `remove`.")
            .param(TOKEN)
            .param(APPID)
            .params(UserParams.SELECTOR)
            .oneOf(TOKEN, APPID)
            .answer("`count`, how many tokens have ended.")
            .errors(ApiError.BADUSER)
            .example("""
                    {"appid": "com.example.app", "user": {"address": "ana@example.net"}}""", """
                    {"count": 1, "op": "deltoken", "result": true}""");

    private final Accounts accounts;

    DelTokenOp(Accounts accounts) {
        this.accounts = accounts;
    }

    @Override
    public Spec spec() {
        return SPEC;
    }

    @Override
    public Outcome run(App app, Values values) {
        String token = values.get(TOKEN);
        if (token != null) {
            return accounts.revokeToken(app.aid(), token)
                    ? Outcome.Done.with("count", 1)
                    : Outcome.Refusal.bad(TOKEN, "no user of this application has such a token now");
        }
        if (!values.has(UserParams.UID) && !values.has(UserParams.ADDRESS)) {
            return Outcome.Refusal.missing(UserParams.UID, UserParams.ADDRESS);
        }
        User user = UserParams.find(accounts, app, values);
        return user == null
                ? UserParams.unknown(values)
                : Outcome.Done.with("count", accounts.revoke(user.uid(), values.need(APPID), null, null));
    }
}
