package org.ociunit.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ociunit.json.Json;

class RecordsTest {
    static List<Class<?>> records() throws Exception {
        return Records.all();
    }

    @ParameterizedTest
    @MethodSource("records")
    void each_wither_changes_its_component_and_no_other(Class<?> type) throws Exception {
        Object before = Records.full(type, 1);
        Object other = Records.full(type, 2);
        for (RecordComponent changed : type.getRecordComponents()) {
            Object value = changed.getAccessor().invoke(other);
            Object after = Records.with(before, changed, value);
            for (RecordComponent component : type.getRecordComponents()) {
                assertThat(component.getAccessor().invoke(after))
                        .as("%s after a change of %s", component.getName(), changed.getName())
                        .isEqualTo(component
                                .getAccessor()
                                .invoke(component.getName().equals(changed.getName()) ? other : before));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("records")
    void a_full_record_is_read_as_it_was_written(Class<?> type) throws Exception {
        Object record = Records.full(type, 3);
        assertThat((Object) Json.read(Json.toText(record), "a text", type)).isEqualTo(record);
    }

    @ParameterizedTest
    @MethodSource("records")
    void an_absent_member_stays_absent(Class<?> type) throws Exception {
        for (RecordComponent component : type.getRecordComponents()) {
            if (Records.optional(component)) {
                Object record = Records.with(Records.full(type, 1), component, null);
                String text = Json.toText(record);
                assertThat(((Map<?, ?>) Json.read(text, "a text", Object.class)).containsKey(Records.member(component)))
                        .as("%s is there", component.getName())
                        .isFalse();
                assertThat((Object) Json.read(text, "a text", type)).isEqualTo(record);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("records")
    void an_empty_member_stays_empty(Class<?> type) throws Exception {
        for (RecordComponent component : type.getRecordComponents()) {
            Object empty = empty(component.getType());
            if (empty != null) {
                Object record = Records.with(Records.full(type, 1), component, empty);
                Object read = Json.read(Json.toText(record), "a text", type);
                assertThat(read).isEqualTo(record);
                assertThat(component.getAccessor().invoke(read))
                        .as(component.getName())
                        .isEqualTo(empty);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("records")
    void a_record_begins_with_of_or_empty(Class<?> type) {
        assertThat(Arrays.stream(type.getDeclaredMethods())
                        .filter(method -> Modifier.isStatic(method.getModifiers()))
                        .filter(method -> method.getReturnType() == type)
                        .map(Method::getName))
                .as("the static factories of %s", type.getSimpleName())
                .containsAnyOf("of", "empty");
    }

    @ParameterizedTest
    @MethodSource("records")
    void only_the_last_component_keeps_the_unknown(Class<?> type) {
        RecordComponent[] components = type.getRecordComponents();
        for (RecordComponent component : components) {
            assertThat(Records.known(component)).isEqualTo(component != components[components.length - 1]);
        }
    }

    @Test
    void a_record_does_not_change_with_what_it_was_made_of() {
        List<String> options = new ArrayList<>(List.of("ro"));
        List<Object> inner = new ArrayList<>(List.of(1));
        Map<String, Object> unknown = new LinkedHashMap<>(Map.of("x", inner));
        Mount mount = Mount.of("/a", "tmpfs", "tmpfs").withOptions(options).withUnknown(unknown);
        options.add("noexec");
        inner.add(2);
        unknown.clear();
        assertThat(mount.options()).containsExactly("ro");
        assertThat(mount.unknown()).isEqualTo(Map.of("x", List.of(1)));
        assertThatThrownBy(() -> mount.options().add("rw")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> mount.unknown().put("y", 1)).isInstanceOf(UnsupportedOperationException.class);
    }

    private static Object empty(Class<?> type) throws Exception {
        if (type == List.class) {
            return List.of();
        } else if (type == Map.class) {
            return Map.of();
        } else if (type == String.class) {
            return "";
        }
        return type.isRecord()
                        && Arrays.stream(type.getMethods())
                                .anyMatch(m -> m.getName().equals("empty"))
                ? type.getMethod("empty").invoke(null)
                : null;
    }
}
