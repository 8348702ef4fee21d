package org.ociunit;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.ociunit.spec.Spec;

/** What one adjective of a bundle changes in its configuration. */
@FunctionalInterface
interface Adjective {
    /**
     * Makes another configuration of one.
     *
     * @param spec what was said before
     * @param bundle where files can be made and looked at, or null if no bundle is being made: what needs it is left out then
     */
    Spec apply(Spec spec, @Nullable BundleWriter bundle);

    /** An adjective that needs no files. */
    static Adjective of(UnaryOperator<Spec> change) {
        return (spec, bundle) -> change.apply(spec);
    }
}
