package org.ociunit.jrunc;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.ociunit.json.Json;
import org.ociunit.spec.Capabilities;
import org.ociunit.spec.ContainerProcess;
import org.ociunit.spec.Spec;
import org.ociunit.spec.User;

/**
 * The process that an exec is to run: that of a file, or the container's own with another program and what the flags
 * change.
 */
final class ExecProcessFlags {
    private static final long LARGEST_ID = 0xffff_fffeL;

    private ExecProcessFlags() {}

    static ContainerProcess process(Invocation invocation, Session session, Spec spec) {
        return invocation
                .text("process")
                .map(file -> Json.read(session.path(file), ContainerProcess.class))
                .orElseGet(() -> changed(first(spec), invocation));
    }

    private static ContainerProcess first(Spec spec) {
        return Objects.requireNonNullElseGet(spec.process(), () -> ContainerProcess.of(""));
    }

    private static ContainerProcess changed(ContainerProcess base, Invocation invocation) {
        List<String> args = invocation.argumentsFrom(1);
        if (args.isEmpty()) {
            throw new RefusalException("exec args cannot be empty");
        }
        return base.withArgs(args)
                .withTerminal(invocation.has("tty"))
                .withCwd(invocation.text("cwd", base.cwd()))
                .withEnv(joined(base.env(), invocation.texts("env")))
                .withUser(user(base.user(), invocation))
                .withApparmorProfile(invocation.text("apparmor").orElse(base.apparmorProfile()))
                .withSelinuxLabel(invocation.text("process-label").orElse(base.selinuxLabel()))
                .withNoNewPrivileges(
                        invocation.isSet("no-new-privs")
                                ? Boolean.valueOf(invocation.has("no-new-privs"))
                                : base.noNewPrivileges())
                .withCapabilities(capabilities(base.capabilities(), invocation.texts("cap")));
    }

    private static @Nullable User user(@Nullable User base, Invocation invocation) {
        User user = Objects.requireNonNullElseGet(base, () -> User.of(0, 0));
        if (invocation.text("user").isPresent()) {
            String[] ids = invocation.text("user", "").split(":", 2);
            user = user.withUid(number(ids[0], "uid"));
            user = ids.length == 1 ? user : user.withGid(number(ids[1], "gid"));
        }
        List<Long> groups = invocation.numbers("additional-gids");
        groups.forEach(ExecProcessFlags::requireGroup);
        return groups.isEmpty() ? user : user.withAdditionalGids(joined(user.additionalGids(), groups));
    }

    private static long number(String text, String what) {
        if (!text.matches("\\d{1,10}") || Long.parseLong(text) > LARGEST_ID) {
            throw new RefusalException(
                    "bad " + what + ": " + GoQuote.of(text) + " is no number from 0 to " + LARGEST_ID);
        }
        return Long.parseLong(text);
    }

    private static void requireGroup(long gid) {
        if (gid < 0 || gid > LARGEST_ID) {
            throw new RefusalException("additional-gids must be a positive number " + gid);
        }
    }

    /** Ambient ones need inheritable ones, which this flag does not add. */
    private static @Nullable Capabilities capabilities(@Nullable Capabilities base, List<String> more) {
        if (more.isEmpty()) {
            return base;
        }
        Capabilities known = Objects.requireNonNullElseGet(base, Capabilities::empty);
        return known.withBounding(joined(known.bounding(), more))
                .withEffective(joined(known.effective(), more))
                .withPermitted(joined(known.permitted(), more))
                .withAmbient(known.inheritable() == null ? known.ambient() : joined(known.ambient(), more));
    }

    private static <T> List<T> joined(@Nullable List<T> some, List<T> more) {
        List<T> all = new ArrayList<>(some == null ? List.of() : some);
        all.addAll(more);
        return all;
    }
}
