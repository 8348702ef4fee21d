package org.ociunit.runtime.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.ociunit.spec.IdMapping;
import org.ociunit.spec.Linux;

/** The ids of a new user namespace, as the stage writes them for the process in it. */
final class Identities {
    private static final int MAPPER_MILLISECONDS = 10_000;

    private final @Nullable Linux linux;
    private final Setting setting;

    Identities(@Nullable Linux linux, Setting setting) {
        this.linux = linux;
        this.setting = setting;
    }

    /** An ordinary user may map itself alone, and only where groups can no longer be given up. */
    List<Step> steps() {
        List<Step> steps = new ArrayList<>();
        Setting.Mappers mappers = setting.mappers();
        if (!setting.isRoot() && mappers != null && !mapsItselfAlone()) {
            steps.add(mapper(mappers.uids(), uids(), "linux.uidMappings"));
            steps.add(mapper(mappers.gids(), gids(), "linux.gidMappings"));
            return steps;
        }
        if (!setting.isRoot()) {
            steps.add(Step.of(Opcode.PROCESS_FILE, "setgroups", "deny"));
        }
        steps.add(Step.of(Opcode.PROCESS_FILE, "uid_map", text(uids())).from("linux.uidMappings"));
        steps.add(Step.of(Opcode.PROCESS_FILE, "gid_map", text(gids())).from("linux.gidMappings"));
        return steps;
    }

    /** Whether the process may set its groups: not after an ordinary user has mapped itself. */
    boolean allowGroups() {
        return setting.isRoot() || (setting.mappers() != null && !mapsItselfAlone());
    }

    private List<IdMapping> uids() {
        return linux == null || linux.uidMappings() == null ? List.of() : linux.uidMappings();
    }

    private List<IdMapping> gids() {
        return linux == null || linux.gidMappings() == null ? List.of() : linux.gidMappings();
    }

    private boolean mapsItselfAlone() {
        return isAlone(uids(), setting.uid()) && isAlone(gids(), setting.gid());
    }

    private static boolean isAlone(List<IdMapping> mappings, long id) {
        return mappings.size() == 1
                && mappings.get(0).size() == 1
                && mappings.get(0).hostID() == id;
    }

    static String text(List<IdMapping> mappings) {
        return mappings.stream()
                .map(mapping -> mapping.containerID() + " " + mapping.hostID() + " " + mapping.size() + "\n")
                .collect(Collectors.joining());
    }

    private static Step mapper(String program, List<IdMapping> mappings, String configPath) {
        List<String> arguments = new ArrayList<>(List.of(program, "{pid}"));
        for (IdMapping mapping : mappings) {
            arguments.add(Long.toString(mapping.containerID()));
            arguments.add(Long.toString(mapping.hostID()));
            arguments.add(Long.toString(mapping.size()));
        }
        return Step.of(Opcode.RUN, program, arguments, List.of("PATH=/usr/bin:/bin"), MAPPER_MILLISECONDS)
                .from(configPath);
    }
}
