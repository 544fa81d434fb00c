package dev.carillon.gateway;

import dev.carillon.accounts.AccountListener;
import dev.carillon.accounts.App;
import dev.carillon.accounts.Contact;
import dev.carillon.accounts.Device;
import dev.carillon.accounts.Locks;
import dev.carillon.accounts.User;
import dev.carillon.protocol.CloseCode;
import dev.carillon.protocol.ServerFrame;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What changes of accounts mean for those who are connected: sessions that must end, profiles that others see.
final class AccountEvents implements AccountListener {
    private final Gateway.Parts parts;
    private final Locks turns = new Locks();

    AccountEvents(Gateway.Parts parts) {
        this.parts = parts;
    }

    @Override
    public void userChanged(User before, User after, boolean announce) {
        if (!after.active()) {
            parts.hub().closeAll(after.uid(), CloseCode.DISABLED, "the user was disabled");
            return;
        }
        parts.hub().refresh(after);
        boolean visible =
                !before.name().equals(after.name()) || !before.profile().equals(after.profile());
        if (announce && visible) {
            synchronized (turns.of(after.uid())) {
                // not `after`: a later change may have been shown already, and what is shown last must be true
                showAll(parts.accounts().user(after.uid()));
            }
        }
    }

    private void showAll(@Nullable User user) {
        if (user == null) {
            return;
        }
        show(user.uid(), user);
        parts.presence().forEachWatcher(user.uid(), watcher -> {
            if (watcher != user.uid()) {
                show(watcher, user);
            }
        });
    }

    private void show(int viewer, User user) {
        if (parts.hub().online(viewer)) {
            var profile = ProfileFrames.seenBy(parts.accounts(), viewer, user);
            parts.hub().frame(viewer, parts.codec().encode(new ServerFrame.ProfileChanged(profile)), 0);
        }
    }

    @Override
    public void userAdded(User user) {
        synchronized (turns.of(name(user))) {
            tellWhoAwaits(user.aid(), user.address());
        }
    }

    /// Those who watch the address hear of its user, who is offline until they hear otherwise.
    private void tellWhoAwaits(int aid, String address) {
        User user = parts.presence().isAwaited(aid, address) ? parts.accounts().user(aid, address) : null;
        if (user != null) {
            for (int watcher : parts.presence().appeared(user)) {
                show(watcher, user);
            }
        }
    }

    /// What one hears of an address is in order: who had it is gone before somebody else has it.
    @Override
    public void userDeleted(User user) {
        parts.hub().closeAll(user.uid(), CloseCode.DISABLED, "the user was deleted");
        byte[] gone = parts.codec().encode(new ServerFrame.ProfileChanged(ProfileFrames.gone(user)));
        synchronized (turns.of(name(user))) {
            for (int watcher : parts.presence().gone(user)) {
                parts.hub().frame(watcher, gone, 0);
            }
            tellWhoAwaits(user.aid(), user.address());
        }
    }

    @Override
    public void contactChanged(int uid, Contact before, Contact after) {
        parts.presence().contactChanged(uid, before, after);
    }

    private static Object name(User user) {
        return List.of(user.aid(), user.address());
    }

    @Override
    public void tokenEnded(Device device, boolean remains) {
        String reason = remains ? "the token was replaced by a new one" : "the token was revoked";
        parts.hub().close(device.uid(), device.id(), CloseCode.SIGNOUT, reason);
    }

    @Override
    public void appDeleted(App app) {
        parts.hub().forEach(session -> {
            Identity identity = session.identity();
            if (identity != null && identity.aid() == app.aid()) {
                session.close(CloseCode.DISABLED, "the app was deleted");
            }
        });
    }
}
