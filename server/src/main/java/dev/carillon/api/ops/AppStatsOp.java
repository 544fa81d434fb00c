package dev.carillon.api.ops;

import dev.carillon.accounts.App;

/// `appstats`: shows the application.
final class AppStatsOp implements Op {
    private static final Param<Boolean> DETAIL = Param.of("d", Kinds.SWITCH, "Accepted; the answer is the same.");

    private static final Spec SPEC = Spec.named("appstats")
            .summary("Shows the application's name, numbers and settings.")
            .param(DETAIL)
            .answer("`app`: `aid`, `name`, `u_users` and `u_groups` (how many there are), `flag`, `retention`,"
                    + " `deleteAfterDelivery`, `signedFiles`.")
            .example("{}", """
                    {"app": {"aid": 1, "name": "default", "u_users": 3, "u_groups": 1, "flag": 0, "retention": 31536000, "deleteAfterDelivery": false, "signedFiles": "default"}, "op": "appstats", "result": true}""");

    private final AppView view;

    AppStatsOp(AppView view) {
        this.view = view;
    }

    @Override
    public Spec spec() {
        return SPEC;
    }

    @Override
    public Outcome run(App app, Values values) {
        return view.answer(app);
    }
}
