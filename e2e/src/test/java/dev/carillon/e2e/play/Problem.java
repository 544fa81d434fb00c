package dev.carillon.e2e.play;

/// Something that was shown and should not have been.
record Problem(String viewer, String reason, String frame, String asked) {
    private static final int MOST = 700;

    @Override
    public String toString() {
        return viewer + " was shown what " + reason + "\n    frame  " + cut(frame) + "\n    asked  " + cut(asked);
    }

    private static String cut(String text) {
        return text.length() <= MOST ? text : text.substring(0, MOST) + "…";
    }
}
