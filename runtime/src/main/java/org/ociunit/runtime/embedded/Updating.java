package org.ociunit.runtime.embedded;

import org.ociunit.lifecycle.ContainerId;
import org.ociunit.runtime.Verb;
import org.ociunit.spec.LinuxResources;

/** The verb update: other limits for a container that is there. */
final class Updating {
    private Updating() {}

    static void update(Realm realm, ContainerId id, LinuxResources limits) {
        String what = "Could not update container " + id + ".";
        realm.exclusively(id, Verb.UPDATE, () -> {
            Realm.Living living = realm.living(id, Verb.UPDATE);
            living.group().apply(limits, "resources");
            if (limits.devices() != null) {
                Realm.allowDevices(what, living.group(), limits.devices(), "resources.devices");
            }
        });
    }
}
