package org.ociunit;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.ociunit.runtime.CreateOptions;
import org.ociunit.runtime.OciRuntime;
import org.ociunit.runtime.catalog.Runtimes;
import org.ociunit.runtime.plan.Plan;
import org.ociunit.spec.Spec;

/** Makes a container of a bundle: its folder, and then the container itself. What goes wrong leaves nothing. */
final class Creation {
    private Creation() {}

    static Container create(Bundle bundle, Recipe recipe, List<String> command) {
        return create(bundle, recipe, () -> BundleFolder.make(recipe.runtime().name()), command);
    }

    /** Makes a container in a folder that it is given. */
    static Container create(Bundle bundle, Recipe recipe, Supplier<BundleFolder> folder, List<String> command) {
        Networking network = recipe.network() == null ? null : recipe.network().forOne();
        if (network == null) {
            return createAsIs(bundle, recipe, folder.get(), command);
        }
        try {
            return createAsIs(bundle, recipe.withNetwork(network), folder.get(), command);
        } catch (RuntimeException | Error e) {
            network.abandon();
            throw e;
        }
    }

    private static Container createAsIs(Bundle bundle, Recipe recipe, BundleFolder folder, List<String> command) {
        OciRuntime runtime = recipe.runtime();
        Container container = create(bundle, runtime, folder, new BundleWriter(folder, recipe, command), command);
        try {
            folder.callbacks().require("Could not create container " + container.id() + ".");
            if (recipe.network() != null) {
                container.connect(recipe.network());
            }
            return container;
        } catch (RuntimeException e) {
            container.closeAfter(e);
            throw e;
        }
    }

    private static Container create(
            Bundle bundle, OciRuntime runtime, BundleFolder folder, BundleWriter writer, List<String> command) {
        try {
            Spec spec = writer.write();
            Container container = new Container(bundle, runtime, folder, spec, writer.image(), command);
            container.create();
            return container;
        } catch (RuntimeException | Error e) {
            folder.callbacks().explain(e);
            removeAfter(folder, e);
            throw e;
        }
    }

    /** Writes a bundle for others. */
    static Path write(Recipe recipe, Path goal) {
        BundleFolder folder = BundleFolder.at(goal);
        try {
            new BundleWriter(folder, recipe, List.of()).write();
            folder.keep();
            return goal;
        } catch (RuntimeException | Error e) {
            removeAfter(folder, e);
            throw e;
        }
    }

    /** What creating a container would do. A bundle is made for the look, and removed again. */
    static Plan explain(Recipe recipe, List<String> command) {
        BundleFolder folder = BundleFolder.make(recipe.runtime().name());
        try {
            Spec spec = new BundleWriter(folder, recipe, command).write();
            CreateOptions options = CreateOptions.defaults();
            return folder.overlaid()
                    .rootFs()
                    .map(root -> Runtimes.explain(folder.id(), spec, root, options.withBundle(folder.path())))
                    .orElseGet(() -> Runtimes.explain(folder.id(), folder.path(), options));
        } finally {
            folder.remove();
        }
    }

    private static void removeAfter(BundleFolder folder, Throwable failure) {
        try {
            folder.remove();
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }
}
