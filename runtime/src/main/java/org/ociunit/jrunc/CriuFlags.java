package org.ociunit.jrunc;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ociunit.runtime.CriuAllowance;
import org.ociunit.runtime.CriuCgroups;

/** The flags that are handed on to CRIU. */
final class CriuFlags {
    static final Flag IMAGE_PATH =
            Flag.text("image-path", "the folder with the image, by default checkpoint in the current one");
    static final Flag WORK_PATH = Flag.text("work-path", "the folder for working files and logs");
    static final Flag CGROUPS = Flag.text("manage-cgroups-mode", "soft, full, strict or ignore; by default soft");
    static final Flag TCP_ESTABLISHED = Flag.toggle("tcp-established", "allow open TCP connections");
    static final Flag EXT_UNIX_SK = Flag.toggle("ext-unix-sk", "allow unix sockets to the outside");
    static final Flag SHELL_JOB = Flag.toggle("shell-job", "allow a terminal that is shared with a shell");
    static final Flag FILE_LOCKS = Flag.toggle("file-locks", "allow locks on files");
    static final Flag EMPTY_NS = Flag.texts("empty-ns", "network, for an empty network namespace");
    static final Flag AUTO_DEDUP = Flag.toggle("auto-dedup", "drop what a later image repeats");
    static final Flag LAZY_PAGES = Flag.toggle("lazy-pages", "fetch memory only when it is needed");

    private static final Map<String, CriuAllowance> ALLOWANCES = allowances();

    private CriuFlags() {}

    private static Map<String, CriuAllowance> allowances() {
        Map<String, CriuAllowance> table = new LinkedHashMap<>();
        table.put("tcp-established", CriuAllowance.TCP_ESTABLISHED);
        table.put("tcp-skip-in-flight", CriuAllowance.TCP_IN_FLIGHT);
        table.put("ext-unix-sk", CriuAllowance.EXTERNAL_UNIX_SOCKETS);
        table.put("shell-job", CriuAllowance.SHELL_JOB);
        table.put("file-locks", CriuAllowance.FILE_LOCKS);
        table.put("link-remap", CriuAllowance.LINK_REMAP);
        table.put("auto-dedup", CriuAllowance.AUTO_DEDUP);
        return table;
    }

    static Set<CriuAllowance> allowed(Invocation invocation) {
        Set<CriuAllowance> allowed = EnumSet.noneOf(CriuAllowance.class);
        ALLOWANCES.forEach((flag, allowance) -> {
            if (invocation.has(flag)) {
                allowed.add(allowance);
            }
        });
        List<String> namespaces = invocation.texts("empty-ns");
        for (String namespace : namespaces) {
            if (!namespace.equals("network")) {
                throw new RefusalException("namespace " + GoQuote.of(namespace) + " is not supported");
            }
            allowed.add(CriuAllowance.EMPTY_NETWORK);
        }
        return allowed;
    }

    static CriuCgroups cgroups(Invocation invocation) {
        String mode = invocation.text("manage-cgroups-mode", "soft");
        return switch (mode) {
            case "soft" -> CriuCgroups.SOFT;
            case "full" -> CriuCgroups.FULL;
            case "strict" -> CriuCgroups.STRICT;
            case "ignore" -> CriuCgroups.IGNORE;
            default ->
                throw new RefusalException(
                        "invalid manage-cgroups-mode: " + mode + ", which takes soft, full, strict or ignore");
        };
    }

    static Path image(Invocation invocation, Session session) {
        return session.path(invocation.text("image-path", "checkpoint"));
    }
}
