/// What the server counts, for whoever asks for `/metrics`. Every package may count; none has to know who reads.
@NullMarked
package dev.carillon.metrics;

import org.jspecify.annotations.NullMarked;
