package org.ociunit.samples.regression;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.ociunit.runtime.OciRuntime;
import org.ociunit.runtime.catalog.Runtimes;
import org.ociunit.scenario.Scenario;

/**
 * What was asked for on the command line.
 *
 * @param runtimes the runtimes, by name or path; none for all that are of use here
 * @param filter what the id, the name or a clause of a case has in it
 * @param jobs how many cases are run at the same time
 * @param cases where the cases are
 * @param deviations the file or folder of known deviations
 * @param report the folder for the report, or nothing for none
 */
record Options(
        List<String> runtimes, Pattern filter, int jobs, Path cases, Optional<Path> deviations, Optional<Path> report) {
    private static final String EMBEDDED = "embedded";

    static Options parse(Path home, List<String> words) {
        List<String> runtimes = new ArrayList<>();
        Pattern filter = Pattern.compile("");
        int jobs = 1;
        Path cases = home.resolve("cases");
        Path deviations = home.resolve("deviations");
        Path report = null;
        for (int index = 0; index < words.size(); index += 2) {
            String option = words.get(index);
            if (index + 1 == words.size()) {
                throw new IllegalArgumentException(
                        option.startsWith("--")
                                ? "The option " + option + " takes a value."
                                : "There is no \"" + option + "\".");
            }
            String value = words.get(index + 1);
            switch (option) {
                case "--runtime" -> runtimes.add(value);
                case "--filter" -> filter = Pattern.compile(value);
                case "--jobs" -> jobs = Integer.parseInt(value);
                case "--cases" -> cases = Path.of(value);
                case "--deviations" -> deviations = Path.of(value);
                case "--report" -> report = Path.of(value);
                default -> throw new IllegalArgumentException("There is no option " + option + ".");
            }
        }
        return new Options(
                List.copyOf(runtimes),
                filter,
                jobs,
                cases,
                Optional.of(deviations).filter(Files::exists),
                Optional.ofNullable(report));
    }

    /** The runtimes that are to be tried. */
    List<OciRuntime> found() {
        return runtimes.isEmpty()
                ? Runtimes.available()
                : runtimes.stream().map(Options::runtime).toList();
    }

    private static OciRuntime runtime(String name) {
        if (name.equals(EMBEDDED)) {
            return Runtimes.embedded();
        }
        if (!name.contains("/")) {
            return Runtimes.installed(name);
        }
        Path program = Path.of(name).toAbsolutePath().normalize();
        Path dialect = program.resolveSibling(program.getFileName() + ".json");
        return Files.exists(dialect) ? Runtimes.at(program, dialect) : Runtimes.at(program);
    }

    /** The cases that are to be run. */
    List<Scenario> chosen() {
        return Scenario.loadAll(cases).stream()
                .filter(each -> filter.matcher(each.id()).find()
                        || filter.matcher(each.name()).find()
                        || each.standsFor().stream()
                                .anyMatch(clause -> filter.matcher(clause).find()))
                .toList();
    }
}
