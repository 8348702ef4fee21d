package org.ociunit.runtime.embedded;

import org.ociunit.lifecycle.ContainerId;
import org.ociunit.runtime.Verb;

/** The verbs pause and resume. */
final class Suspension {
    private Suspension() {}

    static void pause(Realm realm, ContainerId id) {
        realm.exclusively(
                id, Verb.PAUSE, () -> realm.living(id, Verb.PAUSE).group().freeze());
    }

    static void resume(Realm realm, ContainerId id) {
        realm.exclusively(
                id, Verb.RESUME, () -> realm.living(id, Verb.RESUME).group().thaw());
    }
}
