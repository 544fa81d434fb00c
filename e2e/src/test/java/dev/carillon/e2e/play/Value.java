package dev.carillon.e2e.play;

import org.jspecify.annotations.Nullable;

/// What a person wrote into the own profile at some time.
///
/// @param field `name`, `image` or a field
record Value(@Nullable Person owner, String field, String text) implements Secret {
    static final Value NONE = new Value(null, "", "");

    @Override
    public App app() {
        return who().app;
    }

    private Person who() {
        if (owner == null) {
            throw new IllegalStateException("nobody's");
        }
        return owner;
    }

    @Override
    public boolean forBackEnd() {
        return true;
    }

    @Override
    public @Nullable String kept(Person viewer, Span span) {
        Person person = who();
        if (!person.value(field).mayBe(this, span)) {
            return "is no longer the " + field + " of " + person;
        }
        if (viewer == person) {
            return null;
        }
        if (!person.mayNotBlock(viewer, Note.PROFILE, span)) {
            return "is the " + field + " of " + person + ", who blocks the profile: " + person.note(viewer) + ", in "
                    + span;
        }
        boolean forAll = person.level(field).mayBe(0, span);
        boolean given = person.note(viewer)
                .may(
                        note -> note.levels().stream()
                                .anyMatch(level -> person.level(field).mayBe(level, span)),
                        span);
        return forAll || given ? null : "is a field of " + person + " with a level that was not given";
    }
}
