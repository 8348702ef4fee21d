package org.ociunit.runtime.driver;

import org.ociunit.runtime.OciRuntime;
import org.ociunit.runtime.catalog.Runtimes;
import org.ociunit.runtime.testkit.NeedsRoot;
import org.ociunit.runtime.testkit.NeedsRunsc;
import org.ociunit.runtime.testkit.OciRuntimeContract;

@NeedsRunsc
@NeedsRoot
class RunscIT extends OciRuntimeContract {
    @Override
    protected OciRuntime runtime() {
        return Runtimes.installed("runsc");
    }
}
