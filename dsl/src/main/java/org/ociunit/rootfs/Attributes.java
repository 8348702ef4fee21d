package org.ociunit.rootfs;

import java.nio.file.attribute.FileTime;
import java.util.Map;

/**
 * Whom a file belongs to, who may use it, since when it is as it is, and what else is said of it.
 *
 * @param uid the user's number
 * @param gid the group's number
 * @param mode as chmod(2) has it
 * @param modified when it was modified
 * @param extended extended attributes by their whole names
 */
record Attributes(int uid, int gid, int mode, FileTime modified, Map<String, byte[]> extended) {}
