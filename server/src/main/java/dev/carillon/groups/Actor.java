package dev.carillon.groups;

/// Who asks for a change of a group.
public sealed interface Actor {
    /// The app's back-end: may do everything in its app.
    record Backend(int aid) implements Actor {}

    /// A user: may do what its role in the group allows.
    record Person(int aid, int uid) implements Actor {}

    int aid();
}
