package dev.carillon.messaging;

import dev.carillon.accounts.User;

/// Who acts.
///
/// @param device id of the device, 0 for the back-end acting in the user's name
public record Sender(User user, int device) {
    public boolean backend() {
        return device == 0;
    }
}
