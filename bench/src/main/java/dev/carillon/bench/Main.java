package dev.carillon.bench;

/** {@code ./carillon bench …}: everything after {@code bench} goes to JMH. */
public final class Main {
    private Main() {}

    public static void main(String[] args) throws Exception {
        org.openjdk.jmh.Main.main(args);
    }
}
