package org.ociunit.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ociunit.error.ContainerException;
import org.ociunit.error.InvalidDocumentException;

class JsonTest {
    record Shelf(
            String label,
            @Nullable List<Book> books,
            @Unknown Map<String, Object> unknown) {}

    record Book(
            @Name("class") @Nullable String genre,
            @Unsigned @Nullable Long number,
            @Unsigned(16) @Nullable Integer pages,
            @Nullable Boolean lent) {}

    record Positive(int number) {
        Positive {
            if (number <= 0) {
                throw new IllegalArgumentException(number + " is not positive");
            }
        }
    }

    @Test
    void an_absent_member_is_null_and_an_empty_one_is_empty() {
        assertThat(shelf("{\"label\":\"a\"}").books()).isNull();
        assertThat(shelf("{\"label\":\"a\",\"books\":[]}").books()).isEmpty();
    }

    @Test
    void null_counts_as_absent() {
        assertThat(shelf("{\"label\":\"a\",\"books\":null}").books()).isNull();
    }

    @Test
    void absent_members_are_not_written_and_empty_ones_are() {
        assertThat(Json.toText(new Shelf("a", null, Map.of()))).isEqualTo("{\"label\":\"a\"}");
        assertThat(Json.toText(new Shelf("a", List.of(), Map.of()))).isEqualTo("{\"label\":\"a\",\"books\":[]}");
    }

    @Test
    void unknown_members_survive_in_their_order_and_no_number_changes() {
        String text =
                "{\"label\":\"a\",\"z\":0.10,\"b\":[1,{\"n\":null}],\"a\":123456789012345678901234567890,\"e\":1E+400}";
        Shelf shelf = shelf(text);
        assertThat(shelf.unknown()).containsEntry("z", new BigDecimal("0.10"));
        assertThat(shelf.unknown()).containsEntry("a", new BigInteger("123456789012345678901234567890"));
        assertThat(Json.toText(shelf)).isEqualTo(text);
    }

    @Test
    void a_record_without_a_place_for_unknown_members_ignores_them() {
        assertThat(Json.read("{\"lent\":true,\"x\":{}}", "a text", Book.class).lent())
                .isTrue();
    }

    @Test
    void a_member_may_have_a_name_that_java_cannot_say() {
        Book book = Json.read("{\"class\":\"novel\"}", "a text", Book.class);
        assertThat(book.genre()).isEqualTo("novel");
        assertThat(Json.toText(book)).isEqualTo("{\"class\":\"novel\"}");
    }

    @Test
    void unsigned_numbers_keep_all_their_bits() {
        for (String number : List.of("0", "9223372036854775807", "9223372036854775808", "18446744073709551615")) {
            String text = "{\"number\":" + number + "}";
            Book book = Json.read(text, "a text", Book.class);
            assertThat(book.number()).isEqualTo(Long.parseUnsignedLong(number));
            assertThat(Json.toText(book)).isEqualTo(text);
        }
    }

    @Test
    void any_document_can_be_read_as_a_tree() {
        assertThat(Json.read("[{\"a\":[true,null]}]", "a text", Object.class).toString())
                .isEqualTo("[{a=[true, null]}]");
    }

    @Test
    void a_list_may_be_null_as_go_writes_an_empty_one() {
        assertThat(Json.readList("null", "a text", Book.class)).isEmpty();
        assertThat(Json.readList("[{},{}]", "a text", Book.class)).hasSize(2);
    }

    @Test
    void pretty_text_is_indented_with_tabs_and_has_no_line_end() {
        assertThat(Json.toPrettyText(new Shelf("a", List.of(new Book("b", 1L, null, null)), Map.of("x", Map.of()))))
                .isEqualTo("""
                        {
                        \t"label": "a",
                        \t"books": [
                        \t\t{
                        \t\t\t"class": "b",
                        \t\t\t"number": 1
                        \t\t}
                        \t],
                        \t"x": {}
                        }""");
    }

