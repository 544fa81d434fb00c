package dev.carillon.accounts;

import dev.carillon.protocol.Limits;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Devices and the tokens that are their keys. Expired devices count as absent; their rows go when their place is
/// needed, so that a user never has more than [Limits#DEVICES] rows. Where all places are taken by live ones, the
/// device makes room that has waited longest for its first login; one that has ever logged in never does.
final class Devices {
    private static final long USERS = 300_000;
    private static final long MINUTE = 60_000;

    private final AccountStore store;
    private final TokenKey key;
    private final Clock clock;
    private final AccountListeners listeners;
    private final ReadThrough<Integer, List<Device>> byUser;
    private final ReadThrough<Integer, Integer> owners;
    private final ReadThrough<Integer, List<Integer>> unused;

    /// @param ended devices whose token has ended, as they were
    private record Issue(@Nullable Device device, @Nullable Device replaced, List<Device> ended) {}

    Devices(AccountStore store, TokenKey key, Clock clock, AccountListeners listeners) {
        this.store = store;
        this.key = key;
        this.clock = clock;
        this.listeners = listeners;
        byUser = ReadThrough.sized(USERS, uid -> store.read(rows -> rows.devices(uid)));
        owners = ReadThrough.sized(USERS, this::owner);
        unused = ReadThrough.sized(USERS, uid -> store.read(rows -> rows.unusedDevices(uid)));
    }

    List<Device> live(int uid) {
        List<Device> all = all(uid);
        long now = clock.millis();
        return all.stream().allMatch(device -> live(device, now))
                ? all
                : all.stream().filter(device -> live(device, now)).toList();
    }

    private List<Device> all(int uid) {
        return byUser.get(uid);
    }

    private static boolean live(Device device, long now) {
        return device.expires() == 0 || device.expires() > now;
    }

    String token(Device device) {
        return key.seal(device.id(), device.generation());
    }

    /// The live device whose present token this is, or null.
    @Nullable
    Device byToken(String token) {
        TokenKey.Claim claim = key.check(token);
        Device device = claim == null ? null : find(claim.device());
        return device != null && claim != null && device.generation() == claim.generation() ? device : null;
    }

    private @Nullable Device find(int id) {
        Integer uid = owners.find(id);
        if (uid != null) {
            for (Device device : live(uid)) {
                if (device.id() == id) {
                    return device;
                }
            }
        }
        return null;
    }

    /// A device has logged in. Written the first time only.
    void used(Device device) {
        if (unused.get(device.uid()).contains(device.id())) {
            writing(device.uid(), rows -> {
                rows.used(device.id());
                return true;
            });
        }
    }

    private @Nullable Integer owner(int id) {
        int uid = store.read(rows -> rows.deviceOwner(id));
        return uid == 0 ? null : uid;
    }

    IssuedToken issue(int uid, TokenRequest request) {
        long now = clock.millis();
        Issue issue = writing(uid, rows -> issue(rows, uid, request, now));
        if (issue.replaced() != null) {
            Device replaced = issue.replaced();
            listeners.tell(listener -> listener.tokenEnded(replaced, true));
        }
        issue.ended().forEach(device -> owners.forget(device.id()));
        issue.ended().forEach(device -> listeners.tell(listener -> listener.tokenEnded(device, false)));
        return issue.device() == null
                ? new IssuedToken.TooManyDevices()
                : new IssuedToken.Issued(issue.device(), token(issue.device()));
    }

    private static Issue issue(AccountStore.Writer rows, int uid, TokenRequest request, long now) {
        if (rows.user(uid) == null) {
            throw new NoSuchElementException("there is no user " + uid);
        }
        List<Device> devices = rows.devices(uid);
        for (Device device : devices) {
            if (samePlace(device, request)) {
                Device renewed = device(device.id(), uid, request, device.generation() + 1, device.created(), now);
                rows.update(renewed);
                return new Issue(renewed, device, List.of());
            }
        }
        List<Device> ended = devices.size() < Limits.DEVICES ? List.of() : sweep(rows, devices, now);
        if (devices.size() - ended.size() >= Limits.DEVICES) {
            return new Issue(null, null, ended);
        }
        Device added = device(rows.nextDevice(), uid, request, 1, now, now);
        rows.insert(added);
        return new Issue(added, null, ended);
    }

    private static List<Device> sweep(AccountStore.Writer rows, List<Device> devices, long now) {
        List<Device> expired =
                devices.stream().filter(device -> !live(device, now)).toList();
        List<Device> ended = expired.isEmpty() ? longestUnused(rows, devices) : expired;
        ended.forEach(device -> rows.deleteDevice(device.id()));
        return ended;
    }

    private static List<Device> longestUnused(AccountStore.Writer rows, List<Device> devices) {
        List<Integer> waiting = devices.isEmpty()
                ? List.of()
                : rows.unusedDevices(devices.getFirst().uid());
        return waiting.isEmpty()
                ? List.of()
                : devices.stream()
                        .filter(device -> device.id() == waiting.getFirst())
                        .toList();
    }

    private static boolean samePlace(Device device, TokenRequest request) {
        return device.v2() == request.v2()
                && Objects.equals(device.device(), request.device())
                && (request.v2()
                        ? device.platforms() == request.platforms()
                        : Objects.equals(device.appid(), request.appid()));
    }

    private static Device device(int id, int uid, TokenRequest request, int generation, long created, long now) {
        return new Device(
                id,
                uid,
                request.appid(),
                request.v2(),
                request.platforms(),
                request.packageName(),
                request.bundle(),
                request.url(),
                request.device(),
                request.linkto(),
                expires(request.expiry(), now),
                request.autorefresh(),
                generation,
                created);
    }

    /// A life too long for the calendar is one without end.
    private static long expires(long minutes, long now) {
        return minutes <= 0 || minutes > (Limits.MAX_ID - now) / MINUTE ? 0 : now + minutes * MINUTE;
    }

    int revoke(int uid, Predicate<Device> which) {
        long now = clock.millis();
        List<Device> gone = writing(uid, rows -> {
            List<Device> revoked = new ArrayList<>();
            for (Device device : rows.devices(uid)) {
                if (which.test(device)) {
                    rows.deleteDevice(device.id());
                    revoked.add(device);
                }
            }
            return revoked;
        });
        gone.forEach(device -> owners.forget(device.id()));
        gone.forEach(device -> listeners.tell(listener -> listener.tokenEnded(device, false)));
        return (int) gone.stream().filter(device -> live(device, now)).count();
    }

    boolean revoke(int id) {
        Integer uid = owners.find(id);
        return uid != null && revoke(uid, device -> device.id() == id) > 0;
    }

    private <T> T writing(int uid, Function<AccountStore.Writer, T> work) {
        try {
            return store.write(work);
        } finally {
            byUser.forget(uid);
            unused.forget(uid);
        }
    }

    void forget(Users.Deleted gone) {
        byUser.forget(gone.user().uid());
        unused.forget(gone.user().uid());
        gone.devices().forEach(device -> owners.forget(device.id()));
    }
}
