package org.ociunit.json;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.ociunit.error.InvalidDocumentException;

/** One walk over the tokens of one document. Each method reads the value whose first token is the current one. */
final class DocumentReader {
    private final JsonParser parser;
    private final String source;

    private DocumentReader(JsonParser parser, String source) {
        this.parser = parser;
        this.source = source;
    }

    static Object read(String text, String source, Class<?> type) {
        return read(text, source, type, false);
    }

    static List<?> readList(String text, String source, Class<?> type) {
        return (List<?>) read(text, source, type, true);
    }

    private static Object read(String text, String source, Class<?> type, boolean list) {
        try (JsonParser parser = Json.FACTORY.createParser(text)) {
            DocumentReader reader = new DocumentReader(parser, source);
            try {
                return reader.document(text, type, list);
            } catch (JacksonException e) {
                throw reader.noJson(e);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Object document(String text, Class<?> type, boolean list) throws IOException {
        if (parser.nextToken() == null) {
            throw empty(text);
        }
        Object document = list ? elements(type) : value(type, 0);
        try {
            if (parser.nextToken() == null) {
                return document;
            }
        } catch (JacksonException e) {
            throw problem(e.getLocation(), "trailing data", e);
        }
        throw problem("trailing data");
    }

    private Object value(Type type, int bits) throws IOException {
        if (type == Object.class) {
            Object tree = tree();
            if (tree == null) {
                throw expected("a value");
            }
            return tree;
        } else if (type == String.class) {
            return text();
        } else if (type == Boolean.class || type == boolean.class) {
            return bool();
        } else if (type == Integer.class || type == int.class) {
            return integer(bits, Integer.MIN_VALUE, Integer.MAX_VALUE).intValue();
        } else if (type == Long.class || type == long.class) {
            return integer(bits, Long.MIN_VALUE, Long.MAX_VALUE).longValue();
        } else if (type == double.class) {
            return fraction();
        } else if (type instanceof Class<?> plain && plain.isRecord()) {
            return record(plain);
        } else if (type instanceof ParameterizedType generic && generic.getRawType() == List.class) {
            return list(generic.getActualTypeArguments()[0], bits);
        } else if (type instanceof ParameterizedType generic && generic.getRawType() == Map.class) {
            return map(generic.getActualTypeArguments()[1], bits);
        }
        throw new IllegalArgumentException("No JSON is read as " + type.getTypeName());
    }

    private Object record(Class<?> type) throws IOException {
        Shape shape = Shape.of(type);
        @Nullable Object[] values = new @Nullable Object[shape.size()];
        Map<String, @Nullable Object> unknown = new LinkedHashMap<>();
        Set<String> names = begin();
        for (String name = next(names); name != null; name = next(names)) {
            Shape.Member member = shape.member(name);
            if (member == null) {
                unknown.put(name, tree());
            } else if (!member.optional() || !parser.hasToken(JsonToken.VALUE_NULL)) {
                values[member.position()] = value(member.type(), member.bits());
            }
        }
        for (Shape.Member member : shape.members()) {
            if (!member.optional() && values[member.position()] == null) {
                throw missing(member.name());
            }
        }
        if (shape.unknown() != null) {
            values[shape.unknown().position()] = unknown;
        }
        try {
            return shape.create(values);
        } catch (InvocationTargetException e) {
            // A record's own rule, such as an id that must be legal.
            Throwable refusal = Objects.requireNonNull(e.getCause());
            throw problem(parser.currentTokenLocation(), String.valueOf(refusal.getMessage()), refusal);
        }
    }

    private List<Object> elements(Class<?> type) throws IOException {
        return parser.hasToken(JsonToken.VALUE_NULL) ? List.of() : list(type, 0);
    }

    private List<Object> list(Type type, int bits) throws IOException {
        expect(JsonToken.START_ARRAY, "array");
        List<Object> list = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            list.add(value(type, bits));
        }
        return list;
    }

    private Map<String, Object> map(Type type, int bits) throws IOException {
        Map<String, Object> map = new LinkedHashMap<>();
        Set<String> names = begin();
        for (String name = next(names); name != null; name = next(names)) {
            map.put(name, value(type, bits));
        }
        return map;
    }

    /** Enters an object; none of its members' names has been met. */
    private Set<String> begin() throws IOException {
        expect(JsonToken.START_OBJECT, "object");
        return new HashSet<>();
    }

    /** Goes to the value of the object's next member, and tells its name; null after the last one. */
    private @Nullable String next(Set<String> names) throws IOException {
        if (parser.nextToken() == JsonToken.END_OBJECT) {
            return null;
        }
        String name = parser.currentName();
        if (!names.add(name)) {
            throw problem("duplicate member");
        }
        parser.nextToken();
        return name;
    }

    private String text() throws IOException {
        expect(JsonToken.VALUE_STRING, "string");
        return parser.getText();
    }

    private boolean bool() throws IOException {
        if (!parser.hasToken(JsonToken.VALUE_TRUE)) {
            expect(JsonToken.VALUE_FALSE, "boolean");
        }
        return parser.getBooleanValue();
    }

    private double fraction() throws IOException {
        if (!parser.hasToken(JsonToken.VALUE_NUMBER_FLOAT)) {
            expect(JsonToken.VALUE_NUMBER_INT, "number");
        }
        return parser.getDoubleValue();
    }

    private BigInteger integer(int bits, long least, long most) throws IOException {
        return bits > 0
                ? integer(BigInteger.ZERO, BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE))
                : integer(BigInteger.valueOf(least), BigInteger.valueOf(most));
    }

    private BigInteger integer(BigInteger least, BigInteger most) throws IOException {
        expect(JsonToken.VALUE_NUMBER_INT, "integer");
        BigInteger number = parser.getBigIntegerValue();
        if (number.compareTo(least) < 0 || number.compareTo(most) > 0) {
            throw problem(number + " out of range (" + least + " to " + most + ")");
        }
        return number;
    }

    /** Any value, so that writing it gives the same: fractions stay decimal, and a null is kept. */
    private @Nullable Object tree() throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                Map<String, @Nullable Object> members = new LinkedHashMap<>();
                Set<String> names = begin();
                for (String name = next(names); name != null; name = next(names)) {
                    members.put(name, tree());
                }
                yield members;
            }
            case START_ARRAY -> {
                List<@Nullable Object> elements = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    elements.add(tree());
                }
                yield elements;
            }
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT -> parser.getNumberValue();
            case VALUE_NUMBER_FLOAT -> parser.getDecimalValue();
            case VALUE_NULL -> null;
            default -> bool();
        };
    }

    private void expect(JsonToken token, String word) throws IOException {
        if (!parser.hasToken(token)) {
            throw expected(word);
        }
    }

    private InvalidDocumentException expected(String word) throws IOException {
        String got = switch (parser.currentToken()) {
            case START_OBJECT -> "object";
            case START_ARRAY -> "array";
            case VALUE_STRING -> "string";
            case VALUE_NUMBER_INT -> "number";
            case VALUE_NUMBER_FLOAT -> "number " + parser.getText();
            case VALUE_NULL -> "null";
            default -> "boolean";
        };
        return problem("expected " + word + ", got " + got);
    }

    private InvalidDocumentException missing(String name) {
        JsonLocation at = parser.currentTokenLocation();
        String member = JsonPath.member(path(), name);
        return new InvalidDocumentException(
                source, at.getLineNr(), at.getColumnNr(), member, "required, but missing", null);
    }

    private InvalidDocumentException problem(String problem) {
        return problem(parser.currentTokenLocation(), problem, null);
    }

    private InvalidDocumentException problem(JsonLocation at, String problem, @Nullable Throwable cause) {
        return new InvalidDocumentException(source, at.getLineNr(), at.getColumnNr(), path(), problem, cause);
    }

    private InvalidDocumentException noJson(JacksonException e) {
        // The parser has no one type for this; its message begins so in each case.
        boolean early = e.getOriginalMessage().startsWith("Unexpected end-of-input");
        JsonLocation at = e.getLocation() == null ? parser.currentLocation() : e.getLocation();
        return problem(at, early ? "the text ends too early" : "not JSON: " + e.getOriginalMessage(), e);
    }

    private InvalidDocumentException empty(String text) {
        String name = source.substring(source.lastIndexOf('/') + 1);
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        String problem = name + " is empty (" + bytes + " bytes" + (bytes > 0 ? " of white space" : "") + ")";
        return new InvalidDocumentException(source, 0, 0, "", problem, null);
    }

    /** Such as {@code process.args[1]}, or {@code annotations["org.example"]} where a dot would mislead. */
    private String path() {
        return path(parser.getParsingContext());
    }

    private static String path(@Nullable JsonStreamContext context) {
        if (context == null) {
            return "";
        }
        String parent = path(context.getParent());
        if (context.inArray() && context.hasCurrentIndex()) {
            return JsonPath.element(parent, context.getCurrentIndex());
        }
        String name = context.inObject() ? context.getCurrentName() : null;
        return name == null ? parent : JsonPath.member(parent, name);
    }
}
