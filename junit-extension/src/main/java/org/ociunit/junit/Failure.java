package org.ociunit.junit;

import java.lang.reflect.Field;
import java.util.Optional;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.ociunit.error.UnsupportedException;

/** What a method of a test class has ended with, and what it is to be told as. */
record Failure(Throwable thrown) {
    static Failure of(Throwable thrown) {
        return new Failure(thrown);
    }

    /** Something that cannot be done here may be no failure. JUnit wraps what comes from a parameter. */
    Throwable translate(ExtensionContext context) {
        Throwable found = thrown instanceof ParameterResolutionException wrapper && wrapper.getCause() != null
                ? wrapper.getCause()
                : thrown;
        return found instanceof UnsupportedException unsupported ? Unsupported.translate(context, unsupported) : thrown;
    }

    /** Before all tests, an instance's fields are null, though there may be an instance: that is a trap worth a word. */
    Failure beforeAll(ExtensionContext context) {
        return nullField(context)
                .map(field -> new Failure(new ExtensionConfigurationException(
                        "@WithContainer on field " + field.getName() + " of "
                                + context.getRequiredTestClass().getName()
                                + ": it is null before all tests, since each test has its own container: make it static.",
                        thrown)))
                .orElse(this);
    }

    private Optional<Field> nullField(ExtensionContext context) {
        String message = thrown instanceof NullPointerException ? String.valueOf(thrown.getMessage()) : "";
        boolean instanceIsThere = context.getTestInstanceLifecycle().equals(Optional.of(Lifecycle.PER_CLASS));
        return FieldOrder.of(context.getRequiredTestClass(), false).stream()
                .filter(field -> instanceIsThere && message.endsWith("\"this." + field.getName() + "\" is null"))
                .findFirst();
    }
}
