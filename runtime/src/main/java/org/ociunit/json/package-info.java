/**
 * JSON text in, records out, and back. The only package that knows a JSON library.
 *
 * <p>Reading is strict: nothing is coerced, and every refusal names the place. Absent members and empty ones stay
 * distinct, and members that a record does not know survive in its {@link org.ociunit.json.Unknown} component. The
 * reader walks over the tokens itself, guided by the record's components: a command starts without a data binder, and a
 * refusal speaks of the document and not of Java classes.
 */
@NullMarked
package org.ociunit.json;

import org.jspecify.annotations.NullMarked;
