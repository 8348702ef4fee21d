/**
 * Control groups of both versions (cgroups(7)), as files where this machine has mounted them. Limits, device rules and
 * verbs come in; folders, processes, counts and stored forms come out. No process is started here, none is joined to a
 * group and none is sent a signal: that is the launcher's, which is told the files and the pids.
 */
@NullMarked
package org.ociunit.runtime.cgroup;

import org.jspecify.annotations.NullMarked;
