package dev.carillon.api.ops;

import dev.carillon.accounts.Accounts;
import dev.carillon.accounts.App;
import dev.carillon.accounts.Invitation;
import dev.carillon.protocol.Limits;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/// `inviteadd`: makes a link by which somebody logs in to the messenger page.
final class InviteAddOp implements Op {
    private static final long USUAL_SECONDS = 86_400;
    private static final long MOST_SECONDS = 366 * USUAL_SECONDS;

    private static final Param<String> ADDRESS = Param.of(
            "invite.address",
            Kinds.ADDRESS,
            "Who logs in by the link: an existing user, or one who is made at the first use. Without it, each use makes"
                    + " a user with a random address.",
            "address",
            "addr");
    private static final Param<String> NAME = Param.of(
            "invite.name",
            Kinds.text(Limits.NAME_BYTES),
            "Name of that user, unless the person who follows the link chooses another.",
            "name");
    private static final Param<Long> LIFETIME = Param.of(
                    "invite.lifetime",
                    Kinds.number(1, MOST_SECONDS),
                    "Seconds after which the link no longer works.",
                    "lifetime")
            .orElse("86400, a day");
    private static final Param<Integer> USES = Param.of(
                    "invite.uses", Kinds.integer(1, 10_000), "How often the link can be used.", "uses")
            .orElse("1");

    private static final Spec SPEC = Spec.named("inviteadd")
            .summary("Makes a link by which somebody logs in to the messenger page.")
            .details("Send the link to the person you invite. The secret stands behind the `#`, so browsers do not send"
                    + " it to servers or proxies when they open the page. The page redeems it by `POST /invite` with"
                    + " `{\"secret\": …, \"name\": …}` and gets an access token for a device of its own, good for a"
                    + " year. The server keeps only a hash of the secret. An operation of Carillon's own.")
            .param(ADDRESS)
            .param(NAME)
            .param(LIFETIME)
            .param(USES)
            .answer("`invite.secret`, `invite.url`, `invite.expires` (milliseconds since 1970), `invite.uses`. The"
                    + " address begins with the setting `public-url`; without it, with the address on which the server"
                    + " listens, or with its path where the system chose the port.")
            .errors(ApiError.QUOTA)
            .example("""
                    {"invite": {"name": "Ana", "lifetime": 3600}}""", """
                    {"invite": {"secret": "uB1rN0vJqk4zYt7w", "url": "https://chat.example.com/messenger#invite=uB1rN0vJqk4zYt7w", "expires": 1790000000000, "uses": 1}, "op": "inviteadd", "result": true}""");

    private final Accounts accounts;
    private final String publicUrl;

    InviteAddOp(Accounts accounts, String publicUrl) {
        this.accounts = accounts;
        this.publicUrl = publicUrl;
    }

    @Override
    public Spec spec() {
        return SPEC;
    }

    @Override
    public Outcome run(App app, Values values) {
        String address = values.get(ADDRESS);
        String problem = address == null ? null : Accounts.addressProblem(address);
        if (problem != null) {
            return Outcome.Refusal.bad(ADDRESS, problem);
        }
        Invitation made = accounts.invite(
                app.aid(),
                address,
                values.get(NAME, "").strip(),
                values.get(USES, 1),
                Duration.ofSeconds(values.get(LIFETIME, USUAL_SECONDS)));
        return made == null
                ? Outcome.Refusal.of(ApiError.QUOTA, "the application has too many invitations")
                : Outcome.Done.with("invite", shown(made));
    }

    private Map<String, Object> shown(Invitation made) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("secret", made.secret());
        shown.put("url", publicUrl + "/messenger#invite=" + made.secret());
        shown.put("expires", made.expires());
        shown.put("uses", made.uses());
        return shown;
    }
}
