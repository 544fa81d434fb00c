package dev.carillon.api.ops;

import dev.carillon.accounts.Accounts;
import dev.carillon.accounts.App;
import dev.carillon.accounts.AppSettings;
import dev.carillon.accounts.Locks;
import dev.carillon.accounts.SignedFiles;
import java.util.List;
import java.util.stream.Stream;

/// `appset`: changes the application's name and settings.
final class AppSetOp implements Op {
    private static final int NAME_BYTES = 255;
    private static final long MAX_RETENTION = 100 * AppSettings.YEAR;

    private static final Param<String> NAME =
            Param.of("app.name", Kinds.text(NAME_BYTES), "Another name; unique on the server.", "name");
    private static final Param<Long> RETENTION = Param.of(
            "app.retention",
            Kinds.orUnchanged(Kinds.seconds(MAX_RETENTION)),
            "Seconds for which messages are kept; 0 for ever.",
            "retention");
    private static final Param<Boolean> DELETE_AFTER_DELIVERY = Param.of(
            "app.deleteAfterDelivery",
            Kinds.switchOrUnchanged(),
            "Drop a message from the server once all devices of all recipients have it.",
            "deleteAfterDelivery");

    private static final Param<SignedFiles> SIGNED_FILES = Param.of(
            "app.signedFiles",
            Kinds.oneOf(SignedFiles.values(), SignedFiles::word),
            "Whether downloads of files need a signed URL that ends: on, off, or default as the server's setting"
                    + " `files-signed` says.",
            "signedFiles");

    /// Settings of things that the server cannot do yet. To accept them would be to promise them.
    private static final List<Param<?>> LATER = Stream.of(
                    "webhook",
                    "url",
                    "secret",
                    "notify",
                    "nrate",
                    "ninterval",
                    "fcm_id",
                    "fcm_key",
                    "push",
                    "e2ee",
                    "maxusers",
                    "maxgroups",
                    "maxmsgs")
            .<Param<?>>map(name ->
                    Param.of("app." + name, Kinds.ANYTHING, "Not available yet: refused when set to something.", name))
            .toList();

    private static final Spec SPEC = Spec.named("appset")
            .summary("Changes the application's name and settings.")
            .details("What is absent stays as it is; so does what is -1.")
            .param(NAME)
            .param(RETENTION)
            .param(DELETE_AFTER_DELIVERY)
            .param(SIGNED_FILES)
            .params(LATER)
            .answer("`app`, as `appstats` shows it.")
            .errors(ApiError.EXISTS)
            .example("""
                    {"app": {"retention": 2592000}}""", """
                    {"app": {"aid": 1, "name": "default", "u_users": 3, "u_groups": 1, "flag": 0, "retention": 2592000, "deleteAfterDelivery": false, "signedFiles": "default"}, "op": "appset", "result": true}""");

    private final Accounts accounts;
    private final AppView view;
    private final Locks locks;

    AppSetOp(Accounts accounts, AppView view, Locks locks) {
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
        for (Param<?> later : LATER) {
            if (values.has(later)) {
                return Outcome.Refusal.bad(later, "not available yet");
            }
        }
        String name = values.get(NAME, "").strip();
        if (values.has(NAME) && name.isEmpty()) {
            return Outcome.Refusal.bad(NAME, "must not be empty");
        }
        synchronized (locks.of("apps")) {
            App other = accounts.appNamed(name);
            if (other != null && other.aid() != app.aid()) {
                return Outcome.Refusal.of(ApiError.EXISTS, "there is an application of this name", NAME.path());
            }
            return set(app.aid(), name, values);
        }
    }

    private Outcome set(int aid, String name, Values values) {
        App now = accounts.app(aid);
        if (now == null) {
            return AppView.gone();
        }
        AppSettings before = now.settings();
        var settings = new AppSettings(
                values.get(RETENTION, before.retention()),
                values.get(DELETE_AFTER_DELIVERY, before.deleteAfterDelivery()),
                before.flags(),
                before.webhook(),
                values.get(SIGNED_FILES, before.signedFiles()));
        App changed = accounts.changeApp(aid, Fields.emptyToNull(name), settings);
        return changed == null ? AppView.gone() : view.answer(changed);
    }
}
