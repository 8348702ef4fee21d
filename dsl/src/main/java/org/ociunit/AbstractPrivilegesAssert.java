package org.ociunit;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ListAssert;
import org.ociunit.spec.Namespace;

/**
 * Assertions on what a container may do, and what it is kept apart from.
 *
 * @param <S> the assertions themselves
 */
abstract class AbstractPrivilegesAssert<S extends AbstractPrivilegesAssert<S>> extends AbstractLimitsAssert<S> {
    private static final String FILTERED = "2";

    AbstractPrivilegesAssert(Container actual, Class<S> type) {
        super(actual, type);
    }

    /**
     * Goes on with a set of capabilities of the container's first process.
     *
     * <pre>{@code
     * Container container = bundle.dropAllCapabilities().start();
     * assertThat(container).capabilities(BOUNDING).isEmpty();              // passes
     * assertThat(container).capabilities(BOUNDING).contains("CAP_KILL");   // fails
     * }</pre>
     *
     * @param set which set
     * @return assertions on the names in it, such as {@code CAP_KILL}
     */
    public ListAssert<String> capabilities(CapabilitySet set) {
        return navigation()
                .to(look(view -> set.of(view.status()), List.of()))
                .as("%s capabilities of container %s", set, actual.id());
    }

    /**
     * Checks that the container's first process has these capabilities in effect, and maybe others.
     *
     * <pre>{@code
     * assertThat(bundle.start()).hasCapabilities("CAP_KILL");                       // passes
     * assertThat(bundle.dropAllCapabilities().start()).hasCapabilities("CAP_KILL"); // fails
     * }</pre>
     *
     * @param names such as {@code CAP_KILL}
     * @return this
     */
    public S hasCapabilities(String... names) {
        List<String> wanted = Arrays.stream(names).map(CapabilitySet::require).toList();
        List<String> present = CapabilitySet.EFFECTIVE.of(view().status());
        return check(
                present.containsAll(wanted),
                "to have the capabilities\n  " + Words.list(wanted),
                () -> "it has\n  " + Words.list(present));
    }

    /**
     * Checks that the container's first process has a capability in none of its sets, and cannot gain it.
     *
     * <pre>{@code
     * assertThat(bundle.dropAllCapabilities().start()).doesNotHaveCapability("CAP_KILL"); // passes
     * assertThat(bundle.start()).doesNotHaveCapability("CAP_KILL");                       // fails
     * }</pre>
     *
     * @param name such as {@code CAP_KILL}
     * @return this
     */
    public S doesNotHaveCapability(String name) {
        String unwanted = CapabilitySet.require(name);
        ProcStatus status = view().status();
        List<CapabilitySet> sets = Stream.of(CapabilitySet.values())
                .filter(set -> set.of(status).contains(unwanted))
                .toList();
        return check(
                sets.isEmpty(),
                "not to have the capability\n  " + name,
                () -> "it is in its sets\n  " + Words.list(sets));
    }

    /**
     * Checks who runs the container's first process.
     *
     * <pre>{@code
     * Container container = bundle.user("1000:1000").start();
     * assertThat(container).hasUser(1000, 1000); // passes
     * assertThat(container).hasUser(0, 0);       // fails
     * }</pre>
     *
     * @param uid the user, as the container numbers it
     * @param gid the group, as the container numbers it
     * @return this
     */
    public S hasUser(long uid, long gid) {
        KernelView view = view();
        return check(
                view.uid() == uid && view.gid() == gid,
                "to be run by\n  user " + uid + ", group " + gid,
                () -> "it is run by\n  user " + view.uid() + ", group " + view.gid());
    }

    /**
     * Checks that the container's first process can never gain privileges (prctl(2), {@code PR_SET_NO_NEW_PRIVS}).
     *
     * <pre>{@code
     * assertThat(bundle.noNewPrivileges().start()).hasNoNewPrivileges(); // passes
     * // of a container whose configuration says "noNewPrivileges": false
     * assertThat(container).hasNoNewPrivileges();                        // fails
     * }</pre>
     *
     * @return this
     */
    public S hasNoNewPrivileges() {
        return check(
                view().status().field("NoNewPrivs").equals("1"),
                "to have no way to new privileges",
                () -> "it may gain some");
    }

    /**
     * Checks that the system calls of the container's first process are filtered (seccomp(2)).
     *
     * <pre>{@code
     * // of a container whose configuration has "seccomp"
     * assertThat(container).hasSeccompFilter();      // passes
     * assertThat(bundle.start()).hasSeccompFilter(); // fails
     * }</pre>
     *
     * @return this
     */
    public S hasSeccompFilter() {
        return check(
                view().status().field("Seccomp").equals(FILTERED),
                "to have a filter of system calls",
                () -> "it has none");
    }

    /**
     * Checks that the container has a namespace that is not this JVM's.
     *
     * <pre>{@code
     * assertThat(bundle.start()).hasOwnNamespace(Namespace.NETWORK);                         // passes
     * assertThat(bundle.network(Network.host()).start()).hasOwnNamespace(Namespace.NETWORK); // fails
     * }</pre>
     *
     * @param type such as {@link Namespace#NETWORK}
     * @return this
     */
    public S hasOwnNamespace(String type) {
        String own = requireSeen(type, view().namespace(type));
        return check(
                !own.equals(KernelView.here().namespace(type)),
                "to have a " + type + " namespace of its own",
                () -> "it shares the host's\n  " + own);
    }

    /**
     * Checks that the container is in a namespace of this JVM's.
     *
     * <pre>{@code
     * assertThat(bundle.network(Network.host()).start()).sharesNamespaceWithHost(Namespace.NETWORK); // passes
     * assertThat(bundle.start()).sharesNamespaceWithHost(Namespace.NETWORK);                         // fails
     * }</pre>
     *
     * @param type such as {@link Namespace#NETWORK}
     * @return this
     */
    public S sharesNamespaceWithHost(String type) {
        return shares(type, "the host", KernelView.here());
    }

    /**
     * Checks that the container is in the same namespace as another one.
     *
     * <pre>{@code
     * // of a container whose configuration names the other one's network namespace
     * assertThat(container).sharesNamespaceWith(other, Namespace.NETWORK); // passes
     * assertThat(container).sharesNamespaceWith(other, Namespace.PID);     // fails
     * }</pre>
     *
     * @param other a container with a process
     * @param type such as {@link Namespace#NETWORK}
     * @return this
     */
    public S sharesNamespaceWith(Container other, String type) {
        return shares(type, other.toString(), new ContainerAssert(other).view());
    }

    private S shares(String type, String whose, KernelView other) {
        String own = requireSeen(type, view().namespace(type));
        return check(
                own.equals(other.namespace(type)),
                "to share its " + type + " namespace with " + whose + "\n  " + other.namespace(type),
                () -> "it is in\n  " + own);
    }

    /** The kernel tells it to those who may look at the process. */
    private String requireSeen(String type, String namespace) {
        if (namespace.isEmpty()) {
            throw failure("to have a " + type + " namespace that can be seen", "this user may not see it");
        }
        return namespace;
    }
}