    @Test
    void an_unknown_member_cannot_say_a_known_one_twice() {
        assertThatThrownBy(() -> Json.toText(new Shelf("a", null, Map.of("label", "b"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("label");
    }

    @Test
    void a_string_is_expected() {
        assertThat(refusal("{\n  \"label\": 5\n}")).isEqualTo("""
                        Could not read shelf.json:2:12.
                        Why: label: expected string, got number""");
    }

    @Test
    void an_integer_is_expected() {
        assertThat(refusal("{\"label\": \"a\", \"books\": [{}, {\"number\": \"5\"}]}"))
                .isEqualTo("""
                        Could not read shelf.json:1:41.
                        Why: books[1].number: expected integer, got string""");
    }

    @Test
    void a_fraction_is_no_integer() {
        assertThat(refusal("{\"label\": \"a\", \"books\": [{\"number\": 1.0}]}"))
                .isEqualTo("""
                        Could not read shelf.json:1:37.
                        Why: books[0].number: expected integer, got number 1.0""");
    }

    @Test
    void a_boolean_is_expected() {
        assertThat(refusal("{\"label\": \"a\", \"books\": [{\"lent\": \"true\"}]}"))
                .isEqualTo("""
                        Could not read shelf.json:1:35.
                        Why: books[0].lent: expected boolean, got string""");
    }

    @Test
    void a_boolean_is_no_string() {
        assertThat(refusal("{\"label\": true}")).isEqualTo("""
                        Could not read shelf.json:1:11.
                        Why: label: expected string, got boolean""");
    }

    @Test
    void an_object_is_expected() {
        assertThat(refusal("[]")).isEqualTo("""
                        Could not read shelf.json:1:1.
                        Why: expected object, got array""");
    }

    @Test
    void an_array_is_expected() {
        assertThat(refusal("{\"label\": \"a\", \"books\": {}}")).isEqualTo("""
                        Could not read shelf.json:1:25.
                        Why: books: expected array, got object""");
    }

    @Test
    void an_element_is_not_null() {
        assertThat(refusal("{\"label\": \"a\", \"books\": [null]}")).isEqualTo("""
                        Could not read shelf.json:1:26.
                        Why: books[0]: expected object, got null""");
    }

    @Test
    void a_document_is_not_null() {
        assertThat(refusal("null")).isEqualTo("""
                        Could not read shelf.json:1:1.
                        Why: expected object, got null""");
    }

    @Test
    void a_required_member_is_there() {
        assertThat(refusal("{\"books\": []}")).isEqualTo("""
                        Could not read shelf.json:1:13.
                        Why: label: required, but missing""");
    }

    @Test
    void an_unsigned_number_is_not_negative() {
        assertThat(refusal("{\"label\": \"a\", \"books\": [{\"number\": -1}]}")).isEqualTo("""
                        Could not read shelf.json:1:37.
                        Why: books[0].number: -1 out of range (0 to 18446744073709551615)""");
    }

    @Test
    void an_unsigned_number_fits_its_bits() {
        assertThat(refusal("{\"label\": \"a\", \"books\": [{\"number\": 18446744073709551616}]}"))
                .isEqualTo("""
                        Could not read shelf.json:1:37.
                        Why: books[0].number: 18446744073709551616 out of range (0 to 18446744073709551615)""");
        assertThat(refusal("{\"label\": \"a\", \"books\": [{\"pages\": 65536}]}"))
                .isEqualTo("""
                        Could not read shelf.json:1:36.
                        Why: books[0].pages: 65536 out of range (0 to 65535)""");
    }

    @Test
    void a_member_is_there_once() {
        assertThat(refusal("{\"label\": \"a\", \"label\": \"b\"}")).isEqualTo("""
                        Could not read shelf.json:1:16.
                        Why: label: duplicate member""");
        assertThat(refusal("{\"label\": \"a\", \"x\": {\"y.z\": 1, \"y.z\": 1}}"))
                .isEqualTo("""
                        Could not read shelf.json:1:32.
                        Why: x["y.z"]: duplicate member""");
    }

    @Test
    void nothing_follows_the_document() {
        String refused = """
                Could not read shelf.json:1:16.
                Why: trailing data""";
        assertThat(refusal("{\"label\": \"a\"} {}")).isEqualTo(refused);
        assertThat(refusal("{\"label\": \"a\"} }")).isEqualTo(refused);
    }

    @Test
    void a_document_is_not_empty() {
        assertThat(refusal("")).isEqualTo("""
                        Could not read shelf.json.
                        Why: shelf.json is empty (0 bytes)""");
        assertThat(refusal(" \n")).isEqualTo("""
                        Could not read shelf.json.
                        Why: shelf.json is empty (2 bytes of white space)""");
    }

    @Test
    void a_document_does_not_end_too_early() {
        assertThat(refusal("{\"label\": \"a\",")).isEqualTo("""
                        Could not read shelf.json:1:15.
                        Why: label: the text ends too early""");
        assertThat(refusal("{\"label\": \"a")).isEqualTo("""
                        Could not read shelf.json:1:13.
                        Why: label: the text ends too early""");
    }

    @Test
    void a_document_is_json() {
        assertThat(refusal("{\"label\": 'a'}")).startsWith("""
                        Could not read shelf.json:1:11.
                        Why: label: not JSON: Unexpected character (''' (code 39))""");
    }

    @Test
    void a_record_may_refuse_a_value() {
        assertThatThrownBy(() -> Json.read("{\"number\": 0}", "a text", Positive.class))
                .isInstanceOf(InvalidDocumentException.class)
                .hasMessage("""
                        Could not read a text:1:13.
                        Why: 0 is not positive""");
    }

    @Test
    void a_refusal_tells_its_place() {
        assertThatThrownBy(() -> shelf("{\n\"label\": 5}"))
                .isInstanceOfSatisfying(InvalidDocumentException.class, refusal -> {
                    assertThat(refusal.source()).isEqualTo("shelf.json");
                    assertThat(refusal.line()).isEqualTo(2);
                    assertThat(refusal.column()).isEqualTo(10);
                    assertThat(refusal.path()).isEqualTo("label");
                });
    }

    @Test
    void a_file_must_exist(@TempDir Path folder) {
        Path file = folder.resolve("config.json");
        assertThatThrownBy(() -> Json.read(file, Shelf.class))
                .isExactlyInstanceOf(ContainerException.class)
                .hasMessage("""
                        Could not read %s.
                        Why: The file does not exist.
                        Fix: Create it, or give the path of a file that exists.""".formatted(file));
    }

    @Test
    void a_folder_must_exist(@TempDir Path folder) {
        Path file = folder.resolve("none/config.json");
        assertThatThrownBy(() -> Json.read(file, Shelf.class))
                .isExactlyInstanceOf(ContainerException.class)
                .hasMessage("""
                        Could not read %s.
                        Why: The folder %s does not exist.
                        Fix: Give the path of a folder that exists.""".formatted(file, file.getParent()));
    }

    @Test
    void a_file_is_told_by_its_whole_path() {
        assertThatThrownBy(() -> Json.read(Path.of("no-such.json"), Shelf.class))
                .hasMessageStartingWith(
                        "Could not read " + Path.of("no-such.json").toAbsolutePath() + ".");
    }

    @Test
    void a_place_in_a_document_is_written_so_that_dots_do_not_mislead() {
        assertThat(JsonPath.member(JsonPath.element(JsonPath.member("", "mounts"), 3), "options"))
                .isEqualTo("mounts[3].options");
        assertThat(JsonPath.member("annotations", "org.\"example\"")).isEqualTo("annotations[\"org.\\\"example\\\"\"]");
        assertThat(JsonPath.member("annotations", "")).isEqualTo("annotations[\"\"]");
    }

    @Test
    void a_file_must_be_utf_8(@TempDir Path folder) throws Exception {
        Path file = Files.write(folder.resolve("config.json"), new byte[] {'"', (byte) 0xff, '"'});
        assertThatThrownBy(() -> Json.read(file, Object.class))
                .isInstanceOf(InvalidDocumentException.class)
                .hasMessage("""
                        Could not read %s.
                        Why: the text is not UTF-8""".formatted(file));
    }

    @Test
    void a_folder_is_no_file(@TempDir Path folder) {
        assertThatThrownBy(() -> Json.read(folder, Object.class))
                .isExactlyInstanceOf(ContainerException.class)
                .hasMessageStartingWith("Could not read " + folder + ".\nWhy: java.io.IOException:");
    }

    private static Shelf shelf(String text) {
        return Json.read(text, "shelf.json", Shelf.class);
    }

    private static String refusal(String text) {
        try {
            return "Read as " + shelf(text);
        } catch (InvalidDocumentException e) {
            return e.getMessage();
        }
    }
}
