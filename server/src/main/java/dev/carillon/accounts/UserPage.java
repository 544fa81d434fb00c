package dev.carillon.accounts;

import java.util.List;

/// One page of a listing, ordered by uid.
///
/// @param total all that match
public record UserPage(int total, List<User> users) {}
