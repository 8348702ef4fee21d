package org.ociunit.runtime.cgroup;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.ociunit.error.UnsupportedByHostException;
import org.ociunit.runtime.Stats;
import org.ociunit.spec.LinuxResources;

/** A container without a group of its own. */
final class NoCgroup extends Cgroup {
    private final String missing;

    NoCgroup(String missing) {
        super(Map.of(), List.of());
        this.missing = missing;
    }

    @Override
    String version() {
        return StoredCgroup.NONE;
    }

    @Override
    String missing() {
        return missing;
    }

    @Override
    void make(Path folder) {}

    /** Named as version 1 has them, which has the more. */
    @Override
    List<List<Limit>> limits(LinuxResources resources, String place) {
        return V1Cgroup.limits(resources, place, this::present);
    }

    @Override
    Path folderOf(Limit limit) {
        throw refusal("Could not set " + limit.member() + ".");
    }

    @Override
    public Optional<DeviceProgram> allow(DeviceRules rules) {
        return Optional.empty();
    }

    @Override
    public void freeze() {
        throw refusal("Could not freeze the container.");
    }

    @Override
    public void thaw() {
        throw refusal("Could not thaw the container.");
    }

    @Override
    public boolean isFrozen() {
        return false;
    }

    @Override
    public void kill(LongConsumer kill) {}

    @Override
    public Stats stats() {
        return new Stats(null, null, null, null, null, null, null, null);
    }

    @Override
    public OomKills oomKills() {
        return OomKills.none();
    }

    private UnsupportedByHostException refusal(String what) {
        return new UnsupportedByHostException(what, "the container has no control group: " + missing + ".", DELEGATE);
    }
}
