package org.ociunit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.ociunit.error.ContainerException;
import org.ociunit.json.Json;
import org.ociunit.runtime.host.InstalledPrograms;

/**
 * The configuration of a CNI network: SPEC.md, section 1, "Network configuration format".
 *
 * @param name the network's name
 * @param plugins what makes it, in its order
 */
record CniList(String name, List<CniPlugin> plugins) {
    /** Those whose results have the same form, and whose plugins know what the one before has done. */
    private static final Set<String> VERSIONS = Set.of("0.3.0", "0.3.1", "0.4.0", "1.0.0", "1.1.0");

    CniList {
        plugins = List.copyOf(plugins);
    }

    /**
     * Finds a network by its name. Lists come before plugins of their own, as in the standard's library.
     *
     * @throws ContainerException if there is none, if it is not right, or if one of its plugins is not installed
     */
    static CniList find(String name, Path folder, List<Path> folders) {
        for (Path file : files(folder, name, ".conflist")) {
            Map<?, ?> list = members(file);
            if (name.equals(list.get("name"))) {
                return of(name, list, file, elements(list.get("plugins")), folders);
            }
        }
        for (Path file : files(folder, name, ".conf", ".json")) {
            Map<?, ?> plugin = members(file);
            if (name.equals(plugin.get("name"))) {
                return of(name, plugin, file, List.of(plugin), folders);
            }
        }
        throw new ContainerException(
                what(name),
                "no file in " + folder + " is a configuration of that name.",
                "name one that is there, or the folder that it is in: NETCONFPATH, or Network.cni(name, folder).");
    }

    private static String what(String name) {
        return "Could not find the CNI network " + name + ".";
    }

    private static List<Path> files(Path folder, String name, String... endings) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> Stream.of(endings)
                            .anyMatch(ending -> file.getFileName().toString().endsWith(ending)))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new ContainerException(what(name), e.toString(), null, e);
        }
    }

    private static Map<?, ?> members(Path file) {
        return Json.read(file, Object.class) instanceof Map<?, ?> members ? members : Map.of();
    }

    private static List<?> elements(@Nullable Object list) {
        return list instanceof List<?> elements ? elements : List.of();
    }

    private static CniList of(String name, Map<?, ?> list, Path file, List<?> plugins, List<Path> folders) {
        String version = String.valueOf(list.get("cniVersion"));
        if (!VERSIONS.contains(version)) {
            throw notRight(name, file, "its cniVersion is " + version + ".", "say one of 0.3.0 to 1.1.0.");
        }
        if (plugins.isEmpty()) {
            throw notRight(name, file, "it has no plugins.", "name some, or delete the file.");
        }
        return new CniList(
                name,
                plugins.stream()
                        .map(plugin -> plugin(name, version, file, plugin, folders))
                        .toList());
    }

    /** Each plugin is told the network's name and version: section 3, "Deriving execution configuration". */
    private static CniPlugin plugin(String name, String version, Path file, Object plugin, List<Path> folders) {
        Map<String, Object> configuration = new LinkedHashMap<>();
        if (plugin instanceof Map<?, ?> members) {
            members.forEach((key, value) -> configuration.put(String.valueOf(key), value));
        }
        configuration.remove("capabilities"); // which say what its user could ask for, and nobody asks
        configuration.put("name", name);
        configuration.put("cniVersion", version);
        if (!(configuration.get("type") instanceof String type) || !type.matches("[^/]+")) {
            throw notRight(name, file, "a plugin's type is " + configuration.get("type") + ".", "name a program.");
        }
        Optional<Path> program = InstalledPrograms.find(type, folders);
        return new CniPlugin(
                type,
                program.orElseThrow(() -> notRight(
                        name,
                        file,
                        "its plugin " + type + " is in none of " + folders + ".",
                        "apt-get install containernetworking-plugins, or name the folder that it is in: CNI_PATH.")),
                configuration);
    }

    private static ContainerException notRight(String name, Path file, String why, String fix) {
        return new ContainerException("Could not use the CNI network " + name + " of " + file + ".", why, fix);
    }
}
