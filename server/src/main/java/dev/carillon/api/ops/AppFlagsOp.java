package dev.carillon.api.ops;

import dev.carillon.accounts.Accounts;
import dev.carillon.accounts.App;
import dev.carillon.accounts.AppSettings;
import dev.carillon.accounts.Locks;

/// `appflags`: sets the application's flag word.
final class AppFlagsOp implements Op {
    private static final Param<Integer> FLAG = Param.of(
                    "app.flag", Kinds.FLAGS, "Your own bits, kept and shown.", "flag", "flags", "app.flags")
            .isRequired();

    private static final Spec SPEC = Spec.named("appflags")
            .summary("Sets the application's flags.")
            .param(FLAG)
            .answer("`app`, as `appstats` shows it.")
            .example("""
                    {"flag": 0}""", """
                    {"app": {"aid": 1, "name": "default", "u_users": 3, "u_groups": 1, "flag": 0, "retention": 31536000, "deleteAfterDelivery": false, "signedFiles": "default"}, "op": "appflags", "result": true}""");

    private final Accounts accounts;
    private final AppView view;
    private final Locks locks;

    AppFlagsOp(Accounts accounts, AppView view, Locks locks) {
        this.accounts = accounts;
        this.view = view;
        this.locks = locks;
    }

    @Override
    public Spec spec() {
        return SPEC;
    }

    @Override
    public Outcome run(App app, Values values) {
        synchronized (locks.of("apps")) {
            App now = accounts.app(app.aid());
            App changed = now == null ? null : accounts.changeApp(app.aid(), null, flagged(now.settings(), values));
            return changed == null ? AppView.gone() : view.answer(changed);
        }
    }

    private static AppSettings flagged(AppSettings before, Values values) {
        return new AppSettings(
                before.retention(),
                before.deleteAfterDelivery(),
                values.need(FLAG),
                before.webhook(),
                before.signedFiles());
    }
}
