/// The doors: HTTP and WebSocket. [HttpHandler] is what answers a path, [SessionHub] knows who is connected, and a
/// `Session` speaks the wire protocol with one device. Transport-neutral: only `gateway.netty` knows the network
/// library.
@NullMarked
package dev.carillon.gateway;

import org.jspecify.annotations.NullMarked;
