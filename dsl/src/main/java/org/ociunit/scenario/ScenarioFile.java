package org.ociunit.scenario;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.ociunit.Bundle;
import org.ociunit.error.ContainerException;
import org.ociunit.error.InvalidDocumentException;
import org.ociunit.json.Json;
import org.ociunit.json.JsonPath;
import org.ociunit.json.Unknown;

/**
 * A scenario's text form, see {@link Scenario#load}.
 *
 * @param scenario its name
 * @param id what it is called in lists
 * @param standsFor what it shows the effect of: clauses, CVEs
 * @param needs what it is not run without
 * @param given its bundle
 * @param peers further bundles, by name
 * @param steps texts, or objects of one member
 */
record ScenarioFile(
        String scenario,
        @Nullable String id,
        @Nullable List<String> standsFor,
        @Nullable List<String> needs,
        Map<String, Object> given,
        @Nullable Map<String, Map<String, Object>> peers,
        List<Object> steps,
        @Unknown Map<String, Object> unknown) {
    private static final String EXPECT = "expect";

    ScenarioFile {
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("a scenario has no \""
                    + unknown.keySet().iterator().next()
                    + "\": it takes scenario, id, standsFor, needs, given, peers, steps");
        }
    }

    static Scenario read(String json, String source, Path folder) {
        return Json.read(json, source, ScenarioFile.class).scenario(source, folder);
    }

    /** The scenarios of a file, which is one or a list of them. */
    static List<Scenario> readAll(Path file) {
        String json;
        try {
            json = Files.readString(file);
        } catch (IOException e) {
            throw new ContainerException("Could not read the scenario " + file + ".", e.toString(), null, e);
        }
        Path folder = file.toAbsolutePath().resolveSibling("");
        boolean isList = json.stripLeading().startsWith("[");
        List<ScenarioFile> files = isList
                ? Json.readList(json, file.toString(), ScenarioFile.class)
                : List.of(Json.read(json, file.toString(), ScenarioFile.class));
        return files.stream()
                .map(each -> each.scenario(isList ? file + ", " + each.title() : file.toString(), folder))
                .toList();
    }

    private String title() {
        return id == null ? "\"" + scenario + "\"" : id;
    }

    private Scenario scenario(String source, Path folder) {
        Map<String, Bundle> beside = new LinkedHashMap<>();
        (peers == null ? Map.<String, Map<String, Object>>of() : peers)
                .forEach((name, peer) -> beside.put(name, bundle(peer, source + ", peers." + name, folder)));
        return new Scenario(
                scenario,
                id == null ? "" : id,
                orNone(standsFor),
                orNone(needs),
                bundle(given, source + ", given", folder),
                beside,
                new Steps(source).read(steps, "steps"));
    }

    private static Bundle bundle(Map<String, Object> document, String source, Path folder) {
        return Bundle.ofJson(Json.toText(document), source, folder);
    }

    private static List<String> orNone(@Nullable List<String> list) {
        return list == null ? List.of() : list;
    }

    static String write(Scenario scenario) {
        ScenarioFile file = new ScenarioFile(
                scenario.name(),
                scenario.id().isEmpty() ? null : scenario.id(),
                scenario.standsFor().isEmpty() ? null : scenario.standsFor(),
                scenario.needs().isEmpty() ? null : scenario.needs(),
                document(scenario.bundle()),
                peers(scenario),
                tell(scenario.steps()),
                Map.of());
        return Json.toPrettyText(file) + "\n";
    }

    private static @Nullable Map<String, Map<String, Object>> peers(Scenario scenario) {
        Map<String, Map<String, Object>> peers = new LinkedHashMap<>();
        scenario.peers().forEach((name, peer) -> peers.put(name, document(peer)));
        return peers.isEmpty() ? null : peers;
    }

    @SuppressWarnings("unchecked") // an object of JSON
    private static Map<String, Object> document(Bundle bundle) {
        return (Map<String, Object>) Json.read(bundle.toJson(), "a bundle", Object.class);
    }

    /** Steps as values of JSON; expectations in a row are one object, if they are different ones. */
    private static List<Object> tell(List<Step> steps) {
        List<Object> told = new ArrayList<>();
        Map<String, Object> expected = new LinkedHashMap<>();
        for (Step step : steps) {
            if (!step.form().isExpectation()) {
                expected = new LinkedHashMap<>();
                boolean isPlain = step.argument().equals(true);
                told.add(isPlain ? step.form().member() : Map.of(step.form().member(), step.argument()));
                continue;
            }
            if (expected.isEmpty() || expected.containsKey(step.form().member())) {
                expected = new LinkedHashMap<>();
                told.add(Map.of(EXPECT, expected));
            }
            expected.put(step.form().member(), step.argument());
        }
        return told;
    }

    /** Branches as an argument of a step. */
    static Object argument(List<List<Step>> branches) {
        return branches.stream().map(ScenarioFile::tell).toList();
    }

    /** Reads steps. */
    private record Steps(String source) {
        List<Step> read(List<?> values, String path) {
            List<Step> steps = new ArrayList<>();
            for (int index = 0; index < values.size(); index++) {
                steps.addAll(read(values.get(index), JsonPath.element(path, index)));
            }
            return steps;
        }

        private List<List<Step>> readBranches(List<?> values, String path) {
            return IntStream.range(0, values.size())
                    .mapToObj(branch -> read((List<?>) values.get(branch), JsonPath.element(path, branch)))
                    .toList();
        }

        private List<Step> read(@Nullable Object value, String path) {
            if (value instanceof String member) {
                return List.of(step(member, true, false, path));
            }
            if (!(value instanceof Map<?, ?> map) || map.size() != 1) {
                throw problem(path, "expected the name of a step, or an object with a step as its one member");
            }
            Map.Entry<?, ?> only = map.entrySet().iterator().next();
            String member = (String) only.getKey();
            String inside = JsonPath.member(path, member);
            if (!member.equals(EXPECT)) {
                return List.of(step(member, only.getValue(), false, inside));
            }
            if (!(only.getValue() instanceof Map<?, ?> expected) || expected.isEmpty()) {
                throw problem(inside, "expected an object with what is expected");
            }
            return expected.entrySet().stream()
                    .map(entry -> step((String) entry.getKey(), entry.getValue(), true, JsonPath.member(inside, (String)
                            entry.getKey())))
                    .toList();
        }

        private Step step(String member, @Nullable Object argument, boolean isExpectation, String path) {
            Optional<Form> form = Form.of(member, isExpectation);
            if (form.isEmpty()) {
                throw problem(
                        path,
                        "there is no " + (isExpectation ? "expectation" : "step") + " \"" + member
                                + "\": it takes one of " + String.join(", ", Form.members(isExpectation)));
            }
            if (argument == null || !form.get().takes(argument)) {
                throw problem(path, "expected " + form.get().takes());
            }
            boolean hasBranches = form.get() == Form.PARALLEL;
            return new Step(form.get(), argument, hasBranches ? readBranches((List<?>) argument, path) : List.of());
        }

        private InvalidDocumentException problem(String path, String problem) {
            return new InvalidDocumentException(source, 0, 0, path, problem, null);
        }
    }
}
