/// JMH benchmarks of what runs for every message. Those of package-private classes stand in the packages of these.
@NullMarked
package dev.carillon.bench.micro;

import org.jspecify.annotations.NullMarked;
