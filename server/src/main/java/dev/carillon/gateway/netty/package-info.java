/// The network side of the gateway, on Netty: the only package that sees `io.netty`.
@NullMarked
package dev.carillon.gateway.netty;

import org.jspecify.annotations.NullMarked;
