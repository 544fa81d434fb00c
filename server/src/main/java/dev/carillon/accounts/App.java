package dev.carillon.accounts;

/// One application: everything else (users, groups, messages) belongs to exactly one.
///
/// @param token 64 lower-case alphanumerics; whoever has it may use the Backend API
public record App(int aid, String name, String token, AppSettings settings) {

    /// Whether it has the form of an application token, whoever made it.
    public static boolean isToken(String text) {
        return text.length() == 64 && text.chars().allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'));
    }

    /// Never prints the token.
    @Override
    public String toString() {
        return "App[" + aid + " " + name + "]";
    }
}
