package dev.carillon.api.ops;

/// Every error that the Backend API can answer.
public enum ApiError {
    BADREQUEST(400, "the request cannot be read: broken JSON, form or multipart, or not UTF-8"),
    NOOP(400, "the request names no operation"),
    TOKENBREACH(403, "requests are not accepted from this network"),
    AUTHFAIL(401, "the application token is missing or not valid"),
    RATELIMIT(429, "too many requests of this application"),
    BADOP(400, "there is no such operation, or not yet"),
    MISSINGPARA(400, "a required parameter is missing; `properties` names it, or the ones of which one is needed"),
    BADPARA(400, "a parameter has a value that cannot be used; `properties` names it"),
    BADUSER(404, "there is no such user; `invalid` lists unknown addresses where several were given"),
    BADGROUP(404, "there is no such group"),
    BADOTP(400, "the one-time code is wrong, used up or expired"),
    EXISTS(409, "the name is taken"),
    ACCESSDENIED(403, "this is not allowed"),
    QUOTA(429, "a limit would be exceeded"),
    SERVERERROR(500, "the server failed; its log has more under the reference that `cause` names");

    private final int code;
    private final String meaning;

    ApiError(int code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    /// The `code` of the answer, in the sense of an HTTP status.
    public int code() {
        return code;
    }

    /// For documentation, in Markdown.
    public String meaning() {
        return meaning;
    }
}
