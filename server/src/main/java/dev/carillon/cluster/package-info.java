/// Several nodes as one server: a fabric for messages between them and a directory of sessions. Comes later; nothing
/// here yet.
@NullMarked
package dev.carillon.cluster;

import org.jspecify.annotations.NullMarked;
