package dev.carillon.protocol;

/// Status of a message as its sender sees it. Values are those of `MESIBO_MSGSTATUS_*`;
/// OUTBOX to READ only ever move forward, values from 0x80 are failures.
public enum MessageStatus {
    OUTBOX(0),
    SENT(1),
    DELIVERED(2),
    READ(3),
    FAIL(0x80),
    USER_OFFLINE(0x81),
    INBOX_FULL(0x82),
    INVALID_DESTINATION(0x83),
    EXPIRED(0x84),
    BLOCKED(0x88),
    GROUP_PAUSED(0x90),
    NOT_MEMBER(0x91);

    private final int code;

    MessageStatus(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }
}
