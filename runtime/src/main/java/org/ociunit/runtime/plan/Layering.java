package org.ociunit.runtime.plan;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.ociunit.spec.IdMapping;
import org.ociunit.spec.Linux;

/**
 * What an overlay is made of.
 *
 * @param lowers the folders below, the uppermost first; nothing is written to them
 * @param options the overlay's own, such as {@code userxattr}
 * @param owners who the folders' owners are in the overlay, or null if they stay who they are
 */
public record Layering(
        List<Path> lowers, List<String> options, @Nullable Owners owners) {
    /**
     * A mapping of ids, as user namespaces have it.
     *
     * @param uids that of users, as {@code uid_map} takes it
     * @param gids that of groups
     */
    public record Owners(String uids, String gids) {
        /**
         * The owners that a container's user namespace makes of an image's.
         *
         * @param linux the container's mappings
         * @return the mapping, or null if everybody stays who he is
         */
        public static @Nullable Owners of(Linux linux) {
            List<IdMapping> uids = Objects.requireNonNullElse(linux.uidMappings(), List.of());
            List<IdMapping> gids = Objects.requireNonNullElse(linux.gidMappings(), List.of());
            return moves(uids) || moves(gids) ? new Owners(Identities.text(uids), Identities.text(gids)) : null;
        }

        private static boolean moves(List<IdMapping> mappings) {
            return mappings.stream().anyMatch(range -> range.containerID() != range.hostID());
        }
    }

    /** Copies the lists. */
    public Layering {
        lowers = List.copyOf(lowers);
        options = List.copyOf(options);
    }
}
