package org.ociunit.runtime.testkit;

import org.junit.jupiter.api.Nested;
import org.ociunit.runtime.OciRuntime;

/**
 * What every runtime has to do, in the terms of {@link OciRuntime}. A subclass names the runtime; what is known that it does
 * otherwise stands in {@code deviations.json}.
 */
public abstract class OciRuntimeContract {
    /**
     * The runtime under test.
     *
     * @return always the same one
     */
    protected abstract OciRuntime runtime();

    @Nested
    class Lifecycle extends LifecycleContract {
        @Override
        protected OciRuntime runtime() {
            return OciRuntimeContract.this.runtime();
        }
    }

    @Nested
    class Cells extends CellContract {
        @Override
        protected OciRuntime runtime() {
            return OciRuntimeContract.this.runtime();
        }
    }

    @Nested
    class Streams extends StreamContract {
        @Override
        protected OciRuntime runtime() {
            return OciRuntimeContract.this.runtime();
        }
    }

    @Nested
    class Processes extends ProcessContract {
        @Override
        protected OciRuntime runtime() {
            return OciRuntimeContract.this.runtime();
        }
    }

    @Nested
    class Limits extends LimitContract {
        @Override
        protected OciRuntime runtime() {
            return OciRuntimeContract.this.runtime();
        }
    }
}
