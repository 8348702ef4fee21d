package org.ociunit;

import java.util.List;
import java.util.Optional;
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

    /** What a configuration that is only looked at does not show of it; nothing if it shows all. */
    default Optional<Unseen> unseen() {
        return Optional.empty();
    }

    /**
     * An adjective as a bundle's text has it.
     *
     * @param member such as {@code user}
     * @param words such as {@code nobody}
     */
    record Unseen(String member, List<String> words) {}

    /** An adjective that needs files, and a text for what it says. */
    static Adjective unseen(String member, List<String> words, Adjective adjective) {
        Optional<Unseen> text = Optional.of(new Unseen(member, words));
        return new Adjective() {
            @Override
            public Spec apply(Spec spec, @Nullable BundleWriter bundle) {
                return adjective.apply(spec, bundle);
            }

            @Override
            public Optional<Unseen> unseen() {
                return text;
            }
        };
    }

    /** An adjective that needs no files. */
    static Adjective of(UnaryOperator<Spec> change) {
        return (spec, bundle) -> change.apply(spec);
    }
}
