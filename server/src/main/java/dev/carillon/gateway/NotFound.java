package dev.carillon.gateway;

import java.nio.charset.StandardCharsets;

/// What a browser is shown where there is nothing for it: a page with the way back.
public final class NotFound {
    private NotFound() {}

    /// Whether the request comes from the address line of a browser, or a link.
    public static boolean isBrowser(HttpRequest request) {
        return request.headers().get("Accept", "").contains("text/html");
    }

    static HttpResponse page() {
        return page(
                404,
                "There is nothing here",
                "<p>The address is not one of this server.</p><p><a href=\"/\">To the start page</a></p>");
    }

    /// A small page that needs nothing else.
    ///
    /// @param body HTML that holds nothing of what was asked
    public static HttpResponse page(int status, String title, String body) {
        String page = "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">"
                + "<meta name=\"viewport\" content=\"width=device-width\"><title>" + title
                + " – Carillon</title></head><body><h1>"
                + title + "</h1>" + body + "</body></html>\n";
        return HttpResponse.of(status, "text/html; charset=utf-8", page.getBytes(StandardCharsets.UTF_8))
                .with("Content-Security-Policy", "default-src 'none'")
                .with("X-Content-Type-Options", "nosniff")
                .with("Referrer-Policy", "no-referrer")
                .with("Cache-Control", "no-store");
    }
}
