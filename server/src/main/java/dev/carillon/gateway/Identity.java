package dev.carillon.gateway;

import dev.carillon.accounts.User;
import dev.carillon.messaging.Sender;
import dev.carillon.presence.Seat;

/// Who a session is, once it has logged in.
///
/// @param expires ms when the token ends, and the session with it; 0 never
record Identity(Sender who, DeviceFeed feed, Seat seat, long expires) {
    User user() {
        return who.user();
    }

    int uid() {
        return who.user().uid();
    }

    int aid() {
        return who.user().aid();
    }

    Identity with(User changed) {
        return new Identity(new Sender(changed, who.device()), feed, seat, expires);
    }

    boolean expired(long now) {
        return expires != 0 && now >= expires;
    }
}
