package org.ociunit.runtime.cgroup;

/**
 * One value for one file of a group.
 *
 * @param controller whose file it is
 * @param file its name in the group's folder
 * @param value what to write
 * @param member the member of the configuration that asks for it, such as {@code linux.resources.memory.limit}
 * @param lenient whether a kernel that has no such file does what is asked for anyway
 */
record Limit(String controller, String file, String value, String member, boolean lenient) {
    /** As tests and messages have it. */
    @Override
    public String toString() {
        return file + " = " + value;
    }
}
