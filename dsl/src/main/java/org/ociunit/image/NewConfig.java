package org.ociunit.image;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.ociunit.json.Json;

/**
 * The configuration of a new image: that of another one, members that nobody here knows too, with a layer and a step of
 * its history more.
 *
 * <p>image-spec config.md.
 *
 * @param members the document
 * @param step what is said of the next step
 */
record NewConfig(Map<String, Object> members, Map<String, Object> step) {
    private static final String CONFIG = "config";
    private static final String ROOT = "rootfs";
    private static final String DIFF_IDS = "diff_ids";
    private static final String HISTORY = "history";
    private static final String EMPTY = "empty_layer";
    private static final String CREATED = "created";
    private static final String BY = "created_by";

    /** That of an image without any layers so far, for this machine; the same for all, whenever it is made. */
    static NewConfig first() {
        Platform own = Platform.ofMachine().get(0);
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("architecture", own.architecture());
        members.put("os", own.os());
        if (own.variant() != null) {
            members.put("variant", own.variant());
        }
        members.put(CONFIG, Map.of());
        return new NewConfig(members, Map.of(BY, "ociunit"));
    }

    /** That of an image which is there. */
    static NewConfig on(Image base, ImageContent content) {
        Object document = Documents.read(
                base, content.texts().config(), content.manifest().config().digest(), Object.class);
        Map<String, Object> members = ImageChanges.members(document);
        members.put(CREATED, now());
        Map<String, Object> step = new LinkedHashMap<>();
        step.put(CREATED, now());
        step.put(BY, "ociunit commit");
        return new NewConfig(members, step);
    }

    NewConfig changed(UnaryOperator<ImageChanges> changes) {
        Map<String, Object> changed = new LinkedHashMap<>(members);
        changed.put(
                CONFIG,
                changes.apply(ImageChanges.of(members.getOrDefault(CONFIG, Map.of())))
                        .config());
        return new NewConfig(changed, step);
    }

    NewConfig withLayer(Digest diffId) {
        return with(and(diffIds(), diffId.toString()), and(wholeHistory(), step));
    }

    NewConfig withoutLayer() {
        Map<String, Object> empty = new LinkedHashMap<>(step);
        empty.put(EMPTY, true);
        return with(diffIds(), and(wholeHistory(), empty));
    }

    private NewConfig with(List<?> diffIds, List<?> history) {
        Map<String, Object> changed = new LinkedHashMap<>(members);
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("type", "layers");
        root.put(DIFF_IDS, diffIds);
        changed.put(ROOT, root);
        changed.put(HISTORY, history);
        return new NewConfig(changed, step);
    }

    /** RFC 3339. */
    private static String now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private List<Object> diffIds() {
        return list(ImageChanges.members(members.getOrDefault(ROOT, Map.of())).get(DIFF_IDS));
    }

    /** A history has a step for each layer, or it is taken for none at all. */
    private List<Object> wholeHistory() {
        List<Object> history = list(members.get(HISTORY));
        long layers = history.stream()
                .filter(step -> !Boolean.TRUE.equals(ImageChanges.members(step).get(EMPTY)))
                .count();
        if (layers == diffIds().size()) {
            return history;
        }
        List<Object> unknown = new ArrayList<>();
        diffIds().forEach(layer -> unknown.add(Map.of("comment", "unknown")));
        return unknown;
    }

    private static List<Object> and(List<Object> present, Object more) {
        present.add(more);
        return present;
    }

    private static List<Object> list(@Nullable Object value) {
        return value instanceof List<?> list ? new ArrayList<>(list) : new ArrayList<>();
    }

    String toText() {
        return Json.toText(members);
    }
}
