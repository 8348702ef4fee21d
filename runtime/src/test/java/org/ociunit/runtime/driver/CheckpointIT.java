package org.ociunit.runtime.driver;

import org.ociunit.runtime.OciRuntime;
import org.ociunit.runtime.catalog.Runtimes;
import org.ociunit.runtime.testkit.CheckpointContract;
import org.ociunit.runtime.testkit.NeedsRunc;

/** The containers of runc can be written to disk. */
@NeedsRunc
class CheckpointIT extends CheckpointContract {
    @Override
    protected OciRuntime runtime() {
        return Runtimes.installed("runc");
    }
}
