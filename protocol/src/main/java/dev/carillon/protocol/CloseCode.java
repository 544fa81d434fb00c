package dev.carillon.protocol;

/// Codes with which the server closes a WebSocket, each with what the client should do. 40xx: come back; 44xx: do
/// not, unless the advice says so.
public enum CloseCode {
    RESTART(4001, Advice.RETRY, "the server stops or restarts"),
    SLOW_READER(4002, Advice.RETRY, "the client did not read fast enough; nothing is lost"),
    HEARTBEAT(4003, Advice.RETRY, "nothing was heard from the client for too long"),
    OVERLOADED(4004, Advice.RETRY, "the server has no room for this connection"),
    INTERNAL(4005, Advice.RETRY, "the server failed"),
    LOGIN_TIMEOUT(4008, Advice.RETRY, "no hello came in time"),
    BAD_FRAME(4400, Advice.STOP, "not a JSON object in a text frame, no `t`, or too many errors in a row"),
    AUTHFAIL(4401, Advice.RELOGIN, "the login was refused"),
    DISABLED(4403, Advice.STOP, "the user was disabled or deleted"),
    SIGNOUT(4409, Advice.STOP, "the token is used by a newer connection, or was revoked"),
    TOO_LARGE(4413, Advice.STOP, "a frame was larger than the limit"),
    TOO_EARLY(4425, Advice.STOP, "a frame came before hello, or a second hello"),
    VERSION(4426, Advice.STOP, "the protocol version is not spoken here"),
    DAMAGED(4500, Advice.STOP, "what the server has stored for the user is damaged");

    private final int code;
    private final Advice advice;
    private final String meaning;

    CloseCode(int code, Advice advice, String meaning) {
        this.code = code;
        this.advice = advice;
        this.meaning = meaning;
    }

    public int code() {
        return code;
    }

    public Advice advice() {
        return advice;
    }

    /// One sentence for documentation and for the close frame.
    public String meaning() {
        return meaning;
    }
}
