package org.ociunit.spec;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The capability sets. What cannot be granted is a warning, by the specification. */
final class CapabilityRules {
    private CapabilityRules() {}

    static void check(@Nullable Capabilities sets, Place at) {
        if (sets == null) {
            return;
        }
        at.member("bounding").each(sets.bounding(), CapabilityRules::known);
        at.member("effective").each(sets.effective(), CapabilityRules::known);
        at.member("effective")
                .each(sets.effective(), (name, place) -> within(name, sets.permitted(), "permitted", place));
        at.member("inheritable").each(sets.inheritable(), CapabilityRules::known);
        at.member("permitted").each(sets.permitted(), CapabilityRules::known);
        at.member("ambient").each(sets.ambient(), CapabilityRules::known);
        at.member("ambient").each(sets.ambient(), (name, place) -> within(name, sets.permitted(), "permitted", place));
        at.member("ambient")
                .each(sets.ambient(), (name, place) -> within(name, sets.inheritable(), "inheritable", place));
    }

    private static void known(String name, Place at) {
        if (!Capabilities.NAMES.contains(name)) {
            at.warning(name, "is ignored: it must be a name of capabilities(7), such as CAP_KILL");
        }
    }

    private static void within(String name, @Nullable List<String> other, String set, Place at) {
        if (Capabilities.NAMES.contains(name) && (other == null || !other.contains(name))) {
            at.warning(name, "cannot be granted: it is not " + set + " too");
        }
    }
}
