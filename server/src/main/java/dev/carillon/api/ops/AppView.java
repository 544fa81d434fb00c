package dev.carillon.api.ops;

import dev.carillon.accounts.Accounts;
import dev.carillon.accounts.App;
import dev.carillon.groups.Groups;
import java.util.LinkedHashMap;
import java.util.Map;

/// An application as the API shows it; never with its token.
final class AppView {
    private final Accounts accounts;
    private final Groups groups;

    AppView(Accounts accounts, Groups groups) {
        this.accounts = accounts;
        this.groups = groups;
    }

    Map<String, Object> of(App app) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("aid", app.aid());
        view.put("name", app.name());
        view.put("u_users", accounts.userCount(app.aid()));
        view.put("u_groups", groups.groupCount(app.aid()));
        view.put("flag", app.settings().flags());
        view.put("retention", app.settings().retention());
        view.put("deleteAfterDelivery", app.settings().deleteAfterDelivery());
        view.put("signedFiles", app.settings().signedFiles().word());
        return view;
    }

    Outcome answer(App app) {
        return Outcome.Done.with("app", of(app));
    }

    static Outcome.Refusal gone() {
        return Outcome.Refusal.of(ApiError.AUTHFAIL, "the application was deleted", "token");
    }
}
