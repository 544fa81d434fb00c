package dev.carillon.accounts;

import org.jspecify.annotations.Nullable;

/// An invitation to the messenger page, as it is stored: who knows its secret gets an access token.
///
/// @param hash of the secret, in hexadecimal; the secret itself is not kept
/// @param address of the user who logs in by it; null: each use makes a user with a random address
/// @param name for a user that is made; empty: none
/// @param uses how often it can still be used
public record Invite(String hash, int aid, @Nullable String address, String name, int uses, long expires) {

    Invite usedOnce() {
        return new Invite(hash, aid, address, name, uses - 1, expires);
    }

    Invite givenBack() {
        return new Invite(hash, aid, address, name, uses + 1, expires);
    }
}
