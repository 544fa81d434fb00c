package dev.carillon.accounts;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Apps, users, devices, contacts. Reads are served from memory where possible; writes return when they are durable.
/// Safe for all threads.
public final class Accounts {

    // --- apps

    /// Creates an app with a fresh token; null when the name is taken.
    public @Nullable App createApp(String name) {
        throw new UnsupportedOperationException();
    }

    public List<App> apps() {
        throw new UnsupportedOperationException();
    }

    public @Nullable App app(int aid) {
        throw new UnsupportedOperationException();
    }

    public @Nullable App appNamed(String name) {
        throw new UnsupportedOperationException();
    }

    /// Finds an app by its token, also one that another process has just added to the data folder.
    public @Nullable App appByToken(String token) {
        throw new UnsupportedOperationException();
    }

    /// Gives the app another token; the old one is refused from now on. Null: no such app.
    public @Nullable App renewAppToken(int aid) {
        throw new UnsupportedOperationException();
    }

    /// Null members are unchanged. Null result: no such app.
    public @Nullable App changeApp(int aid, @Nullable String name, @Nullable AppSettings settings) {
        throw new UnsupportedOperationException();
    }

    /// Deletes the app with its users, devices and contacts.
    public boolean deleteApp(int aid) {
        throw new UnsupportedOperationException();
    }

    // --- users

    public @Nullable User user(int uid) {
        throw new UnsupportedOperationException();
    }

    public @Nullable User user(int aid, String address) {
        throw new UnsupportedOperationException();
    }

    /// The user of that address, created if there is none, with the change applied. The caller has checked the
    /// address
    /// ([#addressProblem]).
    ///
    /// @param announce tell watchers of a changed profile
    public User put(int aid, String address, UserChange change, boolean announce) {
        throw new UnsupportedOperationException();
    }

    /// Null: no such user.
    public @Nullable User change(int uid, UserChange change, boolean announce) {
        throw new UnsupportedOperationException();
    }

    /// Deletes the user with its devices and contacts. False: no such user.
    public boolean delete(int uid) {
        throw new UnsupportedOperationException();
    }

    /// Users whose address matches; `*` stands for any text, without one the match is exact.
    public UserPage find(int aid, String pattern, int start, int count) {
        throw new UnsupportedOperationException();
    }

    public int userCount(int aid) {
        throw new UnsupportedOperationException();
    }

    /// What is wrong with an address (empty, over 63 bytes, control characters), or null.
    public static @Nullable String addressProblem(String address) {
        throw new UnsupportedOperationException();
    }

    // --- devices and tokens

    /// Issues a token; the previous one of the same place (appid, or platforms; and device name) ends at once.
    public IssuedToken issue(int uid, TokenRequest request) {
        throw new UnsupportedOperationException();
    }

    /// Live devices of a user, oldest first.
    public List<Device> devices(int uid) {
        throw new UnsupportedOperationException();
    }

    /// The token text of a device.
    public String token(Device device) {
        throw new UnsupportedOperationException();
    }

    /// Ends tokens of a user; null filters match all. Returns how many.
    public int revoke(int uid, @Nullable String appid, @Nullable Integer platforms, @Nullable String device) {
        throw new UnsupportedOperationException();
    }

    /// Ends one token by its text. False: there is none.
    public boolean revokeToken(int aid, String token) {
        throw new UnsupportedOperationException();
    }

    public boolean revokeDevice(int deviceId) {
        throw new UnsupportedOperationException();
    }

    /// Checks a user token.
    ///
    /// @param appid what the client says its app is, or null
    /// @param platform one of [Platform], in any case, or null for `javascript`
    public Login login(String token, @Nullable String appid, @Nullable String platform) {
        throw new UnsupportedOperationException();
    }

    // --- one-time codes

    /// Makes (or with `reuse` repeats) a code of six digits for an address, good for `tries` attempts and `expiry`
    /// seconds.
    public String otp(int aid, String address, int tries, long expiry, boolean reuse) {
        throw new UnsupportedOperationException();
    }

    /// Checks and uses up a code.
    public boolean verifyOtp(int aid, String address, String code) {
        throw new UnsupportedOperationException();
    }

    // --- contacts

    /// What `uid` has noted about `other`; [Contact#none] when nothing.
    public Contact contact(int uid, int other) {
        throw new UnsupportedOperationException();
    }

    public List<Contact> contacts(int uid) {
        throw new UnsupportedOperationException();
    }

    /// Stores contacts of `uid` by the other one's uid. All or none.
    public void setContacts(int uid, Map<Integer, Contact> contacts) {
        throw new UnsupportedOperationException();
    }

    // --- last seen

    /// Notes that a user was connected just now. Kept in memory and written behind: may be lost by a crash, never
    /// blocks.
    public void seen(int uid, long at, long ip) {
        throw new UnsupportedOperationException();
    }

    public LastSeen lastSeen(int uid) {
        throw new UnsupportedOperationException();
    }

    public void listen(AccountListener listener) {
        throw new UnsupportedOperationException();
    }
}
