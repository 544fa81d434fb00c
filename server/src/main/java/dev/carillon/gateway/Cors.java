package dev.carillon.gateway;

/// Answers for pages of other origins. What a page may send along is not ours to list: browsers add headers, and so do
/// tracing, error reporting and proxies of the page's maker, and nothing here believes one of them without a token.
public final class Cors {
    private Cors() {}

    /// The answer to what a browser asks before the request itself.
    ///
    /// @param methods separated by commas
    public static HttpResponse preflight(HttpRequest request, String methods) {
        return preflight(request, methods, "*");
    }

    /// @param usual headers, told to whoever does not say which it will send
    public static HttpResponse preflight(HttpRequest request, String methods, String usual) {
        String asked = request.headers().all("Access-Control-Request-Headers");
        return open(new HttpResponse(204, HttpHeaders.NONE, new HttpResponse.Body.Bytes(new byte[0])))
                .with("Allow", methods)
                .with("Access-Control-Allow-Methods", methods)
                .with("Access-Control-Allow-Headers", asked == null || asked.isBlank() ? usual : asked)
                .with("Access-Control-Max-Age", "86400");
    }

    /// An answer that pages of all origins may read.
    public static HttpResponse open(HttpResponse response) {
        return response.with("Access-Control-Allow-Origin", "*");
    }
}
