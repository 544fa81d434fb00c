/// The server that is measured, in its own process on its own data folder, seen from outside: its start, its memory
/// and CPU, what else the machine did meanwhile. Linux only, for it reads `/proc`.
@NullMarked
package dev.carillon.bench.server;

import org.jspecify.annotations.NullMarked;
