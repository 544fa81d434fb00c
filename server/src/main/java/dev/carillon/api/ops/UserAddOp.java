package dev.carillon.api.ops;

import dev.carillon.accounts.Accounts;
import dev.carillon.accounts.App;
import dev.carillon.accounts.Locks;
import dev.carillon.accounts.User;
import dev.carillon.accounts.UserChange;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `useradd`: creates a user, or changes the one of that address; issues a token when asked.
final class UserAddOp implements Op {
    private static final Param<String> ADDRESS = Param.of(
            "user.address",
            Kinds.NEW_ADDRESS,
            "Unique in the application, case-sensitive, at most 63 bytes of UTF-8, no control characters and none that"
                    + " cannot be seen; blanks around it are dropped.",
            "addr",
            "address",
            "user.addr");
    private static final Param<Integer> UID =
            Param.of("user.uid", Kinds.ID, "An existing user, instead of the address.", "uid");
    private static final Param<String> OTP = Param.of(
                    "user.otp",
                    Kinds.CODE,
                    "A code made by `otp` for this address. When given it must be right, and it is used up; an empty one"
                            + " is wrong. A number counts as its six digits.",
                    "otp")
            .isProof();

    private static final Spec SPEC = Spec.named("useradd", "adduser")
            .summary("Creates a user, and issues an access token.")
            .details("When the address exists, the user stays, changes only where the request says so, and gets"
                    + " another token if one is asked for. The token replaces the user's previous one for the same"
                    + " appid (v2: the same platforms) and device, whose session ends at once; the others stay good."
                    + " In a query or form a token is issued when `appid`, `v2` or a platform is given.")
            .param(ADDRESS)
            .param(UID)
            .oneOf(ADDRESS, UID)
            .params(UserParams.CHANGES)
            .params(TokenParams.ISSUE)
            .param(OTP)
            .answer("`user.uid`, `user.address`, and `user.token` when one was issued.")
            .errors(ApiError.BADOTP, ApiError.BADUSER, ApiError.QUOTA)
            .example("""
                    {"user": {"address": "ana@example.net", "name": "Ana", "token": {"appid": "com.example.app", "expiry": 525600}}}""", """
                    {"user": {"uid": 1, "address": "ana@example.net", "token": "00000100000137hg…"}, "op": "useradd", "result": true}""");

    private final Accounts accounts;
    private final Locks locks;

    UserAddOp(Accounts accounts, Locks locks) {
        this.accounts = accounts;
        this.locks = locks;
    }

    @Override
    public Spec spec() {
        return SPEC;
    }

    @Override
    public Outcome run(App app, Values values) {
        Integer uid = values.get(UID);
        User existing = uid == null ? null : accounts.user(uid);
        if (uid != null && (existing == null || existing.aid() != app.aid())) {
            return Outcome.Refusal.of(ApiError.BADUSER, "there is no such user", UID.path());
        }
        String given = values.get(ADDRESS, "").strip();
        String address = existing == null ? given : existing.address();
        if (existing != null && !given.isEmpty() && !given.equals(address)) {
            return Outcome.Refusal.bad(ADDRESS, "this is not the address of the user named by user.uid");
        }
        // who is there already keeps the address that was good once
        String problem = accounts.user(app.aid(), address) == null ? Accounts.addressProblem(address) : null;
        if (problem != null) {
            return Outcome.Refusal.bad(ADDRESS, problem);
        }
        TokenParams.Wish wish = TokenParams.wish(values);
        return wish instanceof TokenParams.Wish.Incomplete
                ? Outcome.Refusal.missing(TokenParams.APPID)
                : add(app, address, values, wish);
    }

    private Outcome add(App app, String address, Values values, TokenParams.Wish wish) {
        User user;
        synchronized (locks.of(List.of(app.aid(), address))) {
            User before = accounts.user(app.aid(), address);
            UserChange change = UserParams.change(before, values);
            String problem = Accounts.profileProblem(before, change);
            if (problem != null) {
                return Outcome.Refusal.bad(UserParams.PROFILE, problem);
            }
            String code = values.get(OTP);
            if (code != null && !accounts.verifyOtp(app.aid(), address, code)) {
                return Outcome.Refusal.of(
                        ApiError.BADOTP, "the one-time code is wrong, used up or expired", OTP.path());
            }
            user = accounts.put(app.aid(), address, change, values.get(UserParams.UPDATE, true));
        }
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("uid", user.uid());
        shown.put("address", user.address());
        return TokenParams.answer(accounts, user.uid(), wish, shown);
    }
}
