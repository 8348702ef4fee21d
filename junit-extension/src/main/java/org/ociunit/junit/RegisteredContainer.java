package org.ociunit.junit;

import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;
import org.ociunit.Bundle;
import org.ociunit.Container;
import org.ociunit.error.UnsupportedException;

/** What {@link ContainerResource} does. The store of the test or class has a lease; the last one ends the container. */
final class RegisteredContainer
        implements ContainerResource,
                BeforeAllCallback,
                BeforeEachCallback,
                AfterEachCallback,
                AfterAllCallback,
                TestWatcher {
    private final Bundle bundle;
    private final BiFunction<Bundle, String[], Container> make;
    private final Keep keep;
    private @Nullable Container container;
    private int leases;
    private boolean failed;

    RegisteredContainer(Bundle bundle, BiFunction<Bundle, String[], Container> make, Keep keep) {
        this.bundle = bundle;
        this.make = make;
        this.keep = keep;
    }

    @Override
    public ContainerResource created() {
        return new RegisteredContainer(bundle, Bundle::create, keep);
    }

    @Override
    public ContainerResource keep(Keep other) {
        return new RegisteredContainer(bundle, make, other);
    }

    @Override
    public synchronized Container container() {
        if (container == null) {
            throw new IllegalStateException("""
                    There is no container of %s.
                    Why: no test or class that it is for is running.
                    Fix: annotate its field with @RegisterExtension, and ask for it in a test.""".formatted(bundle));
        }
        return container;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        lease(context);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        lease(context);
    }

    /** Stores look into those around them: a test in a class that has a lease needs none. */
    private void lease(ExtensionContext context) {
        Session.of(context);
        if (Supply.store(context).get(this) == null) {
            begin(context);
            Supply.store(context).put(this, (AutoCloseable) () -> end(context));
        }
    }

    private synchronized void begin(ExtensionContext context) {
        if (container == null) {
            try {
                Bundle bound = Settings.of(context).forStart(TestRuntime.bind(context, bundle));
                container = make.apply(bound, new String[0]);
            } catch (UnsupportedException e) {
                throw Unsupported.translate(context, e);
            }
        }
        leases++;
    }

    private synchronized void end(ExtensionContext context) {
        failed |= context.getExecutionException().isPresent();
        leases--;
        if (leases > 0) {
            return;
        }
        boolean last = failed;
        Container ended = container();
        container = null;
        failed = false;
        Keep wanted = Settings.of(context).resolve(keep);
        new Owned(
                        ended,
                        wanted,
                        () -> last,
                        kept -> kept.publish(context),
                        Session.of(context).report()::ended,
                        thrown -> Evidence.takeLate(context, thrown))
                .close();
    }

    @Override
    public synchronized void afterEach(ExtensionContext context) {
        Evidence.take(context, present());
    }

    @Override
    public synchronized void afterAll(ExtensionContext context) {
        Evidence.takeOfClass(context, present());
    }

    private List<Container> present() {
        return container == null ? List.of() : List.of(container);
    }

    @Override
    public synchronized void testFailed(ExtensionContext context, @Nullable Throwable cause) {
        failed |= container != null;
        if (cause != null) {
            Evidence.takeLate(context, cause);
        }
    }
}
