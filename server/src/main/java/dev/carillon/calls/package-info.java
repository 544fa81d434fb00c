/// Calls between two users and in groups: signalling, call log, TURN credentials, and the interface to a media
/// server. Comes later; nothing here yet.
@NullMarked
package dev.carillon.calls;

import org.jspecify.annotations.NullMarked;
