package dev.carillon.accounts;

/// What an app may choose.
///
/// @param retention seconds a message is kept; 0 keeps it forever
/// @param deleteAfterDelivery drop a message from the server once all devices of all recipients have it
/// @param flags the app's flag word, stored only
/// @param webhook settings of later parts, as JSON text; empty when none
/// @param signedFiles whether downloads of its files need a signature
public record AppSettings(
        long retention, boolean deleteAfterDelivery, int flags, String webhook, SignedFiles signedFiles) {
    public static final long YEAR = 31_536_000L;
    public static final AppSettings DEFAULT = new AppSettings(YEAR, false, 0, "", SignedFiles.DEFAULT);
}
