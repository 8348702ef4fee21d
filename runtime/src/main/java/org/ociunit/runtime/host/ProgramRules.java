package org.ociunit.runtime.host;

import java.nio.file.Files;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ociunit.spec.ContainerProcess;

/** The program and its folder: they are in the container, as far as that can be told. */
final class ProgramRules {
    private static final String CLAUSE = "config.md, Process";

    private ProgramRules() {}

    static void check(@Nullable ContainerProcess process, RootFiles files, Findings findings) {
        if (process == null) {
            return;
        }
        if (HostFiles.isPath(process.cwd()) && process.cwd().startsWith("/")) {
            folder(process.cwd(), files, findings);
        }
        List<String> args = process.args();
        if (args != null && !args.isEmpty() && HostFiles.isPath(args.get(0))) {
            program(args.get(0), process, files, findings);
        }
    }

    private static void folder(String cwd, RootFiles files, Findings findings) {
        RootFiles.Found found = files.find(cwd);
        if (found.isMissing()) {
            findings.warning("process.cwd", cwd, "does not exist: runtimes make it", CLAUSE);
        } else if (found.isThere() && !Files.isDirectory(files.onHost(found))) {
            findings.error("process.cwd", cwd, "must be a folder", CLAUSE);
        }
    }

    private static void program(String name, ContainerProcess process, RootFiles files, Findings findings) {
        if (!name.contains("/")) {
            search(name, process.env(), files, findings);
            return;
        }
        RootFiles.Found found = files.find(name.startsWith("/") ? name : process.cwd() + "/" + name);
        if (found.isMissing()) {
            findings.error("process.args[0]", name, "must name a program: there is no such file", CLAUSE);
        } else if (found.isThere() && Files.isDirectory(files.onHost(found))) {
            findings.error("process.args[0]", name, "must name a program: it is a folder", CLAUSE);
        } else if (found.isThere() && HostFiles.isNoProgram(files.onHost(found))) {
            findings.error("process.args[0]", name, "must name a program: nobody may execute it", CLAUSE);
        }
    }

    /** As execvp(3) does, in the PATH of the container. */
    private static void search(String name, @Nullable List<String> env, RootFiles files, Findings findings) {
        String variable = env == null
                ? ""
                : env.stream().filter(any -> any.startsWith("PATH=")).reduce("", (earlier, later) -> later);
        List<String> folders =
                List.of(variable.substring(variable.indexOf('=') + 1).split(":", -1));
        if (!folders.stream().allMatch(folder -> folder.startsWith("/"))) {
            return; // without a PATH, and in relative folders, runtimes search differently
        }
        if (folders.stream().allMatch(folder -> isNot(folder + "/" + name, files))) {
            findings.error("process.args[0]", name, "must name a program in the container's " + variable, CLAUSE);
        }
    }

    private static boolean isNot(String path, RootFiles files) {
        RootFiles.Found found = files.find(path);
        return found.isMissing()
                || (found.isThere()
                        && (Files.isDirectory(files.onHost(found)) || HostFiles.isNoProgram(files.onHost(found))));
    }
}
