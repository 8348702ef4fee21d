package org.ociunit.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.core.util.Separators.Spacing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.ociunit.error.ContainerException;
import org.ociunit.error.InvalidDocumentException;

/**
 * Reads and writes JSON documents.
 *
 * <p>A type is a record, whose components are strings, booleans, integers, doubles, records, and lists and string-keyed maps of
 * those; or {@code Object}, for any document at all, as maps, lists, strings, numbers and booleans. A component is
 * required unless it is {@code @Nullable}.
 */
public final class Json {
    static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamWriteFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private static final Separators SEPARATORS = Separators.createDefaultInstance()
            .withObjectFieldValueSpacing(Spacing.AFTER)
            .withObjectEmptySeparator("")
            .withArrayEmptySeparator("");

    private static final DefaultIndenter TABS = new DefaultIndenter("\t", "\n");

    private Json() {}

    /**
     * Reads a file.
     *
     * @param file a JSON document in UTF-8
     * @param type what to read
     * @param <T> what to read
     * @return the document
     * @throws InvalidDocumentException if it is no JSON, or not of that type
     * @throws ContainerException if the file cannot be read
     */
    public static <T> T read(Path file, Class<T> type) {
        return read(text(file), file.toString(), type);
    }

    /**
     * Reads a text.
     *
     * @param text a JSON document
     * @param source where the text came from, for the message of an exception
     * @param type what to read
     * @param <T> what to read
     * @return the document
     * @throws InvalidDocumentException if it is no JSON, or not of that type
     */
    public static <T> T read(String text, String source, Class<T> type) {
        return type.cast(DocumentReader.read(text, source, type));
    }

    /**
     * Reads a list, such as {@code runc list} prints. A {@code null} is an empty list: Go writes one so.
     *
     * @param text a JSON array, or null
     * @param source where the text came from, for the message of an exception
     * @param type the type of an element
     * @param <T> the type of an element
     * @return the elements
     * @throws InvalidDocumentException if it is no JSON, or not of that type
     */
    public static <T> List<T> readList(String text, String source, Class<T> type) {
        return DocumentReader.readList(text, source, type).stream()
                .map(type::cast)
                .toList();
    }

    /**
     * Writes a document on one line, without a line end.
     *
     * @param document a record, or a tree of maps and lists
     * @return its text
     */
    public static String toText(Object document) {
        return DocumentWriter.write(document, null);
    }

    /**
     * Writes a document as {@code runc spec} does: a member or element a line, indented with tabs, without a line end
     * after the last. Unlike Go we do not escape {@code <}, {@code >} and {@code &}.
     *
     * @param document a record, or a tree of maps and lists
     * @return its text
     */
    public static String toPrettyText(Object document) {
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter(SEPARATORS);
        printer.indentArraysWith(TABS);
        printer.indentObjectsWith(TABS);
        return DocumentWriter.write(document, printer);
    }

    private static String text(Path file) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw new InvalidDocumentException(file.toString(), 0, 0, "", "the text is not UTF-8", e);
        } catch (NoSuchFileException e) {
            throw absent(file.toAbsolutePath(), e);
        } catch (IOException e) {
            throw new ContainerException("Could not read " + file + ".", e.toString(), null, e);
        }
    }

    private static ContainerException absent(Path file, NoSuchFileException cause) {
        Path folder = file.getParent();
        boolean noFolder = folder != null && Files.notExists(folder);
        return new ContainerException(
                "Could not read " + file + ".",
                noFolder ? "The folder " + folder + " does not exist." : "The file does not exist.",
                noFolder
                        ? "Give the path of a folder that exists."
                        : "Create it, or give the path of a file that exists.",
                cause);
    }
}
