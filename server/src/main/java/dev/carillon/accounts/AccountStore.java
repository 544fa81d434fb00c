package dev.carillon.accounts;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Durable storage of apps, users, devices and contacts. Safe for all threads; methods block.
///
/// **Guarantees.** A write is one transaction: all of it or, when it throws, nothing. It is durable before [#write]
/// returns, and writes of many callers share one sync. Writes run one after the other, each seeing all before it, so
/// that a decision taken inside holds. Reads see every write that has returned. Failures of the disk are thrown as
/// [java.io.UncheckedIOException] to the callers concerned.
public interface AccountStore {

    <T extends @Nullable Object> T read(Function<Reader, T> work);

    /// @param work runs on the thread of the store: it must be short and must not use the store in another way
    <T extends @Nullable Object> T write(Function<Writer, T> work);

    /// What can be asked.
    interface Reader {
        /// All apps, by aid.
        List<App> apps();

        @Nullable
        User user(int uid);

        @Nullable
        User user(int aid, String address);

        /// As [Accounts#find].
        UserPage users(int aid, String pattern, int start, int count);

        int userCount(int aid);

        /// The user to whom a device belongs, 0 when there is no such device.
        int deviceOwner(int device);

        /// Devices of a user by id, also expired ones.
        List<Device> devices(int uid);

        /// Ids of those devices of a user that have never logged in, the oldest first.
        List<Integer> unusedDevices(int uid);

        Map<Integer, Contact> contacts(int uid);

        /// Who blocks something of this user: uid to [Block] bits.
        Map<Integer, Integer> blockers(int uid);

        /// Those who have a contact entry about this user.
        List<Integer> knownBy(int uid);

        LastSeen lastSeen(int uid);

        @Nullable
        OneTimeCode code(int aid, String address);

        @Nullable
        Invite invite(String hash);

        /// Invitations of an app, also those that have ended and were not deleted yet.
        int inviteCount(int aid);
    }

    /// What can be changed. Ids are never given twice.
    interface Writer extends Reader {
        int nextApp();

        int nextUser();

        int nextDevice();

        void insert(App app);

        void update(App app);

        /// Removes the app with everything that belongs to it.
        void deleteApp(int aid);

        void insert(User user);

        void update(User user);

        /// Removes the user with everything that belongs to it.
        ///
        /// @return ids of the groups it was a member of
        int[] deleteUser(int uid);

        void insert(Device device);

        void update(Device device);

        void deleteDevice(int id);

        /// The device has logged in.
        void used(int device);

        /// Ignored when one of the two users does not exist.
        void put(int uid, Contact contact);

        void deleteContact(int uid, int other);

        /// Ignored for users that do not exist.
        void seen(Map<Integer, LastSeen> seen);

        void put(int aid, String address, OneTimeCode code);

        void deleteCode(int aid, String address);

        void deleteCodesBefore(long expires);

        /// Adds or replaces the one of that hash.
        void put(Invite invite);

        void deleteInvite(String hash);

        void deleteInvitesFor(int aid, String address);

        void deleteInvitesBefore(long expires);
    }
}
