package org.ociunit.junit;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.TestInstances;
import org.junit.platform.commons.support.ModifierSupport;
import org.junit.platform.commons.support.ReflectionSupport;
import org.ociunit.Bundle;
import org.ociunit.Bytes;
import org.ociunit.Container;
import org.ociunit.error.ImageException;
import org.ociunit.image.Image;

/**
 * A {@link WithContainer} as it was found: what it asks for, and where it stands, for messages.
 *
 * @param wanted the annotation
 * @param place such as {@code class com.example.CacheTest}
 * @param testClass where a named bundle is looked for
 * @param name what the container is called on a network, unless its bundle says so, or the empty text
 */
record Request(WithContainer wanted, String place, Class<?> testClass, String name) {
    private static final Pattern AMOUNT = Pattern.compile("(\\d{1,9}) ?(B|KiB|MiB|GiB)");

    /** The annotation of a field, which has the choice of what comes before it, and of little else. */
    static Request of(WithContainer wanted, Field field, Class<?> testClass) {
        Request request = new Request(
                wanted, "field " + field.getName() + " of " + testClass.getName(), testClass, field.getName());
        if (field.getType() != Container.class) {
            throw new ExtensionConfigurationException("@WithContainer on " + request.place + ": its type is "
                    + field.getType().getName() + ", and should be " + Container.class.getName() + ".");
        }
        return ModifierSupport.isStatic(field)
                ? request.without(Scope.TEST, "a static field's container lives as long as its class.")
                : request.without(Scope.CLASS, "the container of an instance's field is its test's: make it static.");
    }

    /** The annotation of anything but a field. */
    static Request of(WithContainer wanted, String place, Class<?> testClass) {
        Request request = new Request(wanted, place, testClass, "");
        if (wanted.after().length > 0) {
            throw request.refused("after", "is set, and only fields have an order.");
        }
        return request;
    }

    /**
     * The same request, for a place that one scope makes no sense at.
     *
     * @param scope the scope that is refused
     * @param why the rest of a sentence
     */
    Request without(Scope scope, String why) {
        if (wanted.scope() == scope) {
            throw refused("scope", "is " + scope + ", and " + why);
        }
        return this;
    }

    /** Whether the container is shared by the whole run of tests. */
    boolean isForSession() {
        return wanted.scope() == Scope.SESSION;
    }

    /** Makes the container from its bundle, which {@link #bundle} has described. */
    Container make(Bundle bundle) {
        return switch (wanted.status()) {
            case RUNNING -> bundle.start(wanted.command());
            case CREATED -> bundle.create(wanted.command());
            default ->
                throw refused("status", "is " + wanted.status() + ", and a test can begin with created or running.");
        };
    }

    /**
     * Describes the container.
     *
     * @param instances the instances of the test class and of those around it, if they are there already
     */
    Bundle bundle(Optional<TestInstances> instances) {
        Bundle bundle = source(instances);
        for (String variable : wanted.env()) {
            int equals = variable.indexOf('=');
            if (equals < 1) {
                throw refused("env", "has \"" + variable + "\", which is not NAME=value.");
            }
            bundle = bundle.env(variable.substring(0, equals), variable.substring(equals + 1));
        }
        bundle = wanted.rootless() ? bundle.rootless() : bundle;
        bundle = wanted.memory().isEmpty() ? bundle : bundle.memory(amount());
        return wanted.deadline().isEmpty()
                ? bundle
                : bundle.deadline(Time.parse(wanted.deadline())
                        .orElseThrow(() -> notLike("deadline", wanted.deadline(), Time.EXAMPLES)));
    }

    private Bundle source(Optional<TestInstances> instances) {
        List<String> sources = new ArrayList<>();
        if (!wanted.image().isEmpty()) {
            sources.add("image");
        }
        if (!wanted.bundle().isEmpty()) {
            sources.add("bundle");
        }
        if (wanted.supplier() != WithContainer.None.class) {
            sources.add("supplier");
        }
        if (sources.size() > 1) {
            throw refused(String.join(" and ", sources), "are both set, and a container has one source.");
        }
        return switch (sources.isEmpty() ? "" : sources.get(0)) {
            case "image" -> Bundle.from(image());
            case "bundle" -> named(instances);
            case "supplier" -> ReflectionSupport.newInstance(wanted.supplier()).get();
            default -> Bundle.from(Image.host());
        };
    }

    private Image image() {
        try {
            return Image.parse(wanted.image());
        } catch (ImageException e) {
            throw refused(
                    "image",
                    "is \"" + wanted.image() + "\", and that is none."
                            + (e.why() == null ? "" : "\nWhy: " + e.why())
                            + (e.fix() == null ? "" : "\nFix: " + e.fix()));
        }
    }

    /** The member that holds the bundle, if the annotation names one that is there. */
    Optional<NamedBundle> named() {
        return NamedBundle.find(testClass, wanted.bundle());
    }

    private Bundle named(Optional<TestInstances> instances) {
        Optional<NamedBundle> member = named();
        Optional<Object> instance = member.flatMap(
                found -> instances.flatMap(all -> all.findInstance(found.on()).map(Object.class::cast)));
        if (member.isPresent() && !member.get().isStatic()) {
            requireInstance(instance);
        }
        return member.flatMap(found -> found.read(instance))
                .orElseThrow(() -> refused(
                        "bundle",
                        "names " + wanted.bundle() + ", and " + testClass.getName()
                                + " has no field of this name with a Bundle in it, and no method without parameters that"
                                + " returns one."));
    }

    private void requireInstance(Optional<Object> instance) {
        if (isForSession()) {
            throw refused(
                    "bundle",
                    "names " + wanted.bundle()
                            + ", which is an instance's, and its container is the whole run's: make it static.");
        }
        if (instance.isEmpty()) {
            throw refused(
                    "bundle",
                    "names " + wanted.bundle()
                            + ", which is an instance's, and no instance is there yet: make it static.");
        }
    }

    private Bytes amount() {
        Matcher matcher = AMOUNT.matcher(wanted.memory());
        if (!matcher.matches()) {
            throw notLike("memory", wanted.memory(), "64MiB");
        }
        long count = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "KiB" -> Bytes.kibibytes(count);
            case "MiB" -> Bytes.mebibytes(count);
            case "GiB" -> Bytes.gibibytes(count);
            default -> new Bytes(count);
        };
    }

    private ExtensionConfigurationException notLike(String attribute, String value, String example) {
        return refused(attribute, "is \"" + value + "\", and should be like " + example + ".");
    }

    ExtensionConfigurationException refused(String attribute, String problem) {
        return new ExtensionConfigurationException("@WithContainer on " + place + ": " + attribute + " " + problem);
    }
}
