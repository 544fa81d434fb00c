package dev.carillon.e2e.play;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A file: its URL, which holds its mark, is for those who were sent it.
final class Upload implements Secret {
    final Person owner;
    /// Where it is loaded from, without a signature.
    final String path;

    private final long made = System.nanoTime();
    private final List<Message.Version> sentIn = new ArrayList<>();

    Upload(Person owner, String path) {
        this.owner = owner;
        this.path = path;
    }

    void sentIn(Message.Version text) {
        sentIn.add(text);
    }

    @Override
    public App app() {
        return owner.app;
    }

    @Override
    public boolean forBackEnd() {
        return false;
    }

    @Override
    public @Nullable String kept(Person viewer, Span span) {
        boolean told = viewer == owner || sentIn.stream().anyMatch(text -> text.kept(viewer, span) == null);
        return told ? null : "is the URL of a file of " + owner + ", which " + viewer + " was not sent";
    }

    /// Must it be gone, as every message that had it was wiped? What a restart kept from being noticed has a day's
    /// time.
    ///
    /// @param restart when the server was last stopped or killed
    boolean wiped(Span span, long restart) {
        return made > restart && !sentIn.isEmpty() && sentIn.stream().allMatch(text -> text.isWiped(span));
    }

    @Override
    public String toString() {
        return path + " of " + owner + " in " + sentIn;
    }
}
