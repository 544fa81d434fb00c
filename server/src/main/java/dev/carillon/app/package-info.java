/// The program: command line, configuration, the wiring of all parts, start and stop.
@NullMarked
package dev.carillon.app;

import org.jspecify.annotations.NullMarked;
