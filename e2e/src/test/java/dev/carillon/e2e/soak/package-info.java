/// The server under a mixed load for a long time: does what it holds stay the same?
@NullMarked
package dev.carillon.e2e.soak;

import org.jspecify.annotations.NullMarked;
