package org.ociunit.junit;

import org.ociunit.runtime.testkit.ArchitectureRules;

class ArchitectureTest extends ArchitectureRules {
    ArchitectureTest() {
        super(180);
    }
}
