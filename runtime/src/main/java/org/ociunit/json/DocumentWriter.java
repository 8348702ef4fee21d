package org.ociunit.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.PrettyPrinter;
import com.fasterxml.jackson.core.exc.StreamWriteException;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes one document. */
final class DocumentWriter {
    private final JsonGenerator generator;

    private DocumentWriter(JsonGenerator generator) {
        this.generator = generator;
    }

    static String write(Object document, @Nullable PrettyPrinter printer) {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = Json.FACTORY.createGenerator(text)) {
            generator.setPrettyPrinter(printer);
            new DocumentWriter(generator).value(document, 0);
        } catch (StreamWriteException e) {
            // An unknown member with the name of a component: the document would say it twice.
            throw new IllegalArgumentException(e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private void value(@Nullable Object value, int bits) throws IOException {
        if (value == null) {
            generator.writeNull();
        } else if (value instanceof String text) {
            generator.writeString(text);
        } else if (value instanceof Boolean bool) {
            generator.writeBoolean(bool);
        } else if (value instanceof Number number) {
            generator.writeNumber(number(number, bits));
        } else if (value instanceof Record record) {
            record(record);
        } else if (value instanceof List<?> list) {
            generator.writeStartArray();
            for (Object element : list) {
                value(element, bits);
            }
            generator.writeEndArray();
        } else if (value instanceof Map<?, ?> map) {
            generator.writeStartObject();
            members(map, bits);
            generator.writeEndObject();
        } else {
            throw new IllegalArgumentException("No JSON is written for " + value.getClass());
        }
    }

    private void record(Record record) throws IOException {
        Shape shape = Shape.of(record.getClass());
        generator.writeStartObject();
        for (Shape.Member member : shape.members()) {
            Object value = member.of(record);
            if (value != null) {
                generator.writeFieldName(member.name());
                value(value, member.bits());
            }
        }
        if (shape.unknown() != null && shape.unknown().of(record) instanceof Map<?, ?> unknown) {
            members(unknown, 0);
        }
        generator.writeEndObject();
    }

    private void members(Map<?, ?> members, int bits) throws IOException {
        for (Map.Entry<?, ?> member : members.entrySet()) {
            generator.writeFieldName((String) member.getKey());
            value(member.getValue(), bits);
        }
    }

    private static String number(Number number, int bits) {
        return bits == 64 ? Long.toUnsignedString(number.longValue()) : new BigDecimal(number.toString()).toString();
    }
}
