package dev.carillon.api.ops;

import dev.carillon.accounts.Accounts;
import dev.carillon.accounts.App;
import dev.carillon.accounts.User;
import java.util.LinkedHashMap;
import java.util.Map;

/// `usertoken`: issues a token of an existing user, or ends tokens.
final class UserTokenOp implements Op {
    private static final Spec SPEC = Spec.named("usertoken")
            .summary("Issues an access token of an existing user, or ends its tokens.")
            .params(UserParams.SELECTOR)
            .oneOf(UserParams.UID, UserParams.ADDRESS)
            .params(TokenParams.ISSUE)
            .param(TokenParams.REMOVE)
            .answer("`user.uid`, `user.address`, `user.appid` if the request named one, and `user.token` when one was"
                    + " issued.")
            .errors(ApiError.BADUSER, ApiError.QUOTA)
            .example("""
                    {"user": {"uid": 1, "token": {"appid": "com.example.app"}}}""", """
                    {"user": {"uid": 1, "address": "ana@example.net", "appid": "com.example.app", "token": "00000100000237hg…"}, "op": "usertoken", "result": true}""");

    private final Accounts accounts;

    UserTokenOp(Accounts accounts) {
        this.accounts = accounts;
    }

    @Override
    public Spec spec() {
        return SPEC;
    }

    @Override
    public Outcome run(App app, Values values) {
        User user = UserParams.find(accounts, app, values);
        boolean remove = values.get(TokenParams.REMOVE, false);
        TokenParams.Wish wish = TokenParams.wish(values);
        if (remove ? !TokenParams.selects(values) : !(wish instanceof TokenParams.Wish.Issue)) {
            return Outcome.Refusal.missing(TokenParams.APPID);
        }
        if (user == null) {
            return UserParams.unknown(values);
        }
        if (remove) {
            TokenParams.revoke(accounts, user.uid(), values);
            wish = new TokenParams.Wish.Nothing();
        }
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("uid", user.uid());
        shown.put("address", user.address());
        String appid = values.get(TokenParams.APPID);
        if (appid != null) {
            shown.put("appid", appid);
        }
        return TokenParams.answer(accounts, user.uid(), wish, shown);
    }
}
