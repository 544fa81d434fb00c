package dev.carillon.e2e.harness;

import java.util.List;

/// A request above a limit of the server.
///
/// @param status with which it must be refused
public record Oversized(String what, String text, int status) {
    private static final String HOST = "Host: localhost\r\n";
    private static final String POST = "POST /backend HTTP/1.1\r\n" + HOST;

    public static final List<Oversized> ALL = List.of(
            new Oversized("a request line", "GET /?" + "x".repeat(20_000) + " HTTP/1.1\r\n" + HOST + "\r\n", 414),
            new Oversized("a header", "GET / HTTP/1.1\r\nX: " + "x".repeat(20_000) + "\r\n\r\n", 431),
            new Oversized("many headers", "GET / HTTP/1.1\r\n" + "X: y\r\n".repeat(5_000) + "\r\n", 431),
            new Oversized("a header of an upgrade", "GET /ws HTTP/1.1\r\nX: " + "x".repeat(20_000) + "\r\n\r\n", 431),
            new Oversized("a body that is announced", POST + "Content-Length: 2000000\r\n\r\n", 413),
            new Oversized("a body beyond all numbers", POST + "Content-Length: 9223372036854775807\r\n\r\n", 413),
            new Oversized(
                    "a form with files",
                    POST + "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 20000000\r\n\r\n",
                    413),
            new Oversized(
                    "a body in chunks",
                    POST + "Transfer-Encoding: chunked\r\n\r\n"
                            + ("10000\r\n" + "x".repeat(65_536) + "\r\n").repeat(20),
                    413),
            new Oversized("a length that is none", POST + "Content-Length: many\r\n\r\n", 400),
            new Oversized("a length below zero", POST + "Content-Length: -5\r\n\r\n", 400),
            new Oversized("a chunk size that is none", POST + "Transfer-Encoding: chunked\r\n\r\nZZ\r\n", 400));
}
