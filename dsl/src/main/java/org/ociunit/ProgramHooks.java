package org.ociunit;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.ociunit.error.ContainerException;
import org.ociunit.lifecycle.Event;
import org.ociunit.runtime.OciRuntime;
import org.ociunit.spec.Hook;
import org.ociunit.spec.Hooks;
import org.ociunit.spec.Spec;

/**
 * The hooks of one container that are programs. No runtime tells of them; but when a verb has succeeded, those must have run
 * that belong to it. Not those of startContainer: they may not have begun when start is over.
 *
 * @param runtime what runs them
 * @param folder the container's, where hooks have their program that are Java code
 * @param hooks all hooks of the container
 * @param chronicle where they are written down
 */
record ProgramHooks(OciRuntime runtime, BundleFolder folder, Hooks hooks, Chronicle chronicle) {
    static ProgramHooks of(OciRuntime runtime, BundleFolder folder, Spec spec, Chronicle chronicle) {
        Hooks hooks = Objects.requireNonNullElseGet(spec.hooks(), Hooks::empty);
        return new ProgramHooks(runtime, folder, hooks, chronicle);
    }

    /** Writes down those of some kinds, if the runtime knows these. */
    void haveRun(HookKind... kinds) {
        for (HookKind kind : kinds) {
            List<Hook> programs = kind.of(hooks).stream()
                    .filter(hook -> !BundleWriter.isForJava(hook, folder))
                    .toList();
            if (!programs.isEmpty() && isKnown(kind)) {
                programs.forEach(hook -> chronicle.add("hook " + kind + ": " + hook.path(), Event.Source.IMPLIED));
            }
        }
    }

    private boolean isKnown(HookKind kind) {
        try {
            return Stream.ofNullable(runtime.features().hooks()).anyMatch(known -> known.contains(kind.toString()));
        } catch (ContainerException untold) {
            return false;
        }
    }
}
