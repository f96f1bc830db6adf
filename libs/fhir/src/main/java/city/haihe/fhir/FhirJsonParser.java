package city.haihe.fhir;

import city.haihe.fhir.FhirParseException.Kind;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/** Parses FHIR JSON, strictly or trusted (FHIR R4 2.6.2). Decimals, order and extensions stay exactly as received. */
public final class FhirJsonParser {

    /** Deeper nesting than any real resource has; deeper still only costs stack. */
    public static final int MAX_NESTING = 100;

    private static final int MAX_STRING_LENGTH = 16 * 1024 * 1024;
    private static final int MAX_NUMBER_LENGTH = 100;
    private static final int MAX_NAME_LENGTH = 1_000;

    private static final StreamReadConstraints CONSTRAINTS = StreamReadConstraints.builder()
            .maxNestingDepth(MAX_NESTING)
            .maxStringLength(MAX_STRING_LENGTH)
            .maxNumberLength(MAX_NUMBER_LENGTH)
            .maxNameLength(MAX_NAME_LENGTH)
            .build();

    private static final JsonFactory TRUSTED =
            JsonFactory.builder().streamReadConstraints(CONSTRAINTS).build();

    private static final JsonFactory STRICT = JsonFactory.builder()
            .streamReadConstraints(CONSTRAINTS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private FhirJsonParser() {}

    /** Parses JSON that was checked before, such as a stored body: syntax only. */
    public static FhirObject parseTrusted(byte[] json) {
        return read(TRUSTED, json);
    }

    /**
     * Parses a resource and checks it against the definitions of R4.
     *
     * @throws FhirParseException where it is no such resource
     */
    public static FhirObject parse(byte[] json) {
        FhirObject resource = parseUnchecked(json);
        check(resource);
        return resource;
    }

    /**
     * Parses a JSON object in UTF-8 whose names are each there once, and leaves it to the caller to {@link #check} it or its
     * parts.
     *
     * @throws FhirParseException where it is no such object
     */
    public static FhirObject parseUnchecked(byte[] json) {
        requireUtf8(json);
        return read(STRICT, json);
    }

    /**
     * Checks a resource against the definitions of R4, as {@link #parse} does.
     *
     * @throws FhirParseException where it does not fit
     */
    public static void check(FhirObject resource) {
        ResourceCheck.check(resource, R4.definitions());
    }

    /**
     * Checks a resource that stands in a Bundle, where references may be conditional (FHIR R4 3.1.0.11.2).
     *
     * @param path where it stands, such as {@code Bundle.entry[0].resource}
     * @throws FhirParseException where it does not fit
     */
    public static void checkEntry(FhirObject resource, String path) {
        ResourceCheck.checkEntry(resource, path, R4.definitions());
    }

    /**
     * Parses a JSON array in UTF-8, such as a JSON Patch, whose objects have each name once.
     *
     * @throws FhirParseException where it is no such array
     */
    public static FhirArray parseArray(byte[] json) {
        requireUtf8(json);
        try (JsonParser parser = STRICT.createParser(ObjectReadContext.empty(), json)) {
            try {
                if (parser.nextToken() != JsonToken.START_ARRAY) {
                    throw new FhirParseException(Kind.JSON, "body: no array (expected: a JSON array)", "");
                }
                FhirArray array = array(parser);
                if (parser.nextToken() != null) {
                    throw new FhirParseException(Kind.JSON, "body: more after the array (expected: its end)", "");
                }
                return array;
            } catch (JacksonException malformed) {
                throw malformed(malformed, parser, new FhirObject());
            }
        }
    }

    private static void requireUtf8(byte[] json) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(json));
        } catch (CharacterCodingException malformed) {
            throw new FhirParseException(Kind.JSON, "body: not UTF-8 (expected: JSON in UTF-8)", "");
        }
    }

    private static FhirObject read(JsonFactory factory, byte[] json) {
        FhirObject root = new FhirObject();
        try (JsonParser parser = factory.createParser(ObjectReadContext.empty(), json)) {
            try {
                readRoot(parser, root);
            } catch (JacksonException malformed) {
                throw malformed(malformed, parser, root);
            }
        }
        return root;
    }

    private static FhirParseException malformed(JacksonException malformed, JsonParser parser, FhirObject root) {
        if (malformed instanceof StreamConstraintsException) {
            return tooMuch(parser, root);
        }
        String place = "line " + malformed.getLocation().getLineNr() + " column "
                + malformed.getLocation().getColumnNr();
        return error(Kind.JSON, "malformed at " + place + " (expected: JSON with each name once)", parser, root);
    }

    private static void readRoot(JsonParser parser, FhirObject root) {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new FhirParseException(Kind.JSON, "body: no object (expected: a JSON object)", "");
        }
        fill(root, parser);
        if (parser.nextToken() != null) {
            throw error(Kind.JSON, "more after the object (expected: its end)", parser, root);
        }
    }

    private static FhirParseException tooMuch(JsonParser parser, FhirObject root) {
        if (parser.streamReadContext().getNestingDepth() >= MAX_NESTING) {
            return error(
                    Kind.NESTING, "nested too deeply (expected: at most " + MAX_NESTING + " levels)", parser, root);
        }
        return error(
                Kind.VALUE,
                "too long (expected: a number of at most " + MAX_NUMBER_LENGTH + " characters, text of at most "
                        + MAX_STRING_LENGTH + ", a name of at most " + MAX_NAME_LENGTH + ")",
                parser,
                root);
    }

    /** An error at the element that the parser stands at. */
    private static FhirParseException error(Kind kind, String message, JsonParser parser, FhirObject root) {
        String path = JsonPath.of(parser.streamReadContext(), root.string("resourceType"));
        return new FhirParseException(kind, path.isEmpty() ? "body: " + message : message, path);
    }

    private static FhirObject fill(FhirObject object, JsonParser parser) {
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            object.put(name, value(parser, parser.nextToken()));
        }
        return object;
    }

    private static FhirArray array(JsonParser parser) {
        FhirArray array = new FhirArray();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            array.add(value(parser, token));
        }
        return array;
    }

    private static FhirValue value(JsonParser parser, JsonToken token) {
        return switch (token) {
            case START_OBJECT -> fill(new FhirObject(), parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> new FhirString(parser.getString());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new FhirNumber(parser.getString());
            case VALUE_TRUE -> new FhirBoolean(true);
            case VALUE_FALSE -> new FhirBoolean(false);
            case VALUE_NULL -> FhirNull.NULL;
            default -> throw new FhirParseException(Kind.JSON, "body: " + token + " (expected: a JSON value)", "");
        };
    }
}
