package dev.carillon.protocol;

/// Why a group request was refused (`MESIBO_GROUPERROR_*`).
public enum GroupError {
    NOT_MEMBER(1),
    PERMISSION(2),
    BAD_PIN(3),
    ACCESS_DENIED(4),
    NOT_SHARED_PIN(5),
    GENERAL(10),
    DELETED(11);

    private final int code;

    GroupError(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }
}
