package dev.carillon.messaging;

import dev.carillon.accounts.Accounts;
import dev.carillon.accounts.App;
import dev.carillon.accounts.AppSettings;
import dev.carillon.accounts.IssuedToken;
import dev.carillon.accounts.TokenKey;
import dev.carillon.accounts.TokenRequest;
import dev.carillon.accounts.UserChange;
import dev.carillon.groups.Actor;
import dev.carillon.groups.GroupChange;
import dev.carillon.groups.GroupResult;
import dev.carillon.groups.Groups;
import dev.carillon.groups.MemberChange;
import dev.carillon.protocol.Age;
import dev.carillon.protocol.ClientFrame;
import dev.carillon.protocol.Content;
import dev.carillon.protocol.FrameCodec;
import dev.carillon.protocol.Limits;
import dev.carillon.protocol.MessageFlags;
import dev.carillon.protocol.ServerFrame;
import dev.carillon.storage.messages.rocks.RocksMessageStore;
import dev.carillon.storage.sql.SqlDirectory;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Messaging with its real stores in a folder, a clock that the test moves, and [Screens] in the place of the gateway.
final class House implements AutoCloseable {
    final TestClock clock = new TestClock();
    final Screens screens = new Screens();
    final Accounts accounts;
    final Groups groups;
    final MessageStore store;
    final Messaging messaging;
    final App app;

    private final SqlDirectory directory;
    private long lastMid = 1_000;

    House(Path folder) throws Exception {
        this(folder, store -> store);
    }

    /// @param seen the store as messaging sees it
    House(Path folder, UnaryOperator<MessageStore> seen) throws Exception {
        directory = SqlDirectory.open(folder, clock);
        store = RocksMessageStore.open(folder.resolve("messages"), clock);
        accounts = Accounts.create(directory.accounts(), TokenKey.open(folder), clock);
        groups = Groups.create(directory.groups(), accounts, clock, Messaging.order(store));
        App created = accounts.createApp("test");
        app = created == null ? accounts.apps().getFirst() : created;
        messaging =
                Messaging.create(seen.apply(store), accounts, groups, screens, new FrameCodec(), clock, aid -> false);
    }

    void settings(AppSettings settings) {
        accounts.changeApp(app.aid(), null, settings);
    }

    /// A user with one device, made when missing.
    Sender user(String address) {
        return device(address, "phone");
    }

    Sender device(String address, String device) {
        var user = accounts.put(app.aid(), address, UserChange.NONE, false);
        var request = new TokenRequest(null, true, 0, null, null, null, device, null, 0, 0);
        return switch (accounts.issue(user.uid(), request)) {
            case IssuedToken.Issued issued -> new Sender(user, issued.device().id());
            case IssuedToken.TooManyDevices _ -> throw new AssertionError("too many devices");
        };
    }

    int group(String owner, List<String> members) {
        var result =
                groups.create(new Actor.Backend(app.aid()), GroupChange.NONE, owner, members, MemberChange.DEFAULT);
        return ((GroupResult.Done) result).group().gid();
    }

    static Draft draft(String to, String text) {
        return new Draft(
                0, to, 0, Content.text(text), 0, MessageFlags.DEFAULT, Limits.DEFAULT_EXPIRY, 0, 0, 0, false, null);
    }

    SendResult.Accepted send(Sender from, String to, String text) {
        return send(from, draft(to, text));
    }

    SendResult.Accepted sendToGroup(Sender from, int gid, String text) {
        return send(
                from,
                new Draft(
                        0,
                        null,
                        gid,
                        Content.text(text),
                        0,
                        MessageFlags.DEFAULT,
                        Limits.DEFAULT_EXPIRY,
                        0,
                        0,
                        0,
                        false,
                        null));
    }

    SendResult.Accepted sendWith(Sender from, String to, String text, long expiry, long when, @Nullable Age age) {
        return (SendResult.Accepted) messaging.send(from, with(to, text, expiry, when, age));
    }

    Draft with(String to, String text, long expiry, long when, @Nullable Age age) {
        return new Draft(++lastMid, to, 0, Content.text(text), 0, MessageFlags.DEFAULT, expiry, when, 0, 0, false, age);
    }

    /// Numbers the draft when it has no mid.
    SendResult.Accepted send(Sender from, Draft d) {
        Draft numbered = d.mid() != 0
                ? d
                : new Draft(
                        ++lastMid,
                        d.to(),
                        d.gid(),
                        d.content(),
                        d.type(),
                        d.flags(),
                        d.expiry(),
                        d.when(),
                        d.replyTo(),
                        d.thread(),
                        d.forwarded(),
                        d.age());
        return (SendResult.Accepted) messaging.send(from, numbered);
    }

    List<ServerFrame.Message> history(Sender who, @Nullable String peer, long gid) {
        var frame = new ClientFrame.History(1, peer, gid, null, null, 200);
        return ((ServerFrame.History) messaging.history(who, frame)).messages();
    }

    /// Everything that waits for the device, as if it reconnected with this cursor; acknowledges it all.
    List<Messaging.Delivery> catchUp(Sender who, @Nullable Long cursor) {
        var resume = messaging.resume(who, cursor);
        var batch = messaging.entries(who, resume.cursor(), 10_000);
        messaging.acknowledge(
                who,
                batch.upTo(),
                batch.deliveries().size(),
                batch.deliveries().stream()
                        .filter(d -> d.receiptFor() != null)
                        .map(Messaging.Delivery::receiptFor)
                        .toList());
        return batch.deliveries();
    }

    @Override
    public void close() throws Exception {
        messaging.close();
        groups.close();
        accounts.close();
        store.close();
        directory.close();
    }
}
