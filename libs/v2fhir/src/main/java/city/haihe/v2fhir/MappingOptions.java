package city.haihe.v2fhir;

import city.haihe.hl7v2.Hl7Charset;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The options of the mapping commands.
 *
 * @param place the file or folder
 * @param json whether to write JSON instead of lines
 * @param stored whether to translate as for the record, without what is only told when everything is asked for
 * @param connection the name of the connection, which systems of identifiers without an authority carry
 * @param zone the zone of times that name none
 * @param charset what a message without MSH-18 is read as
 * @param overlay the hospital's overlay of the mapping, or null
 */
record MappingOptions(
        Path place,
        boolean json,
        boolean stored,
        String connection,
        ZoneId zone,
        Hl7Charset charset,
        @Nullable Path overlay) {

    /** An option that cannot be understood; the message says what was expected. */
    static final class WrongOption extends Exception {

        private static final long serialVersionUID = 1L;

        WrongOption(String message) {
            super(message);
        }
    }

    static MappingOptions parse(List<String> arguments) throws WrongOption {
        String place = null;
        boolean json = false;
        boolean stored = false;
        String connection = "example";
        ZoneId zone = TranslationContext.DEFAULT_ZONE;
        Hl7Charset charset = Hl7Charset.UTF_8;
        Path overlay = null;
        for (int index = 0; index < arguments.size(); index++) {
            String argument = arguments.get(index);
            switch (argument) {
                case "--json" -> json = true;
                case "--stored" -> stored = true;
                case "--connection" -> connection = value(arguments, ++index, argument);
                case "--zone" -> zone = zone(value(arguments, ++index, argument));
                case "--charset" -> charset = charset(value(arguments, ++index, argument));
                case "--overlay" -> overlay = Path.of(value(arguments, ++index, argument));
                default -> {
                    if (argument.startsWith("--") || place != null) {
                        throw new WrongOption("option: \"" + argument + "\" (expected: one of those of --help)");
                    }
                    place = argument;
                }
            }
        }
        if (place == null) {
            throw new WrongOption("no file or folder (expected: its name)");
        }
        return new MappingOptions(Path.of(place), json, stored, connection, zone, charset, overlay);
    }

    private static String value(List<String> arguments, int index, String option) throws WrongOption {
        if (index >= arguments.size()) {
            throw new WrongOption(option + ": nothing (expected: a value)");
        }
        return arguments.get(index);
    }

    private static ZoneId zone(String text) throws WrongOption {
        try {
            return ZoneId.of(text);
        } catch (DateTimeException e) {
            throw new WrongOption("--zone: \"" + text + "\" (expected: +08:00 or a name such as Asia/Shanghai)");
        }
    }

    private static Hl7Charset charset(String text) throws WrongOption {
        return Hl7Charset.named(text)
                .orElseThrow(() -> new WrongOption(
                        "--charset: \"" + text + "\" (expected: one of " + List.of(Hl7Charset.values()) + ")"));
    }

    /** The mapping with the overlay. */
    Translator translator() throws WrongOption {
        Translator translator = Translator.load();
        if (overlay == null) {
            return translator;
        }
        try {
            return translator.with(Files.readString(overlay));
        } catch (IllegalArgumentException e) {
            throw new WrongOption("--overlay: " + e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    TranslationContext context(Instant received) {
        TranslationContext context = new TranslationContext(connection, zone, null, null, Map.of(), received);
        return stored ? context : context.completely();
    }
}
