package dev.carillon.e2e.play;

/// A stretch of time on the clock of `System.nanoTime`, both ends included.
record Span(long from, long until) {
    static Span since(long from) {
        return new Span(from, System.nanoTime());
    }
}
