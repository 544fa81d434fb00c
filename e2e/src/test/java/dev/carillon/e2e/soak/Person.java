package dev.carillon.e2e.soak;

import dev.carillon.e2e.harness.Frame;
import dev.carillon.e2e.harness.Login;
import dev.carillon.e2e.harness.Stage;
import dev.carillon.e2e.harness.WireClient;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// One user who does a bit of everything, at random, at some rate: writes to others and to a group, types, reads,
/// changes and deletes, looks into the history, loses the connection, gets a new device and gives it back.
final class Person implements Runnable {
    private static final int DEVICES = 3;
    private static final String UNCOUNTED = "uncounted";

    private final Stage stage;
    private final Ledger ledger;
    private final Random random;
    private final String me;
    private final List<String> others;
    private final long gid;
    private final double perSecond;
    private final BooleanSupplier goesOn;
    private final long firstMid;
    private WireClient phone;
    private long mids;
    private Frame lastReceived = Frame.empty();

    /// @param number of this person, which makes what it does different from what the others do
    /// @param others whom it writes to
    Person(Stage stage, Ledger ledger, Setting setting, int number, List<String> others, long gid) {
        this.stage = stage;
        this.ledger = ledger;
        this.random = new Random(setting.seed() + number);
        this.me = stage.address("p" + number);
        this.others = others;
        this.gid = gid;
        this.perSecond = setting.perSecond();
        this.goesOn = setting.goesOn();
        this.firstMid = (number + 1L) << 32;
        this.phone = WireClient.login(stage.server().address(), stage.token("p" + number, "phone"));
    }

    /// What all have in common.
    ///
    /// @param perSecond how much each person does
    record Setting(long seed, double perSecond, BooleanSupplier goesOn) {}

    @Override
    public void run() {
        try {
            while (goesOn.getAsBoolean()) {
                LockSupport.parkNanos((long) (-Math.log(1 - random.nextDouble()) / perSecond * 1e9));
                takeIn();
                step(random.nextInt(1_000));
            }
        } catch (RuntimeException | AssertionError e) {
            ledger.problem(me + " failed: " + e);
        }
    }

    private void step(int dice) {
        if (dice < 550) {
            write();
        } else if (dice < 650) {
            ask("group message", Frame.message(gid, mid(), "To all of us"));
        } else if (dice < 720) {
            ask("transient", Frame.message(other(), mid(), "Gone at once").with("expiry", 0));
        } else if (dice < 780) {
            phone.send(Frame.of("presence").with("to", other()).with("presence", 3));
            ledger.did("typing");
        } else if (dice < 860) {
            read();
        } else if (dice < 900) {
            ask("history", Frame.of("history").with("peer", other()).with("limit", 30));
        } else if (dice < 915) {
            ask("conversations", Frame.of("conversations").with("limit", 20));
        } else if (dice < 945) {
            change();
        } else if (dice < 950) {
            ask("clear", Frame.of("clear").with("peer", other()).with("upTo", 1 + lastReceived.number("order")));
        } else if (dice < 970) {
            comeBack();
        } else if (dice < 980) {
            newDevice();
        } else {
            backEnd();
        }
    }

    private Frame ask(String what, Frame frame) {
        Frame answer = phone.request(frame);
        ledger.check(what, answer);
        return answer;
    }

    private long mid() {
        return firstMid + ++mids;
    }

    private String other() {
        return others.get(random.nextInt(others.size()));
    }

    /// Everything that came since.
    void takeIn() {
        for (Frame frame : phone.drain()) {
            if (frame.t().equals("message")) {
                lastReceived = frame;
                String text = frame.text("content.text");
                if (!frame.has("gid") && text.startsWith("#")) {
                    ledger.arrived(frame.text("from"), me, Long.parseLong(text.substring(1)));
                }
            }
        }
    }

    private void write() {
        String to = other();
        Frame answer = ask("message", Frame.message(to, mid(), "#" + ledger.next(me, to)));
        if (answer.t().equals("sent")) {
            ledger.accepted(me, to);
        }
    }

    private void read() {
        if (lastReceived.has("gid")) {
            ask("read", Frame.of("read").with("gid", gid).with("upTo", lastReceived.number("order")));
        } else if (lastReceived.has("from")) {
            ask(
                    "read",
                    Frame.of("read")
                            .with("peer", lastReceived.text("from"))
                            .with("orders", List.of(lastReceived.number("order"))));
        }
    }

    /// Writes something that is edited, and in the end taken back.
    private void change() {
        String to = other();
        Frame sent = ask("message to change", Frame.message(to, mid(), UNCOUNTED));
        if (sent.t().equals("sent")) {
            long order = sent.number("order");
            Map<String, String> content = Map.of("text", UNCOUNTED + " and changed");
            ask("edit", Frame.of("edit").with("peer", to).with("order", order).with("content", content));
            String how = List.of("recall", "wipe", "both", "delete").get(random.nextInt(4));
            ask(
                    "retract",
                    Frame.of("retract")
                            .with("peer", to)
                            .with("orders", List.of(order))
                            .with("how", how));
        }
    }

    private void comeBack() {
        ledger.did("reconnect");
        phone.close();
        phone.awaitEnd();
        takeIn();
        phone = WireClient.resume(stage.server().address(), phone);
    }

    private void newDevice() {
        ledger.did("new device");
        String name = me.substring(0, me.lastIndexOf('-'));
        Login login = stage.token(name, "device" + random.nextInt(DEVICES));
        try (WireClient device = WireClient.login(stage.server().address(), login)) {
            ledger.check(
                    "history of a new device",
                    device.request(Frame.of("history").with("peer", other()).with("limit", 100)));
            device.request(Frame.of("logout").with("revoke", random.nextBoolean()));
        }
    }

    private void backEnd() {
        String guest = me + "-guest";
        ledger.did("back-end");
        stage.backend().addUser(guest);
        stage.backend().call("message", Map.of("from", me, "to", guest, "message", "Welcome"));
        ask("message to a guest", Frame.message(guest, mid(), UNCOUNTED));
        long group = stage.backend().addGroup("Guests of " + me, List.of(me, guest));
        ask("group message to a guest", Frame.message(group, mid(), UNCOUNTED));
        stage.backend().call("groupdel", Map.of("group", Map.of("gid", group)));
        stage.backend().deleteUser(guest);
        stage.backend().tryCall("usersget", Map.of("count", 20));
    }

    /// Waits a moment for what is still on its way.
    void comeToRest() {
        LockSupport.parkNanos(10_000_000);
        takeIn();
    }

    void leave() {
        phone.close();
    }
}
