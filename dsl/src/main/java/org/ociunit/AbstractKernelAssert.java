package org.ociunit;

import java.util.function.Function;
import java.util.function.Supplier;
import org.assertj.core.api.AbstractAssert;
import org.ociunit.error.ContainerNotFoundException;

/**
 * What assertions on a container as the kernel sees it have in common.
 *
 * @param <S> the assertions themselves
 */
abstract class AbstractKernelAssert<S extends AbstractKernelAssert<S>> extends AbstractAssert<S, Container> {
    private Navigation navigation = Navigation.PLAIN;

    AbstractKernelAssert(Container actual, Class<S> type) {
        super(actual, type);
    }

    /** What comes after these assertions is soft, too. */
    void softly(OciSoftAssertions collector) {
        navigation = new Navigation(collector);
    }

    Navigation navigation() {
        return navigation;
    }

    /** What the kernel tells of the container's first process; only a container with a process is there for it. */
    KernelView view() {
        isNotNull();
        try {
            return actual.kernelView().orElseThrow(() -> failure("to have a process", "it is\n  " + actual.status()));
        } catch (ContainerNotFoundException gone) {
            throw failure("to have a process", "it is\n  gone");
        }
    }

    /** Looks at something that further assertions are on; if that fails softly, they are on something else. */
    <T> T look(Function<KernelView, T> what, T otherwise) {
        try {
            return what.apply(view());
        } catch (AssertionError failure) {
            navigation.failed(failure);
            return otherwise;
        }
    }

    S check(boolean holds, String expectation, Supplier<String> fact) {
        if (!holds) {
            throw failure(expectation, fact.get());
        }
        return myself;
    }

    AssertionError failure(String expectation, String fact) {
        String text = "Expecting container " + actual.id() + "\n" + expectation + "\nbut " + fact
                + Words.block("stdout", actual.stdout().text())
                + Words.block("stderr", actual.stderr().text());
        failWithMessage("%s", text);
        return new AssertionError(text);
    }
}
