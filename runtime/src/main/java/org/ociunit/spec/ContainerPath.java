package org.ociunit.spec;

import java.util.ArrayDeque;
import java.util.Deque;

/** Paths in the container, without a look at its files. */
final class ContainerPath {
    private ContainerPath() {}

    /** The path from the root, without empty and dot steps, as if there were no symbolic links. */
    static String normal(String path) {
        Deque<String> steps = new ArrayDeque<>();
        for (String step : path.split("/", -1)) {
            if (step.equals("..")) {
                steps.pollLast();
            } else if (!step.isEmpty() && !step.equals(".")) {
                steps.addLast(step);
            }
        }
        return "/" + String.join("/", steps);
    }
}
