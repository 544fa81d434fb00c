/// A seeded simulation of the whole server above its network and below its disks: the real gateway sessions,
/// messaging, groups and accounts, on one thread, with clients, connections, a clock and stores that a seed drives.
///
/// [Simulation] is one run, [SimulationTest] runs many. What must hold is in [Checker].
@NullMarked
package dev.carillon.simulation;

import org.jspecify.annotations.NullMarked;
