package dev.carillon.protocol;

/// Codes of the `error` frame: the values of `MESIBO_RESULT_*`, each with what the client
/// should do.
public enum ErrorCode {
    FAIL(0x80, Advice.FIX, "refused"),
    GENERROR(0x81, Advice.RETRY, "the server failed; the request may be repeated"),
    NOSUCHERROR(0x83, Advice.FIX, "the user, group or message named does not exist"),
    INBOXFULL(0x84, Advice.RETRY, "the recipient's queue is full"),
    BADREQ(0x85, Advice.FIX, "the frame is malformed or unknown, or a member has a bad value"),
    OVERCAPACITY(0x86, Advice.RETRY, "a limit of the server or of this connection is reached"),
    RETRYLATER(0x87, Advice.RETRY, "the server is starting, stopping or overloaded"),
    RATELIMIT(0x8C, Advice.RETRY, "too many of these requests"),
    AUTHFAIL(
            0xC0,
            Advice.RELOGIN,
            "the token is unknown, expired, meant for another app id or platform, or its user is disabled"),
    DENIED(0xC1, Advice.FIX, "not allowed");

    private final int code;
    private final Advice advice;
    private final String meaning;

    ErrorCode(int code, Advice advice, String meaning) {
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

    /// One sentence for documentation.
    public String meaning() {
        return meaning;
    }
}
