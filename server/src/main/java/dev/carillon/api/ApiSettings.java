package dev.carillon.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the operator may choose about the Backend API.
///
/// @param cors let web pages of other origins call it
/// @param legacyEnvelope add the application's record to answers on `/api.php`, as the API did until 2021
/// @param showTokens lists of users show their access tokens
/// @param networks from where requests are accepted, such as `10.0.0.0/8`, `::1`; empty: from anywhere. The
///     address is that of the client, where a proxy that is trusted tells it
/// @param rate bound on requests of each application, or null
/// @param publicUrl under which clients reach the server, without a slash at its end; may be empty
/// @param bodyBytes largest body, JSON or form
/// @param multipartBytes largest multipart body
public record ApiSettings(
        boolean cors,
        boolean legacyEnvelope,
        boolean showTokens,
        List<String> networks,
        @Nullable Rate rate,
        String publicUrl,
        int bodyBytes,
        int multipartBytes) {

    public static final ApiSettings DEFAULT =
            new ApiSettings(true, false, true, List.of(), null, "", 1 << 20, 16 << 20);

    /// @param perSecond requests, in the long run
    /// @param burst requests at once
    public record Rate(double perSecond, int burst) {}
}
