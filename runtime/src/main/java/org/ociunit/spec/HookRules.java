package org.ociunit.spec;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The hooks. */
final class HookRules {
    private HookRules() {}

    static void check(@Nullable Hooks hooks, Place at) {
        if (hooks == null) {
            return;
        }
        check(hooks.prestart(), at.member("prestart"));
        check(hooks.createRuntime(), at.member("createRuntime"));
        check(hooks.createContainer(), at.member("createContainer"));
        check(hooks.startContainer(), at.member("startContainer"));
        check(hooks.poststart(), at.member("poststart"));
        check(hooks.poststop(), at.member("poststop"));
    }

    private static void check(@Nullable List<Hook> hooks, Place at) {
        at.each(hooks, (hook, place) -> {
            place.member("path").absolute(hook.path());
            place.member("timeout").atLeast(hook.timeout(), 1);
            place.member("args").each(hook.args(), (arg, element) -> element.text(arg));
            EnvironmentRules.check(hook.env(), place.member("env"));
        });
    }
}
