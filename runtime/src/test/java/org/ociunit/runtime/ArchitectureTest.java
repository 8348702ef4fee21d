package org.ociunit.runtime;

import org.ociunit.runtime.testkit.ArchitectureRules;

class ArchitectureTest extends ArchitectureRules {
    ArchitectureTest() {
        super(100);
    }
}
