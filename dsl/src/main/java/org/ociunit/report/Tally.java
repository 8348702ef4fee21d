package org.ociunit.report;

import java.util.List;
import java.util.stream.Stream;

/** How many cases have which mark on which runtime. */
final class Tally {
    private final List<Case> cases;
    private final List<String> runtimes;

    Tally(List<Case> cases) {
        this.cases = cases;
        this.runtimes = cases.stream()
                .flatMap(each -> each.marks().keySet().stream())
                .distinct()
                .toList();
    }

    /** All runtimes, in the order in which cases name them. */
    List<String> runtimes() {
        return runtimes;
    }

    /** The marks that are there, and the two that everybody looks for, the worst first. */
    List<Mark.Kind> kinds() {
        return Stream.of(Mark.Kind.values())
                .filter(kind -> kind == Mark.Kind.PASSED
                        || kind == Mark.Kind.FAILED
                        || runtimes.stream().anyMatch(runtime -> count(runtime, kind) > 0))
                .toList();
    }

    long count(String runtime, Mark.Kind kind) {
        return cases.stream()
                .flatMap(each -> each.mark(runtime).stream())
                .filter(mark -> mark.kind() == kind)
                .count();
    }

    static boolean alarms(Case of) {
        return of.marks().values().stream().anyMatch(mark -> mark.kind().alarms());
    }
}
