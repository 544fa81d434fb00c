package dev.carillon.e2e.play;

import dev.carillon.e2e.harness.Backend;

/// One of the apps on the server: nothing of one is ever seen in another.
///
/// @param signs whether files are only loaded by a signed URL
record App(String name, Backend backend, boolean signs) {}
