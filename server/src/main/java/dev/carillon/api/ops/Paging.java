package dev.carillon.api.ops;

import java.util.List;

/// Which part of a list is wanted.
final class Paging {
    static final int MOST = 100_000;
    static final int USUAL = 100;

    static final Param<Integer> COUNT = Param.of(
            "count",
            Kinds.integer(0, Integer.MAX_VALUE),
            "How many are wanted, at most 100000; 0 asks for the totals only.");
    static final Param<Integer> START = Param.of(
                    "start", Kinds.integer(0, Integer.MAX_VALUE), "How many to leave out at the beginning.", "offset")
            .orElse("0");

    private Paging() {}

    static int count(Values values, int usual) {
        return Math.min(values.get(COUNT, usual), MOST);
    }

    static int start(Values values) {
        return values.get(START, 0);
    }

    static <T> List<T> page(List<T> all, Values values, int usual) {
        int from = Math.min(start(values), all.size());
        return all.subList(from, from + Math.min(count(values, usual), all.size() - from));
    }
}
