package dev.carillon.files;

import dev.carillon.accounts.Accounts;
import dev.carillon.accounts.Background;
import dev.carillon.accounts.Upkeep;
import dev.carillon.gateway.Cors;
import dev.carillon.gateway.DiskTrouble;
import dev.carillon.gateway.HttpHandler;
import dev.carillon.gateway.HttpRequest;
import dev.carillon.gateway.HttpResponse;
import dev.carillon.groups.Groups;
import dev.carillon.messaging.Attachments;
import dev.carillon.messaging.MessageStore;
import dev.carillon.metrics.Metrics;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;

/// Everything below `/files/`: uploads, downloads, signing; and the files' lives behind it. Safe for all threads.
public final class FileServer implements HttpHandler, AutoCloseable {
    /// The paths that it answers begin so.
    public static final String PREFIX = "/files/";

    private static final String METHODS = "GET, HEAD, POST, PATCH, DELETE, OPTIONS";
    private static final String ASKS = "Authorization, Content-Type, Range, If-None-Match, If-Range, Tus-Resumable, "
            + "Upload-Length, Upload-Offset, Upload-Metadata, X-HTTP-Method-Override, X-Requested-With, "
            + Callers.APP + ", " + Callers.PLATFORM;
    private static final String TELLS = "Location, Content-Length, Content-Range, Content-Disposition, ETag, "
            + "Last-Modified, Accept-Ranges, Tus-Resumable, Tus-Version, Tus-Extension, Tus-Max-Size, Upload-Length, "
            + "Upload-Offset, Upload-Metadata, Upload-Expires, Carillon-File, Retry-After";
    private static final long EVERY_SECONDS = 1;

    private final Depot depot;
    private final Thumbnails thumbnails;
    private final References references;
    private final Cleaning cleaning;
    private final TusDoor tus;
    private final FormDoor form;
    private final SignDoor sign;
    private final DownloadDoor downloads;
    private final DiskTrouble diskTrouble = new DiskTrouble();
    private final Upkeep upkeep;

    /// What it stands on.
    ///
    /// @param folder the server's data folder
    public record Parts(
            Path folder,
            FileSettings settings,
            FileStore store,
            Accounts accounts,
            Groups groups,
            MessageStore messages,
            Clock clock,
            Metrics metrics) {}

    private FileServer(Parts parts, Background background) throws IOException {
        FileSettings settings = parts.settings();
        FileStore store = parts.store();
        Clock clock = parts.clock();
        Path place = Files.createDirectories(parts.folder().resolve("files"));
        Path partial = Files.createDirectories(place.resolve("parts"));
        var metrics = new FileMetrics(parts.metrics(), store.sum());
        depot = settings.s3() == null
                ? new DiskDepot(Files.createDirectories(place.resolve("whole")))
                : new S3Depot(settings.s3(), clock);
        DiskDepot.sync(place);
        thumbnails = new Thumbnails(parts.metrics());
        var uploads = new Uploads(
                store, new PartFolder(partial, settings.reserveBytes()), depot, thumbnails, settings, metrics, clock);
        var turns = new Turns();
        cleaning = new Cleaning(store, depot, uploads, turns, metrics, settings, clock);
        references = new References(store, parts.messages(), parts.groups(), cleaning::gone);
        cleaning.use(references);
        var callers = new Callers(parts.accounts());
        var addresses = new Addresses(settings.publicUrl());
        var signing = new Signing(parts.accounts(), Signatures.open(parts.folder()), settings, clock);
        tus = new TusDoor(uploads, turns, callers, addresses, settings, metrics);
        form = new FormDoor(uploads, turns, callers, addresses, settings, metrics);
        sign = new SignDoor(store, callers, signing, metrics);
        downloads = new DownloadDoor(store, depot, signing, addresses, metrics);
        upkeep = new Upkeep("files-upkeep", background);
        uploads.clearParts();
    }

    /// Takes up what an earlier run left, and begins. What it stands on stays the caller's to close, after this.
    public static FileServer create(Parts parts) {
        return create(parts, Background.real());
    }

    static FileServer create(Parts parts, Background background) {
        try {
            var server = new FileServer(parts, background);
            parts.accounts().listen(server.cleaning);
            parts.groups().listen(server.cleaning);
            server.upkeep.every(EVERY_SECONDS, server.cleaning::run);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException("the folder of files cannot be used", e);
        }
    }

    /// For whoever writes messages.
    public Attachments attachments() {
        return references;
    }

    /// What the background does from time to time. For tests with a clock of their own.
    void clean() {
        cleaning.run();
    }

    // --- HTTP

    @Override
    public boolean streams(String method, String rawPath) {
        return (method.equals("POST") || method.equals("PATCH"))
                && (isBelow(rawPath, TusDoor.PATH) || rawPath.equals(FormDoor.PATH));
    }

    private static boolean isCoded(HttpRequest request) {
        String coding = request.headers().get("Content-Encoding", "").strip();
        return !coding.isEmpty() && !coding.equalsIgnoreCase("identity");
    }

    private static boolean isBelow(String path, String above) {
        return path.equals(above) || path.startsWith(above + "/");
    }

    @Override
    public HttpResponse handle(HttpRequest request) {
        return handle(request, InputStream.nullInputStream());
    }

    @Override
    public HttpResponse handle(HttpRequest head, InputStream body) {
        return open(answer(head, body));
    }

    private HttpResponse answer(HttpRequest request, InputStream body) {
        String path = request.rawPath();
        try {
            if (request.method().equals("OPTIONS")) {
                HttpResponse answer = Cors.preflight(request, METHODS, ASKS);
                return isBelow(path, TusDoor.PATH) ? tus.describing(answer) : answer;
            }
            if (streams(request.method(), path) && isCoded(request)) {
                // the bytes are what is kept: a coding of the way would become part of the file
                Refusal refusal = new Refusal(
                        415, "BADREQ", "Content-Encoding: files are taken as they are, not compressed on the way");
                return Cors.open(refusal.response().with("Accept-Encoding", "identity"));
            }
            if (isBelow(path, TusDoor.PATH)) {
                return Cors.open(tus.handle(request, body));
            }
            return Cors.open(
                    switch (path) {
                        case FormDoor.PATH -> form.handle(request, body);
                        case SignDoor.PATH -> sign.handle(request);
                        default -> downloads.handle(request);
                    });
        } catch (UncheckedIOException e) {
            String damaged = diskTrouble.failed(e);
            Refusal refusal = DiskTrouble.passes(e)
                    ? new Refusal(503, "NOSPACE", "the place where files are kept does not answer; try again later")
                    : new Refusal(500, "DAMAGED", damaged);
            return Cors.open(refusal.response());
        }
    }

    private static HttpResponse open(HttpResponse response) {
        return response.with("Access-Control-Expose-Headers", TELLS).with("X-Content-Type-Options", "nosniff");
    }

    /// Ends the background work. Requests have ended before.
    @Override
    public void close() {
        upkeep.close();
        thumbnails.close();
        depot.close();
    }
}
