/**
 * The documents of the OCI runtime-spec 1.3 for Linux as immutable records: {@link org.ociunit.spec.Spec} is a {@code
 * config.json}, {@link org.ociunit.spec.StateDocument} a state.
 *
 * <p>A component has the name that the document gives it and is null where the document has no such member, so that
 * absent and empty stay distinct; only what both the text and the schema of the specification require is never null. A
 * record begins with {@code of(...)} or {@code empty()} and has a method {@code withX} for every component x. The
 * records judge nothing: a value that no runtime knows is kept. What breaks the specification's rules is told by {@link
 * org.ociunit.spec.SpecRules}, all at once.
 */
@NullMarked
package org.ociunit.spec;

import org.jspecify.annotations.NullMarked;
