package dev.carillon.bench.load;

/// How the users of a measurement are called.
public final class Users {
    /// The application that their tokens are for.
    public static final String APP_ID = "bench";

    private Users() {}

    public static String address(int user) {
        return "u" + user;
    }
}
