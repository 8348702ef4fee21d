package org.ociunit;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.ociunit.image.ImageDefaults;
import org.ociunit.spec.Namespace;
import org.ociunit.spec.Spec;

/**
 * What an image says about its containers, as changes of a configuration that all adjectives build on.
 *
 * <p>image-spec conversion.md. Volumes need files: the {@link BundleWriter} makes them.
 */
final class ImageAdjectives {
    private ImageAdjectives() {}

    static Adjective of(ImageDefaults image) {
        return (spec, bundle) -> {
            Spec said = withoutUser(image).apply(spec);
            if (image.user().isEmpty()) {
                return said;
            }
            said = Adjectives.user(image.user()).apply(said, bundle);
            return Namespaces.has(spec.linux(), Namespace.USER) || bundle == null
                    ? said // where only the kernel's privileged may have further groups
                    : Adjectives.furtherGroups(new UserName(image.user(), bundle.root()).furtherGroups())
                            .apply(said);
        };
    }

    private static UnaryOperator<Spec> withoutUser(ImageDefaults image) {
        return spec -> {
            Spec said = spec;
            List<String> args = entered(image, image.cmd());
            if (!args.isEmpty()) {
                said = Adjectives.args(args).apply(said);
            }
            for (String variable : image.env()) {
                int equal = variable.indexOf('=');
                if (equal > 0) {
                    said = Adjectives.env(variable.substring(0, equal), variable.substring(equal + 1))
                            .apply(said);
                }
            }
            if (!image.cwd().isEmpty()) {
                said = Adjectives.cwd(image.cwd()).apply(said);
            }
            return image.annotations().isEmpty() ? said : said.withAnnotations(and(said, image.annotations()));
        };
    }

    private static Map<String, String> and(Spec spec, Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>(spec.annotations() == null ? Map.of() : spec.annotations());
        all.putAll(more);
        return all;
    }

    /** The program that an image enters by, with these arguments. */
    static List<String> entered(ImageDefaults image, List<String> command) {
        return Stream.concat(image.entrypoint().stream(), command.stream()).toList();
    }
}
