package org.ociunit.jrunc;

import org.ociunit.runtime.embedded.EmbeddedRuntime;
import org.ociunit.spec.Spec;

/**
 * As whom the command line speaks: as itself, or as runc for programs that ask who is there.
 *
 * @param name such as {@code runc}
 */
record Personality(String name) {
    /** The system property that says under which name it was called. */
    static final String PROPERTY = "jrunc.name";

    /** The version of runc whose command line this is. */
    private static final String RUNC_VERSION = "1.5.1";

    static final Personality JRUNC = new Personality("jrunc");
    static final Personality RUNC = new Personality("runc");

    static Personality current() {
        return RUNC.name().equals(System.getProperty(PROPERTY)) ? RUNC : JRUNC;
    }

    boolean isRunc() {
        return equals(RUNC);
    }

    String version() {
        return isRunc() ? RUNC_VERSION : EmbeddedRuntime.VERSION;
    }

    /** What {@code --version} prints; programs take it apart by these words. */
    String versionLines() {
        return name + " version " + version() + "\n"
                + (isRunc() ? "commit: jrunc-" + EmbeddedRuntime.VERSION + "\n" : "") + "spec: " + Spec.VERSION + "\n";
    }
}
