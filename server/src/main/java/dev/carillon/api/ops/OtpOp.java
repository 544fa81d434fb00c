package dev.carillon.api.ops;

import dev.carillon.accounts.Accounts;
import dev.carillon.accounts.App;

/// `otp`: makes a one-time code for an address.
final class OtpOp implements Op {
    private static final int USUAL_TRIES = 5;
    private static final long USUAL_SECONDS = 300;

    private static final Param<String> ADDRESS = Param.of(
                    "otp.address",
                    Kinds.ADDRESS,
                    "The address that is to be proven. No user needs to have it yet.",
                    "addr",
                    "address",
                    "otp.addr")
            .isRequired();
    private static final Param<Integer> TRIES = Param.of(
                    "otp.tries", Kinds.integer(1, 1_000), "Wrong attempts after which the code is void.", "tries")
            .orElse("5");
    private static final Param<Long> EXPIRY = Param.of(
                    "otp.expiry", Kinds.number(1, 31_536_000), "Seconds after which the code is void.", "expiry")
            .orElse("300");
    private static final Param<Boolean> REUSE = Param.of(
                    "otp.reuse", Kinds.SWITCH, "Answer the present code again while it is good.", "reuse")
            .orElse("false");

    private static final Spec SPEC = Spec.named("otp")
            .summary("Makes a one-time code for an address, which you send to its owner.")
            .details("A later `useradd` with this code as `user.otp` succeeds only when it is right.")
            .param(ADDRESS)
            .param(TRIES)
            .param(EXPIRY)
            .param(REUSE)
            .answer("`otp`, six digits as text.")
            .example("""
                    {"otp": {"address": "+4915550100", "tries": 3}}""", """
                    {"otp": "482913", "op": "otp", "result": true}""");

    private final Accounts accounts;

    OtpOp(Accounts accounts) {
        this.accounts = accounts;
    }

    @Override
    public Spec spec() {
        return SPEC;
    }

    @Override
    public Outcome run(App app, Values values) {
        String address = values.need(ADDRESS);
        String problem = accounts.user(app.aid(), address) == null ? Accounts.addressProblem(address) : null;
        if (problem != null) {
            return Outcome.Refusal.bad(ADDRESS, problem);
        }
        return Outcome.Done.with(
                "otp",
                accounts.otp(
                        app.aid(),
                        address,
                        values.get(TRIES, USUAL_TRIES),
                        values.get(EXPIRY, USUAL_SECONDS),
                        values.get(REUSE, false)));
    }
}
