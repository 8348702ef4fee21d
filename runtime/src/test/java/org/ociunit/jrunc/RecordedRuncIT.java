package org.ociunit.jrunc;

import org.ociunit.runtime.testkit.NeedsRunc;

/** The same in the place of an installed runc. */
@NeedsRunc
class RecordedRuncIT extends RecordIT {
    @Override
    String runtime() {
        return "runc";
    }
}
