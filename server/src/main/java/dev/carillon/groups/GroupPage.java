package dev.carillon.groups;

import java.util.List;

/// One page of a listing, ordered by gid.
public record GroupPage(int total, List<Group> groups) {}
