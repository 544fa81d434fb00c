package dev.carillon.bench;

/// What is done with the connections of a [Loop]. All calls on the loop's thread.
interface Load {
    /// A frame of the server, JSON in UTF-8. The bytes are only good during the call.
    void frame(Link link, byte[] bytes, int at, int length);

    /// Everything that could be read at once was handed to [#frame].
    void readSome(Link link);

    /// Connections that only stay.
    Load NONE = new Load() {
        @Override
        public void frame(Link link, byte[] bytes, int at, int length) {
            // nothing was asked
        }

        @Override
        public void readSome(Link link) {
            // nothing was asked
        }
    };
}
