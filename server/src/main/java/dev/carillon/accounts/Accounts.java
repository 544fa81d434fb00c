package dev.carillon.accounts;

import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Apps, users, devices, contacts. Reads are served from memory where possible; writes return when they are durable.
/// Safe for all threads.
public final class Accounts implements AutoCloseable {
    private static final int BATCH = 500;
    private static final long FLUSH_SECONDS = 3;
    private static final long SWEEP_SECONDS = 60;

    private final AccountStore store;
    private final AccountListeners listeners = new AccountListeners();
    private final Apps apps;
    private final Users users;
    private final Devices devices;
    private final Logins logins;
    private final OneTimeCodes codes;
    private final Invites invites;
    private final Contacts contacts;
    private final SeenLog seenLog;
    private final Upkeep upkeep;

    private Accounts(AccountStore store, TokenKey key, Clock clock, Background background) {
        this.store = store;
        apps = new Apps(store);
        users = new Users(store, listeners);
        devices = new Devices(store, key, clock, listeners);
        logins = new Logins(apps, users, devices);
        codes = new OneTimeCodes(store, clock);
        invites = new Invites(store, users, devices, clock);
        contacts = new Contacts(store, listeners);
        seenLog = new SeenLog(store);
        upkeep = new Upkeep("accounts-upkeep", background);
    }

    /// @param key makes and checks user tokens
    public static Accounts create(AccountStore store, TokenKey key, Clock clock) {
        return create(store, key, clock, Background.real());
    }

    public static Accounts create(AccountStore store, TokenKey key, Clock clock, Background background) {
        var accounts = new Accounts(store, key, clock, background);
        accounts.upkeep.every(FLUSH_SECONDS, accounts.seenLog::flush);
        accounts.upkeep.every(FLUSH_SECONDS, accounts.apps::reload);
        accounts.upkeep.every(SWEEP_SECONDS, accounts.codes::sweep);
        accounts.upkeep.every(SWEEP_SECONDS, accounts.invites::sweep);
        return accounts;
    }

    /// Writes what waits to be written. The store is closed after this.
    @Override
    public void close() {
        upkeep.close();
        seenLog.flush();
    }

    // --- apps

    /// Creates an app with a fresh token; null when the name is taken.
    public @Nullable App createApp(String name) {
        return apps.create(name);
    }

    public List<App> apps() {
        return apps.all();
    }

    public @Nullable App app(int aid) {
        return apps.find(aid);
    }

    public @Nullable App appNamed(String name) {
        return apps.find(name);
    }

    /// Finds an app by its token, also one that another process has just added to the data folder.
    public @Nullable App appByToken(String token) {
        return apps.byToken(token);
    }

    /// Gives the app another token; the old one is refused from now on. Null: no such app.
    public @Nullable App renewAppToken(int aid) {
        return apps.renewToken(aid);
    }

    /// Null members are unchanged. Null result: no such app.
    public @Nullable App changeApp(int aid, @Nullable String name, @Nullable AppSettings settings) {
        return apps.change(
                aid,
                app -> new App(
                        aid,
                        name == null ? app.name() : name,
                        app.token(),
                        settings == null ? app.settings() : settings));
    }

    /// Deletes the app with its users, devices, contacts and groups. Its token is void at once. The users go in
    /// batches: after a crash in between, the rest is still there, to be deleted again.
    public boolean deleteApp(int aid) {
        App app = apps.renewToken(aid);
        if (app == null) {
            return false;
        }
        listeners.tell(listener -> listener.appDeleting(app));
        for (var gone = users.deleteSome(aid, BATCH); !gone.isEmpty(); gone = users.deleteSome(aid, BATCH)) {
            gone.forEach(this::deleted);
        }
        apps.delete(aid);
        listeners.tell(listener -> listener.appDeleted(app));
        return true;
    }

    // --- users

    public @Nullable User user(int uid) {
        return users.find(uid);
    }

    public @Nullable User user(int aid, String address) {
        return users.find(aid, address);
    }

    /// The user of that address, created if there is none, with the change applied. The caller has checked the
    /// address ([#addressProblem]) and the profile ([#profileProblem]).
    ///
    /// @param announce tell watchers of a changed profile
    public User put(int aid, String address, UserChange change, boolean announce) {
        return users.put(aid, address, change, announce);
    }

    /// Null: no such user.
    public @Nullable User change(int uid, UserChange change, boolean announce) {
        return users.change(uid, change, announce);
    }

    /// Deletes the user with its devices and contacts. False: no such user.
    public boolean delete(int uid) {
        User user = users.find(uid);
        if (user != null) {
            listeners.tell(listener -> listener.userDeleting(user));
        }
        List<Users.Deleted> gone = users.delete(uid);
        gone.forEach(this::deleted);
        return !gone.isEmpty();
    }

    private void deleted(Users.Deleted gone) {
        devices.forget(gone);
        contacts.forget(gone);
        listeners.tell(listener -> listener.userDeleted(gone.user(), gone.groups()));
        users.ended(gone);
    }

    /// Users whose address matches; `*` stands for any text, without one the match is exact.
    public UserPage find(int aid, String pattern, int start, int count) {
        return store.read(rows -> rows.users(aid, pattern, Math.max(start, 0), Math.max(count, 0)));
    }

