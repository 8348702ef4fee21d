package org.ociunit.runtime.driver;

import org.ociunit.runtime.OciRuntime;
import org.ociunit.runtime.catalog.Runtimes;
import org.ociunit.runtime.testkit.NeedsYouki;
import org.ociunit.runtime.testkit.OciRuntimeContract;

@NeedsYouki
class YoukiIT extends OciRuntimeContract {
    @Override
    protected OciRuntime runtime() {
        return Runtimes.installed("youki");
    }
}
