/// What the tests stand on: the server as a process, its Backend API, and a WebSocket client that has every byte in
/// its own hands.
@NullMarked
package dev.carillon.e2e.harness;

import org.jspecify.annotations.NullMarked;