    public int userCount(int aid) {
        return store.read(rows -> rows.userCount(aid));
    }

    /// What is wrong with an address (empty, over 63 bytes, control characters), or null.
    public static @Nullable String addressProblem(String address) {
        return Users.addressProblem(address);
    }

    /// What is wrong with the profile that a change would give to a user (null: to a new one), or null: it must not
    /// be larger than [dev.carillon.protocol.Limits#FIELDS_BYTES].
    public static @Nullable String profileProblem(@Nullable User user, UserChange change) {
        return Users.profileProblem(user, change);
    }

    // --- devices and tokens

    /// Issues a token; the previous one of the same place (appid, or platforms; and device name) ends at once.
    public IssuedToken issue(int uid, TokenRequest request) {
        return devices.issue(uid, request);
    }

    /// Live devices of a user, oldest first.
    public List<Device> devices(int uid) {
        return devices.live(uid);
    }

    /// The token text of a device.
    public String token(Device device) {
        return devices.token(device);
    }

    /// Ends tokens of a user; null filters match all. Returns how many.
    public int revoke(int uid, @Nullable String appid, @Nullable Integer platforms, @Nullable String device) {
        return devices.revoke(
                uid,
                one -> (appid == null || appid.equals(one.appid()))
                        && (platforms == null || platforms == one.platforms())
                        && (device == null || device.equals(one.device())));
    }

    /// Ends one token by its text. False: there is none.
    public boolean revokeToken(int aid, String token) {
        Device device = devices.byToken(token);
        User user = device == null ? null : users.find(device.uid());
        return device != null && user != null && user.aid() == aid && devices.revoke(device.id());
    }

    public boolean revokeDevice(int deviceId) {
        return devices.revoke(deviceId);
    }

    /// Checks a user token.
    ///
    /// @param appid what the client says its app is, or null
    /// @param platform one of [Platform], in any case, or null for `javascript`
    public Login login(String token, @Nullable String appid, @Nullable String platform) {
        return logins.check(token, appid, platform);
    }

    /// Whether it has the form of a user's token, whoever made it.
    public static boolean isUserToken(String text) {
        return text.length() == TokenKey.TOKEN_CHARS
                && text.chars().allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'));
    }

    // --- one-time codes

    /// Makes (or with `reuse` repeats) a code of six digits for an address, good for `tries` attempts and `expiry`
    /// seconds.
    public String otp(int aid, String address, int tries, long expiry, boolean reuse) {
        return codes.make(aid, address, tries, expiry, reuse);
    }

    /// Checks and uses up a code.
    public boolean verifyOtp(int aid, String address, String code) {
        return codes.verify(aid, address, code);
    }

    // --- invitations

    /// Makes an invitation: who knows its secret logs in as the user of that address, who is made when there is none.
    /// Null: the app has 10,000 of them.
    ///
    /// @param address null: each use makes a user with a random address
    /// @param name for a user that is made; empty: none
    public @Nullable Invitation invite(int aid, @Nullable String address, String name, int uses, Duration life) {
        return invites.make(aid, address, name, uses, life);
    }

    /// Ends an invitation; tokens that were given by it stay good. False: the app has none with that secret.
    public boolean endInvitation(int aid, String secret) {
        return invites.end(aid, secret);
    }

    /// Uses an invitation once.
    ///
    /// @param name what the user wants to be called; empty: as the invitation says
    public Redeemed redeem(String secret, String name) {
        return invites.redeem(secret, name);
    }

    // --- contacts

    /// What `uid` has noted about `other`; [Contact#none] when nothing. Where one of them is just being deleted, as if
    /// everything were blocked: what was noted is gone before the last session is.
    public Contact contact(int uid, int other) {
        Contact noted = contacts.find(uid, other);
        return users.isEnding(uid) || users.isEnding(other) ? Contact.blocked(other) : noted;
    }

    /// All that `uid` has noted, by the other one's uid.
    public List<Contact> contacts(int uid) {
        return contacts.list(uid);
    }

    /// Who blocks something of this user: uid to the sum of [Block] bits. For senders to large groups, where asking
    /// [#contact] for each member would be slow. The map is shared: do not change it.
    public Map<Integer, Integer> blockers(int uid) {
        Map<Integer, Integer> blockers = contacts.blockers(uid);
        Set<Integer> ending = users.ending();
        if (ending.isEmpty()) {
            return blockers;
        }
        Map<Integer, Integer> all = new HashMap<>(blockers);
        ending.forEach(one -> all.put(one, Block.ALL));
        return all;
    }

    /// Stores contacts of `uid` by the other one's uid. All or none: false when the user would have more than 10,000.
    public boolean setContacts(int uid, Map<Integer, Contact> contacts) {
        return this.contacts.set(uid, contacts);
    }

    // --- last seen

    /// Notes that a user was connected just now. Kept in memory and written behind: may be lost by a crash, never
    /// blocks.
    public void seen(int uid, long at, long ip) {
        seenLog.note(uid, new LastSeen(at, ip));
    }

    public LastSeen lastSeen(int uid) {
        return seenLog.find(uid);
    }

    public void listen(AccountListener listener) {
        listeners.add(listener);
    }
}
