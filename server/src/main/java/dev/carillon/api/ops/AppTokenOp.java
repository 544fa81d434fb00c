package dev.carillon.api.ops;

import dev.carillon.accounts.Accounts;
import dev.carillon.accounts.App;
import java.util.Map;

/// `apptoken`: gives the application another token.
final class AppTokenOp implements Op {
    private static final Spec SPEC = Spec.named("apptoken")
            .summary("Gives the application another token. The old one is refused from now on.")
            .details("User tokens stay good.")
            .answer("`app.token`, the new application token: 64 characters of `[0-9a-z]`. This is the only place"
                    + " where the API shows it.")
            .example("{}", """
                    {"app": {"token": "k3x9…"}, "op": "apptoken", "result": true}""");

    private final Accounts accounts;

    AppTokenOp(Accounts accounts) {
        this.accounts = accounts;
    }

    @Override
    public Spec spec() {
        return SPEC;
    }

    @Override
    public Outcome run(App app, Values values) {
        App renewed = accounts.renewAppToken(app.aid());
        return renewed == null ? AppView.gone() : Outcome.Done.with("app", Map.of("token", renewed.token()));
    }
}
