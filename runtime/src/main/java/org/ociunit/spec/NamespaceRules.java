package org.ociunit.spec;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The namespaces, and what only a new one takes: id maps and clocks. */
final class NamespaceRules {
    private static final List<String> TYPES = List.of(
            Namespace.PID,
            Namespace.NETWORK,
            Namespace.MOUNT,
            Namespace.IPC,
            Namespace.UTS,
            Namespace.USER,
            Namespace.CGROUP,
            Namespace.TIME);
    private static final List<String> CLOCKS = List.of(TimeOffset.BOOTTIME, TimeOffset.MONOTONIC);
    private static final long LAST_NANOSECOND = 999_999_999;

    private NamespaceRules() {}

    static void check(Linux linux, ContainerNamespaces namespaces, Place at) {
        Place list = at.clause("config-linux.md, Namespaces").member("namespaces");
        list.each(linux.namespaces(), NamespaceRules::namespace);
        list.distinct(linux.namespaces(), "type", Namespace::type);
        Place maps = at.clause("config-linux.md, User namespace mappings");
        mappings(linux.uidMappings(), namespaces, maps.member("uidMappings"));
        mappings(linux.gidMappings(), namespaces, maps.member("gidMappings"));
        root(linux, namespaces, maps);
        offsets(
                linux,
                namespaces,
                at.clause("config-linux.md, Offset for Time Namespace").member("timeOffsets"));
    }

    private static void namespace(Namespace namespace, Place at) {
        at.member("type").oneOf(namespace.type(), TYPES);
        if (namespace.path() != null && namespace.path().isEmpty()) {
            at.member("path").warning(namespace.path(), "should be absent: runtimes make a new namespace");
        } else {
            at.member("path").absolute(namespace.path());
        }
    }

    private static void mappings(@Nullable List<IdMapping> mappings, ContainerNamespaces namespaces, Place at) {
        boolean none = mappings == null || mappings.isEmpty();
        if (none && namespaces.haveNew(Namespace.USER)) {
            at.error("is required by a new user namespace");
        } else if (!none && !namespaces.have(Namespace.USER)) {
            at.warning("is of no use without a user namespace in linux.namespaces");
        } else if (!none && !namespaces.haveNew(Namespace.USER)) {
            at.warning("is of no use: the user namespace to join has its own");
        }
        IdMappingRules.check(mappings, at);
    }

    /** runc sets the container up as its user 0, whoever runs the process; that one has a rule of its own. */
    private static void root(Linux linux, ContainerNamespaces namespaces, Place at) {
        if (namespaces.haveNew(Namespace.USER)) {
            zero(linux.uidMappings(), at.member("uidMappings"));
            zero(linux.gidMappings(), at.member("gidMappings"));
        }
    }

    private static void zero(@Nullable List<IdMapping> mappings, Place at) {
        if (mappings != null && !mappings.isEmpty() && !IdMappingRules.maps(mappings, 0)) {
            at.error("must map id 0: " + IdMappingRules.mapped(mappings) + " are");
        }
    }

    private static void offsets(Linux linux, ContainerNamespaces namespaces, Place at) {
        if (linux.timeOffsets() != null && !linux.timeOffsets().isEmpty() && !namespaces.haveNew(Namespace.TIME)) {
            at.error("needs a new time namespace in linux.namespaces");
        }
        at.eachMember(linux.timeOffsets(), (clock, offset, place) -> {
            if (!CLOCKS.contains(clock)) {
                place.error("must be one of " + String.join(", ", CLOCKS));
            }
            place.member("nanosecs").within(offset.nanosecs(), 0, LAST_NANOSECOND);
        });
    }
}
