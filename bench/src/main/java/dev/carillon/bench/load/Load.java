package dev.carillon.bench.load;

/// What the users of a [Crowd] do.
interface Load {
    /// A frame of the server, JSON in UTF-8. The bytes are only good during the call.
    void frame(Link link, byte[] bytes, int at, int length);

    /// Does what is due. Returns in how many nanoseconds it wants to be called again at the latest.
    long due(long now);

    /// Users who only stay.
    Load NONE = new Load() {
        @Override
        public void frame(Link link, byte[] bytes, int at, int length) {
            // nothing was asked
        }

        @Override
        public long due(long now) {
            return Long.MAX_VALUE;
        }
    };
}
