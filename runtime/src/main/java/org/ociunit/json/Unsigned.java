package org.ociunit.json;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The component, an int or a long or a list or map of them, holds unsigned numbers of so many bits, which Java's type
 * has room for; others are refused when reading. With 64 bits, the long is the bit pattern: 18446744073709551615 is
 * read as -1 and written back unsigned.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Unsigned {
    /**
     * The width of the number.
     *
     * @return bits, from 1 to 64; by default 64
     */
    int value() default 64;
}
