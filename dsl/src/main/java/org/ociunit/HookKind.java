package org.ociunit;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.ociunit.spec.Hook;
import org.ociunit.spec.Hooks;

/** The points in a container's life at which a runtime runs hooks (runtime-spec config.md, POSIX-platform Hooks). */
public enum HookKind {
    /** In create, in the runtime's namespaces, once the container's are there. Old: the next one has taken its place. */
    PRESTART("prestart", Hooks::prestart, Hooks::withPrestart),

    /** In create, in the runtime's namespaces, before the root is changed. */
    CREATE_RUNTIME("createRuntime", Hooks::createRuntime, Hooks::withCreateRuntime),

    /** In create, in the container's namespaces, before the root is changed. */
    CREATE_CONTAINER("createContainer", Hooks::createContainer, Hooks::withCreateContainer),

    /** In start, in the container, before its program runs. */
    START_CONTAINER("startContainer", Hooks::startContainer, Hooks::withStartContainer),

    /** In start, in the runtime's namespaces, after the program began to run; some runtimes run it at the end of create. */
    POSTSTART("poststart", Hooks::poststart, Hooks::withPoststart),

    /** In delete, in the runtime's namespaces, after the container is gone. */
    POSTSTOP("poststop", Hooks::poststop, Hooks::withPoststop);

    private final String name;
    private final Function<Hooks, @Nullable List<Hook>> of;
    private final BiFunction<Hooks, List<Hook>, Hooks> with;

    HookKind(String name, Function<Hooks, @Nullable List<Hook>> of, BiFunction<Hooks, List<Hook>, Hooks> with) {
        this.name = name;
        this.of = of;
        this.with = with;
    }

    /** Those of this kind. */
    List<Hook> of(Hooks hooks) {
        List<Hook> present = of.apply(hooks);
        return present == null ? List.of() : present;
    }

    /** The hooks with one more of this kind, after those that there are. */
    Hooks add(Hooks hooks, Hook hook) {
        List<Hook> all = new ArrayList<>(of(hooks));
        all.add(hook);
        return with.apply(hooks, all);
    }

    /** The name that a configuration has for it, such as {@code createRuntime}. */
    @Override
    public String toString() {
        return name;
    }
}
