package dev.carillon.gateway;

import dev.carillon.accounts.Accounts;
import dev.carillon.accounts.Block;
import dev.carillon.accounts.Contact;
import dev.carillon.accounts.Locks;
import dev.carillon.accounts.User;
import dev.carillon.protocol.ClientFrame;
import dev.carillon.protocol.ClientFrame.ContactChange;
import dev.carillon.protocol.ErrorCode;
import dev.carillon.protocol.Limits;
import dev.carillon.protocol.ServerFrame;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// `contacts.get` and `contacts.set`.
final class ContactRequests {
    /// Contacts that one user may have.
    static final int MOST = 10_000;

    private static final int LEVELS = 32;

    private final Gateway.Parts parts;
    private final Accounts accounts;
    private final Locks turns = new Locks();

    ContactRequests(Gateway.Parts parts) {
        this.parts = parts;
        this.accounts = parts.accounts();
    }

    ServerFrame get(Identity me, ClientFrame.ContactsGet frame) {
        int limit = frame.limit() == null ? Limits.CONTACTS : frame.limit();
        String problem = Checks.range("contacts.get.limit", limit, 1, Limits.CONTACTS);
        if (problem != null) {
            return ServerFrame.Error.of(frame.id(), ErrorCode.BADREQ, problem);
        }
        Page<ServerFrame.Contact> page = Page.of(limit);
        for (Contact contact : above(me, frame.after() == null ? 0 : frame.after())) {
            User other = accounts.user(contact.uid());
            if (other != null) {
                ServerFrame.Contact next = known(other, contact);
                if (!page.add(next, bytes(next))) {
                    break;
                }
            }
        }
        return new ServerFrame.Contacts(frame.id(), page.items(), page.more());
    }

    private List<Contact> above(Identity me, int uid) {
        return accounts.contacts(me.uid()).stream()
                .filter(contact -> contact.uid() > uid)
                .toList();
    }

    /// At least what it takes in a frame.
    private static int bytes(ServerFrame.Contact contact) {
        return 2 * Checks.size(contact.address()) + 12 * contact.levels().size() + 150;
    }

    /// Answers itself, before anybody else changes contacts of this user: what is told last is true.
    @Nullable
    ServerFrame set(Session session, Identity me, ClientFrame.ContactsSet frame) {
        String problem = problem(frame.contacts());
        if (problem != null || frame.contacts() == null) {
            return ServerFrame.Error.of(frame.id(), ErrorCode.BADREQ, String.valueOf(problem));
        }
        synchronized (turns.of(me.uid())) {
            ServerFrame answer = change(me, frame.id(), frame.contacts());
            if (answer instanceof ServerFrame.Contacts changed) {
                tellOtherDevices(me, changed.contacts());
            }
            session.answer(frame.id(), answer);
        }
        return null;
    }

    private void tellOtherDevices(Identity me, List<ServerFrame.Contact> changed) {
        var news = changed.stream().filter(contact -> contact.exists() == null).toList();
        if (!news.isEmpty()) {
            byte[] encoded = parts.codec().encode(new ServerFrame.Contacts(0, news, false));
            parts.hub().frame(me.uid(), encoded, me.who().device());
        }
    }

    private ServerFrame change(Identity me, long id, List<ContactChange> changes) {
        List<Contact> present = accounts.contacts(me.uid());
        Map<Integer, Contact> noted = present.stream().collect(Collectors.toMap(Contact::uid, Function.identity()));
        Map<Integer, Contact> changed = new LinkedHashMap<>();
        var answer = new ArrayList<ServerFrame.Contact>();
        for (ContactChange change : changes) {
            String address = String.valueOf(change.address());
            User other = accounts.user(me.aid(), address);
            if (other == null) {
                answer.add(new ServerFrame.Contact(address, 0, false, false, false, 0, List.of(), false));
            } else {
                Contact before =
                        changed.getOrDefault(other.uid(), noted.getOrDefault(other.uid(), Contact.none(other.uid())));
                Contact after = merged(before, change);
                changed.put(other.uid(), after);
                answer.add(known(other, after));
            }
        }
        if (tooMany(present, changed)) {
            return ServerFrame.Error.of(
                    id, ErrorCode.OVERCAPACITY, "contacts.set: a user may have " + MOST + " contacts");
        }
        accounts.setContacts(me.uid(), changed);
        return new ServerFrame.Contacts(id, answer, false);
    }

    private static boolean tooMany(List<Contact> before, Map<Integer, Contact> changed) {
        long kept = before.stream()
                .filter(contact -> !changed.containsKey(contact.uid()))
                .count();
        return kept + changed.size() > MOST;
    }

    private static @Nullable String problem(@Nullable List<ContactChange> changes) {
        if (changes == null) {
            return "contacts.set.contacts: missing";
        }
        if (changes.size() > Limits.CONTACTS) {
            return "contacts.set.contacts: at most " + Limits.CONTACTS;
        }
        for (int i = 0; i < changes.size(); i++) {
            String problem = problem("contacts.set.contacts[" + i + "]", changes.get(i));
            if (problem != null) {
                return problem;
            }
        }
        return null;
    }

    private static @Nullable String problem(String where, @Nullable ContactChange change) {
        if (change == null || change.address() == null) {
            return where + ".address: missing";
        }
        List<Integer> levels = change.levels();
        if (levels != null && (levels.size() > LEVELS || Checks.nullIn(levels) >= 0)) {
            return where + ".levels: at most " + LEVELS + " numbers";
        }
        return Checks.range(where + ".blocked", change.blocked(), 0, Block.ALL);
    }

    private static Contact merged(Contact before, ContactChange change) {
        return new Contact(
                before.uid(),
                change.contact() == null ? before.contact() : change.contact(),
                change.favorite() == null ? before.favorite() : change.favorite(),
                change.subscribed() == null ? before.subscribed() : change.subscribed(),
                change.blocked() == null ? before.blocked() : change.blocked(),
                change.levels() == null ? before.levels() : List.copyOf(change.levels()));
    }

    private static ServerFrame.Contact known(User other, Contact contact) {
        return new ServerFrame.Contact(
                other.address(),
                other.uid(),
                contact.contact(),
                contact.favorite(),
                contact.subscribed(),
                contact.blocked(),
                contact.levels(),
                null);
    }
}
