package org.ociunit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.ociunit.error.ContainerException;
import org.ociunit.image.Image;
import org.ociunit.json.Json;
import org.ociunit.json.MergePatch;
import org.ociunit.json.Unknown;
import org.ociunit.spec.Spec;

/**
 * A bundle's text form, see {@link Bundle#ofJson}. What adjectives have changed in the configuration is told as a patch of
 * it, and what they take from the bundle's files by name.
 */
record BundleDocument(
        @Nullable String image,
        @Nullable String bundle,
        @Nullable Boolean rootless,
        @Nullable String network,
        @Nullable String user,
        @Nullable List<String> groups,
        @Nullable List<String> tempFolders,
        @Nullable Map<String, String> hosts,
        @Nullable Map<String, Object> config,
        @Nullable ReadyDocument ready,
        @Unknown Map<String, Object> unknown) {
    static final String USER = "user";
    static final String GROUPS = "groups";
    static final String TEMP_FOLDERS = "tempFolders";
    static final String HOSTS = "hosts";

    /** What no text tells. */
    static final String JAVA_HOOK = "hook";

    BundleDocument {
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(
                    "a bundle has no \""
                            + unknown.keySet().iterator().next()
                            + "\": it takes image or bundle, rootless, network, user, groups, tempFolders, hosts, config, ready");
        }
        if ((image == null) == (bundle == null)) {
            throw new IllegalArgumentException("it takes one of image and bundle");
        }
        if (network != null) {
            NetworkKind.of(network);
        }
        if (ready != null) {
            ready.ready();
        }
    }

    static BundleDocument read(String json, String source) {
        return Json.read(json, source, BundleDocument.class);
    }

    String toJson() {
        return Json.toPrettyText(this);
    }

    /** The bundle that the text describes. */
    Bundle bundle(Path folder) {
        Bundle made =
                bundle == null ? Bundle.from(Image.parse(String.valueOf(image))) : Bundle.load(folder.resolve(bundle));
        made = Boolean.TRUE.equals(rootless) ? made.rootless() : made;
        made = network == null ? made : made.network(NetworkKind.of(network));
        made = user == null ? made : made.user(user);
        made = groups == null ? made : made.groups(groups.toArray(String[]::new));
        for (String at : tempFolders == null ? List.<String>of() : tempFolders) {
            made = made.tempFolder(at);
        }
        for (Map.Entry<String, String> host :
                hosts == null ? Map.<String, String>of().entrySet() : hosts.entrySet()) {
            made = made.hostsEntry(host.getKey(), host.getValue());
        }
        made = config == null ? made : made.spec(spec -> patched(spec, config));
        return ready == null ? made : made.readyWhen(ready.ready());
    }

    private static Spec patched(Spec spec, Map<String, Object> patch) {
        String changed = Json.toText(MergePatch.apply(tree(spec), patch));
        return Json.read(changed, "the configuration with the bundle's changes", Spec.class);
    }

    private static Map<?, ?> tree(Spec spec) {
        return (Map<?, ?>) Json.read(spec.toJson(), "a configuration", Object.class);
    }

    /** The text of a bundle. */
    static BundleDocument of(Recipe recipe) {
        Map<String, Object> change = MergePatch.between(tree(recipe.base()), tree(recipe.spec()));
        LoadedBundle loaded = recipe.loaded();
        return new BundleDocument(
                loaded == null ? text(recipe.image()) : null,
                loaded == null ? null : loaded.folder().toString(),
                recipe.rootless() ? true : null,
                network(recipe),
                said(recipe, USER).stream()
                        .reduce((earlier, later) -> later)
                        .map(words -> words.get(0))
                        .orElse(null),
                said(recipe, GROUPS).stream().reduce((earlier, later) -> later).orElse(null),
                orNull(said(recipe, TEMP_FOLDERS).stream().flatMap(List::stream).toList()),
                hosts(recipe),
                change.isEmpty() ? null : change,
                recipe.ready().map(BundleDocument::ready).orElse(null),
                Map.of());
    }

    private static ReadyDocument ready(Ready ready) {
        if (ready instanceof ReadyDocument.Told told) {
            return told.text();
        }
        throw noText(
                "when it is of use, " + ready.description() + ", is Java code.",
                "take one of Ready.logLine, exec, port and http.");
    }

    private static String text(Image image) {
        String text = image.toString();
        boolean isTold;
        try {
            isTold = Image.parse(text).equals(image);
        } catch (ContainerException madeByThisJvm) {
            isTold = false;
        }
        if (!isTold) {
            throw noText(
                    "the image " + text + " has more to it than its text form tells.",
                    "take one that a text names, such as oci:FOLDER, which Image.writeLayout makes of any image.");
        }
        return text;
    }

    private static @Nullable String network(Recipe recipe) {
        Networking network = recipe.network();
        if (network instanceof NetworkOfContainer) {
            throw noText("its network is that of another container.", "share it in the program.");
        }
        if (network != null && !(network instanceof NetworkKind)) {
            throw noText("its network is none that a text names.", "choose it in the program.");
        }
        boolean isDefault = network == NetworkKind.NONE && recipe.loaded() == null;
        return network instanceof NetworkKind kind && !isDefault ? kind.text() : null;
    }

    private static @Nullable Map<String, String> hosts(Recipe recipe) {
        Map<String, String> hosts = new LinkedHashMap<>();
        said(recipe, HOSTS).forEach(words -> hosts.put(words.get(0), words.get(1)));
        return hosts.isEmpty() ? null : hosts;
    }

    private static <T> @Nullable List<T> orNull(List<T> list) {
        return list.isEmpty() ? null : list;
    }

    /** What the configuration does not show of the adjectives of one name, the first first. */
    private static List<List<String>> said(Recipe recipe, String member) {
        List<List<String>> said = new ArrayList<>();
        Stream.of(recipe.adjectives(), recipe.late(), recipe.last())
                .flatMap(List::stream)
                .map(Adjective::unseen)
                .flatMap(Optional::stream)
                .forEach(unseen -> {
                    if (unseen.member().equals(JAVA_HOOK)) {
                        throw noText(
                                "its hook " + unseen.words().get(0) + " is Java code.", "use a program for the hook.");
                    }
                    if (unseen.member().equals(member)) {
                        said.add(unseen.words());
                    }
                });
        return said;
    }

    private static ContainerException noText(String why, String fix) {
        return new ContainerException("Could not write a bundle as text.", why, fix);
    }
}
