package org.ociunit.runtime.cgroup;

import java.util.LinkedHashMap;
import java.util.Map;

/** A group of version 1: it allows or denies what is not in its list, and does the opposite with what is. */
final class DeviceList {
    private final boolean allowsOthers;
    private final Map<DeviceMatch, Integer> exceptions = new LinkedHashMap<>();

    DeviceList(boolean allowsOthers) {
        this.allowsOthers = allowsOthers;
    }

    /** The file {@code devices.list}, which has one line for all devices where it is others that are allowed. */
    static DeviceList read(String text) {
        DeviceList list = new DeviceList(text.isEmpty() || text.lines().anyMatch(line -> line.startsWith("a ")));
        if (!list.allowsOthers) {
            text.lines()
                    .map(line -> line.split("[ :]", -1))
                    .forEach(parts -> list.add(new DeviceMatch(
                            true,
                            parts[0].equals("b") ? DeviceMatch.BLOCK : DeviceMatch.CHARACTER,
                            number(parts[1]),
                            number(parts[2]),
                            DeviceMatch.access(parts[3]))));
        }
        return list;
    }

    boolean allowsOthers() {
        return allowsOthers;
    }

    /** With one rule more; {@code refuse} is run for one that cannot be kept. */
    DeviceList with(DeviceMatch rule, Runnable refuse) {
        if (rule.isAboutEverything()) {
            return new DeviceList(rule.allow());
        }
        for (DeviceMatch one : rule.types()) {
            if (rule.allow() == allowsOthers) {
                takeBack(one, refuse);
            } else {
                add(one);
            }
        }
        return this;
    }

    /** What is in this list and not in the other. */
    Map<DeviceMatch, Integer> beyond(DeviceList other) {
        Map<DeviceMatch, Integer> beyond = new LinkedHashMap<>();
        exceptions.forEach((devices, access) -> {
            int more = access & ~other.exceptions.getOrDefault(devices, 0);
            if (more != 0) {
                beyond.put(devices, more);
            }
        });
        return beyond;
    }

    private void add(DeviceMatch rule) {
        exceptions.merge(rule.devices(), rule.access(), (one, other) -> one | other);
    }

    private void takeBack(DeviceMatch rule, Runnable refuse) {
        for (Map.Entry<DeviceMatch, Integer> exception : exceptions.entrySet()) {
            if (rule.covers(exception.getKey())) {
                exception.setValue(exception.getValue() & ~rule.access());
            } else if (rule.overlaps(exception.getKey()) && (exception.getValue() & rule.access()) != 0) {
                refuse.run();
            }
        }
        exceptions.values().removeIf(access -> access == 0);
    }

    private static long number(String text) {
        return text.equals("*") ? DeviceMatch.ALL : Long.parseLong(text);
    }
}
