/// Measures the server from outside: idle memory, and messages a second. Starts the shipped distribution in its own
/// process, creates users through the Backend API, and speaks the wire protocol over one selector thread. What else
/// is asked for goes to JMH.
@NullMarked
package dev.carillon.bench;

import org.jspecify.annotations.NullMarked;
