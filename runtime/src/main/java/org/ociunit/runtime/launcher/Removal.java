package org.ociunit.runtime.launcher;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.ociunit.runtime.plan.Opcode;
import org.ociunit.runtime.plan.Step;

/**
 * What is to go of a container.
 *
 * @param groups its control groups; what still runs in them is killed
 * @param lent control groups that were there before it: what still runs in them is killed, but they stay
 * @param above the groups above its own that were made for it, the innermost first; those that others use stay
 * @param tree the root of a tree; no link in it is followed and no mount entered
 */
public record Removal(List<Path> groups, List<Path> lent, List<Path> above, Path tree) {
    private static final int WHOLE = 0;
    private static final int CONTENT = 1;
    private static final int IF_UNUSED = 2;

    /** Copies the lists. */
    public Removal {
        groups = List.copyOf(groups);
        lent = List.copyOf(lent);
        above = List.copyOf(above);
    }

    /**
     * Removes what gives way at once: groups that nothing runs in, and a folder of files. If this JVM dies meanwhile, what
     * is left is the launcher's, who has been told of it.
     *
     * @return whether all has gone; if not, the rest takes the launcher
     */
    public boolean removeAtOnce() {
        if (!lent.isEmpty() || !above.isEmpty()) {
            return false;
        }
        try {
            for (Path group : groups) {
                Files.deleteIfExists(group);
            }
            removeFiles();
            return true;
        } catch (IOException | DirectoryIteratorException notYet) {
            return false;
        }
    }

    private void removeFiles() throws IOException {
        if (!Files.isDirectory(tree, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(tree)) {
            stream.forEach(entries::add);
        }
        // Folders first: one with something in it gives way to nobody here, and nothing of the rest is gone then.
        entries.sort(Comparator.comparing(entry -> !Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)));
        for (Path entry : entries) {
            Files.deleteIfExists(entry);
        }
        Files.deleteIfExists(tree);
    }

    List<Step> steps() {
        List<Step> steps = new ArrayList<>();
        groups.forEach(group -> steps.add(Step.of(Opcode.REMOVE_GROUP, group.toString(), WHOLE)));
        lent.forEach(group -> steps.add(Step.of(Opcode.REMOVE_GROUP, group.toString(), CONTENT)));
        above.forEach(group -> steps.add(Step.of(Opcode.REMOVE_GROUP, group.toString(), IF_UNUSED)));
        steps.add(Step.of(Opcode.REMOVE, tree.toString()));
        return steps;
    }
}
