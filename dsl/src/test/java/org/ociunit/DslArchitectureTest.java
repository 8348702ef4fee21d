package org.ociunit;

import org.ociunit.runtime.testkit.ArchitectureRules;

class DslArchitectureTest extends ArchitectureRules {
    DslArchitectureTest() {
        super(150);
    }
}
