/// The wire protocol, version 1: frames, their JSON codec, and the tables of errors, close codes and statuses.
/// docs/guide/protocol.md explains it for people; these records are the source of truth.
@NullMarked
package dev.carillon.protocol;

import org.jspecify.annotations.NullMarked;
