package org.ociunit.samples.benchmark;

/** The least that a JVM can be started for. */
final class Hello {
    private Hello() {}

    /** Says it. */
    public static void main(String[] args) {
        System.out.println("hello");
    }
}
