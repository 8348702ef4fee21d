package org.ociunit.junit;

import static org.junit.platform.commons.support.AnnotationSupport.findAnnotation;
import static org.junit.platform.commons.support.AnnotationSupport.isAnnotated;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.ociunit.runtime.OciRuntime;
import org.ociunit.runtime.catalog.Runtimes;
import org.ociunit.scenario.Scenario;

/** What {@link ScenarioSource} does: a turn for each scenario, and for each runtime where the test takes one. */
final class ScenarioExtension implements TestTemplateInvocationContextProvider {
    @Override
    public boolean supportsTestTemplate(ExtensionContext context) {
        return isAnnotated(context.getTestMethod(), ScenarioSource.class);
    }

    @Override
    public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(ExtensionContext context) {
        List<Optional<Turn>> runtimes = runtimes(context);
        return scenarios(context).stream()
                .flatMap(scenario -> runtimes.stream().map(runtime -> new Invocation(scenario, runtime)));
    }

    private static List<Scenario> scenarios(ExtensionContext context) {
        String place = findAnnotation(context.getTestMethod(), ScenarioSource.class)
                .orElseThrow()
                .value();
        Path path = find(place, context.getRequiredTestClass());
        List<Scenario> scenarios = Scenario.loadAll(path);
        if (scenarios.isEmpty()) {
            throw new ExtensionConfigurationException(
                    "@ScenarioSource of " + method(context) + " names " + path + ", which has no file *.json.");
        }
        return scenarios;
    }

    private static Path find(String place, Class<?> test) {
        Path path = Path.of(place);
        if (Files.exists(path)) {
            return path;
        }
        URL resource = test.getClassLoader().getResource(place);
        if (resource == null || !resource.getProtocol().equals("file")) {
            throw new ExtensionConfigurationException("@ScenarioSource of " + test.getName() + " names \"" + place
                    + "\", which is neither " + path.toAbsolutePath() + " nor a folder of the class path.");
        }
        try {
            return Path.of(new URI(resource.toString()));
        } catch (URISyntaxException e) {
            throw new ExtensionConfigurationException("@ScenarioSource names \"" + resource + "\".", e);
        }
    }

    private static String method(ExtensionContext context) {
        return context.getRequiredTestClass().getName() + "."
                + context.getRequiredTestMethod().getName();
    }

    private static List<Optional<Turn>> runtimes(ExtensionContext context) {
        boolean takesRuntime =
                List.of(context.getRequiredTestMethod().getParameterTypes()).contains(OciRuntime.class);
        return takesRuntime
                ? Turn.all(new String[0], Runtimes.available(), Runtimes.missing()).stream()
                        .map(Optional::of)
                        .toList()
                : List.of(Optional.empty());
    }

    /** A turn of the test. */
    private record Invocation(Scenario scenario, Optional<Turn> runtime)
            implements TestTemplateInvocationContext, ParameterResolver {
        @Override
        public String getDisplayName(int index) {
            String id = scenario.id().isEmpty() ? "" : scenario.id() + " ";
            return id
                    + scenario.name()
                    + runtime.map(turn -> ", " + turn.name()).orElse("");
        }

        @Override
        public void prepareInvocation(ExtensionContext context) {
            runtime.ifPresent(turn -> turn.begin(context));
        }

        @Override
        public List<Extension> getAdditionalExtensions() {
            return List.of(this);
        }

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == Scenario.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return scenario;
        }
    }
}
