package org.ociunit.junit;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.ociunit.error.UnsupportedByHostException;
import org.ociunit.error.UnsupportedException;
import org.opentest4j.TestAbortedException;

/** What becomes of a test that this machine or its runtime cannot run. */
enum Unsupported {
    FAIL,
    ABORT;

    /** What a test is to end with that has met something that cannot be done here. */
    static RuntimeException translate(ExtensionContext context, UnsupportedException failure) {
        if (Settings.of(context).unsupported() == FAIL) {
            return failure;
        }
        Session.of(context).countAborted(reason(failure));
        return new TestAbortedException(failure.getMessage(), failure);
    }

    /** On one line: what cannot be done, and why. */
    static String reason(UnsupportedException failure) {
        String why = failure.why() == null ? "" : " " + failure.why();
        return (failure.what() + why).replaceAll("\\s*\n\\s*", " ");
    }

    /** The failure of a test that needs what is not here. */
    static UnsupportedException lacking(ExtensionContext context, String reason) {
        String test = context.getTestMethod()
                .map(method -> "test " + method.getName() + " of "
                        + context.getRequiredTestClass().getName())
                .orElseGet(() -> "class " + context.getRequiredTestClass().getName());
        return new UnsupportedByHostException(
                "Could not run " + test + ".",
                "it " + reason + ".",
                "provide it, or set ociunit.unsupported to abort.");
    }
}
