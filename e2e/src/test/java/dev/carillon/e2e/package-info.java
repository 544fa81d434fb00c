/// The product as its users meet it: tests that start the shipped distribution and talk to it over its two doors, the
/// Backend API and the wire protocol.
@NullMarked
package dev.carillon.e2e;

import org.jspecify.annotations.NullMarked;
