package org.ociunit.runtime.cgroup;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ociunit.error.UnsupportedByHostException;
import org.ociunit.spec.DeviceRule;

/**
 * Which devices a container may use: the rules in their order, in which a later one outdoes an earlier one for what both
 * are about, be it reading, writing or making a node alone. What no rule is about is denied.
 *
 * <p>Version 2 takes them as they are, as a {@link DeviceProgram}. Version 1 keeps either a list of what is allowed or one
 * of what is denied, so there the outcome is worked out first; what it cannot keep, a part denied out of a wider rule, is
 * refused, while the kernel would ignore it without a word.
 */
public final class DeviceRules {
    /**
     * What every container needs, beside what its configuration says: nodes may be made, which is of no use without the
     * right to open them; the default devices, terminals and the maker of terminals. As runc has it, but without
     * {@code /dev/net/tun}, which the runtime-spec does not ask for.
     */
    private static final List<DeviceRule> DEFAULTS = List.of(
            rule("c", null, null, "m"),
            rule("b", null, null, "m"),
            rule("c", 1L, 3L, "rwm"),
            rule("c", 1L, 5L, "rwm"),
            rule("c", 1L, 7L, "rwm"),
            rule("c", 1L, 8L, "rwm"),
            rule("c", 1L, 9L, "rwm"),
            rule("c", 5L, 0L, "rwm"),
            rule("c", 5L, 2L, "rwm"),
            rule("c", 136L, null, "rwm"));

    private final List<DeviceMatch> matches;
    private final List<String> places;

    private DeviceRules(List<DeviceMatch> matches, List<String> places) {
        this.matches = List.copyOf(matches);
        this.places = List.copyOf(places);
    }

    /**
     * Rules with the defaults after them.
     *
     * @param rules those of the configuration; null for none
     * @param place where they stand in it, such as {@code linux.resources.devices}
     * @return the rules
     */
    public static DeviceRules of(@Nullable List<DeviceRule> rules, String place) {
        List<DeviceMatch> matches = new ArrayList<>();
        List<String> places = new ArrayList<>();
        for (int index = 0; rules != null && index < rules.size(); index++) {
            matches.add(DeviceMatch.of(rules.get(index)));
            places.add(place + "[" + index + "]");
        }
        DEFAULTS.forEach(rule -> {
            matches.add(DeviceMatch.of(rule));
            places.add("the default rules for devices");
        });
        return new DeviceRules(matches, places);
    }

    /**
     * The rules as a program.
     *
     * @return the program
     */
    public DeviceProgram program() {
        return DeviceProgram.of(matches);
    }

    /**
     * What to tell version 1.
     *
     * @param now what {@code devices.list} has
     */
    List<Line> lines(String now) {
        DeviceList wanted = wanted();
        DeviceList present = DeviceList.read(now);
        List<Line> lines = new ArrayList<>();
        // A list of what is denied cannot be read back: it begins anew.
        if (wanted.allowsOthers() || present.allowsOthers()) {
            lines.add(new Line(wanted.allowsOthers(), "a"));
            present = new DeviceList(wanted.allowsOthers());
        }
        Map<DeviceMatch, Integer> added = wanted.beyond(present);
        Map<DeviceMatch, Integer> dropped = present.beyond(wanted);
        added.forEach((device, access) -> lines.add(new Line(!wanted.allowsOthers(), device.line(access))));
        dropped.forEach((device, access) -> lines.add(new Line(wanted.allowsOthers(), device.line(access))));
        return lines;
    }

    private DeviceList wanted() {
        DeviceList list = new DeviceList(false);
        for (int index = 0; index < matches.size(); index++) {
            String place = places.get(index);
            list = list.with(matches.get(index), () -> {
                throw new UnsupportedByHostException(
                        "Could not keep " + place + ".",
                        "version 1 of control groups cannot make an exception from an earlier, wider rule.",
                        "name the devices of the wider rule one by one, or use a machine with version 2.");
            });
        }
        return list;
    }

    private static DeviceRule rule(String type, @Nullable Long major, @Nullable Long minor, String access) {
        return new DeviceRule(true, type, major, minor, access, new LinkedHashMap<>());
    }

    /** One line for {@code devices.allow} or {@code devices.deny}. */
    record Line(boolean allow, String text) {
        @Override
        public String toString() {
            return (allow ? "allow " : "deny ") + text;
        }
    }
}
