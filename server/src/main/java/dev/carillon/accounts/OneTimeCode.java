package dev.carillon.accounts;

/// A one-time code for an address.
///
/// @param tries wrong attempts left
/// @param expires ms
public record OneTimeCode(String code, int tries, long expires) {

    /// Never prints the code.
    @Override
    public String toString() {
        return "OneTimeCode[" + tries + " tries]";
    }
}
