package org.ociunit.spec;

import org.jspecify.annotations.Nullable;

/** The shares of caches and memory bandwidth. */
final class IntelRdtRules {
    private IntelRdtRules() {}

    static void check(@Nullable IntelRdt rdt, Place at) {
        if (rdt == null) {
            return;
        }
        String id = rdt.closID();
        if (id != null && (id.matches("\\.\\.?") || (id.contains("/") && !id.equals("/")))) {
            at.member("closID").error(id, "must be the name of a folder, or /");
        }
        at.member("schemata").each(rdt.schemata(), IntelRdtRules::line);
        line(rdt.l3CacheSchema(), at.member("l3CacheSchema"));
        line(rdt.memBwSchema(), at.member("memBwSchema"));
        if (isWithout("L3:", rdt.l3CacheSchema())) {
            at.member("l3CacheSchema").warning(String.valueOf(rdt.l3CacheSchema()), "should begin with L3:");
        }
        if (isWithout("MB:", rdt.memBwSchema())) {
            at.member("memBwSchema").error(String.valueOf(rdt.memBwSchema()), "must begin with MB:");
        }
    }

    private static boolean isWithout(String start, @Nullable String schema) {
        return schema != null && !schema.isEmpty() && !schema.startsWith(start);
    }

    private static void line(@Nullable String schema, Place at) {
        if (schema != null && schema.indexOf('\n') >= 0) {
            at.error(schema, "must not contain a line break");
        }
    }
}
