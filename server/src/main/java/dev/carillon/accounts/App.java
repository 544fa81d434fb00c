package dev.carillon.accounts;

/// One application: everything else (users, groups, messages) belongs to exactly one.
///
/// @param token 64 lower-case alphanumerics; whoever has it may use the Backend API
public record App(int aid, String name, String token, AppSettings settings) {

    /// Never prints the token.
    @Override
    public String toString() {
        return "App[" + aid + " " + name + "]";
    }
}
