package org.ociunit.runtime.driver;

import org.ociunit.runtime.OciRuntime;
import org.ociunit.runtime.catalog.Runtimes;
import org.ociunit.runtime.testkit.NeedsCrun;
import org.ociunit.runtime.testkit.OciRuntimeContract;

@NeedsCrun
class CrunIT extends OciRuntimeContract {
    @Override
    protected OciRuntime runtime() {
        return Runtimes.installed("crun");
    }
}
