package city.haihe.v2fhir;

import city.haihe.fhir.FhirBoolean;
import city.haihe.fhir.FhirNumber;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.FhirString;
import city.haihe.fhir.FhirValue;
import city.haihe.v2fhir.Compiler.SourceFunction;
import city.haihe.v2fhir.Translation.Kind;
import java.util.Locale;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** The conversions that mapping files name beside the type maps. */
final class Converters {

    private static final String UNIT_MINUTES = "min";
    private static final int MINUTES_AN_HOUR = 60;

    private final Mapping mapping;
    private final Compiler compiler;
    private final Systems systems;
    private final CodedValues coded;
    private final Measurements measurements;
    private final OrderConverters orders;

    Converters(Mapping mapping, Compiler compiler) {
        this.mapping = mapping;
        this.compiler = compiler;
        this.systems = new Systems(mapping.codingSystems());
        this.coded = new CodedValues(systems);
        this.measurements = new Measurements(systems);
        this.orders = new OrderConverters(this::argument, measurements);
    }

    /** The conversion of that name, or the type map of that name. */
    Converter of(String type, String argument) {
        return switch (type) {
            case "string" -> (_, source) -> string(source.wholeText());
            case "lines" -> Converter.ofAllRepetitions((_, source) -> string(lines(source)));
            case "code" ->
                argument.isEmpty() ? (_, source) -> string(Texts.code(source.text())) : coded.code(table(argument));
            case "coding" -> coded.constantCoding(system(argument));
            case "concept" -> coded.constantConcept(system(argument));
            case "Coding" -> coded.coding(tableOrNull(argument), originalSystem(argument));
            case "CWE" -> coded.concept(tableOrNull(argument), originalSystem(argument));
            case "original" -> coded.original(CodeTable.v2System(argument));
            case "row" -> coded.row(table(argument));
            case "narrative" -> (_, source) -> Texts.narrative(source.wholeText());
            case "systemOf" -> (run, source) -> string(systems.codingSystem(source.text(), run.context()));
            case "constantBoolean" ->
                (_, source) -> new FhirBoolean(source.text().equals("true"));
            case "reference", MappingRule.CLEARS -> (_, _) -> null;
            case "textConcept" -> (_, source) -> new FhirObject().putIfPresent("text", string(source.wholeText()));
            case "familyName" -> (_, source) -> string(source.child(1).text(1));
            case "organisationName" -> (run, source) -> string(organisationName(run, source));
            case "structuredText" -> measurements.structuredText(argument(argument));
            case "resource" -> Converters::resource;
            case "boolean" -> Converters::yesOrNo;
            case "decimal" -> (run, source) -> number(run, source, Decimals.parse(source.text()), "a number");
            case "positiveInt" ->
                (run, source) -> number(run, source, Decimals.parsePositive(source.text()), "a whole number above 0");
            case "date" -> (run, source) -> date(run, source, source.text());
            case "dateTime" -> Converters::dateTime;
            case "instant" -> Converters::instant;
            case "time" -> Converters::time;
            case "minutes" -> minutes(argument(argument));
            case "birthTime" -> Converters::birthTime;
            case "quantity" -> measurements.quantity(argument(argument));
            case "comparatorQuantity" -> measurements.comparatorQuantity(argument(argument));
            case "range" -> measurements.range(argument(argument));
            case "ratio" -> measurements.ratio(argument(argument));
            case "referenceRange" -> measurements.referenceRange(argument(argument));
            case "attachment" -> Attachments::attachment;
            default -> named(type, argument);
        };
    }

    /** The conversions to names, numbers and texts of people, places and messages. */
    private Converter named(String type, String argument) {
        return switch (type) {
            case "authority" -> authority(argument, true);
            case "flatAuthority" -> authority(argument, false);
            case "identifierSystem" ->
                (run, source) -> new FhirString(Identifiers.system(source, argument, run.context()));
            case "socialType" ->
                (_, source) -> Identifiers.isSocialSecurityNumber(source)
                        ? new FhirObject()
                                .putIfPresent("system", CodeTable.v2System("0203"))
                                .put("code", "SS")
                        : null;
            case "nameText" -> (_, source) -> string(Texts.name(source, 1));
            case "personText" -> (_, source) -> string(Texts.name(source, 2));
            case "addressText" -> (_, source) -> string(Texts.address(source));
            case "telecomValue" -> (_, source) -> string(Texts.telecom(source));
            case "codedText" -> (_, source) -> string(Texts.coded(source));
            case "organizationText" -> (_, source) -> string(Texts.organization(source));
            case "ownSystem" ->
                (run, _) -> new FhirString(
                        "urn:haihe:" + argument + ':' + run.context().connection());
            case "endpoint" -> (_, source) -> string(Systems.endpoint(source.text(1), source.text(2), source.text(3)));
            case "messageText" -> (_, source) -> string(argument.replace('_', ' ') + source.wholeText());
            case "received" ->
                (run, _) -> new FhirString(run.context().received().toString());
            case "connection" -> (run, _) -> new FhirString(run.context().connection());
            case "untimed", "period", "times", "days", "offset", "duration", "modified" ->
                Timings.of(type, argument.isEmpty() ? null : argument(argument), systems);
            default -> {
                Converter order = orders.of(type, argument);
                yield order != null
                        ? order
                        : mapping.types().containsKey(type + ':' + argument)
                                ? mention(type, argument)
                                : compiler.type(type, argument);
            }
        };
    }

    /** A reference to a resource that is only mentioned; a place is a chain of them. */
    private Converter mention(String type, String argument) {
        Block block = compiler.type(type + ':' + argument, "");
        if (!type.equals("Location")) {
            return new MentionConverter(type, block);
        }
        return switch (argument) {
            case "PL", "PL-assigned" -> new PlaceConverter(PlaceConverter.PL, block);
            case "NDL" -> new PlaceConverter(PlaceConverter.NDL, block);
            default -> new MentionConverter(type, block);
        };
    }

    /**
     * The system of an authority that is one component of the source, or three in a row.
     *
     * @param argument the component's number and the fallback, such as {@code 9:practitioner}
     */
    private static Converter authority(String argument, boolean nested) {
        int colon = argument.indexOf(':');
        int first = Integer.parseInt(argument.substring(0, colon));
        String fallback = argument.substring(colon + 1);
        return (run, source) -> {
            Source authority = nested ? source.child(first) : source;
            int offset = nested ? 1 : first;
            return new FhirString(Systems.authority(
                    authority.text(offset),
                    authority.text(offset + 1),
                    authority.text(offset + 2),
                    fallback,
                    run.context()));
        };
    }

    private CodeTable table(String name) {
        CodeTable table = mapping.tables().get(name);
        if (table == null) {
            throw new IllegalArgumentException("table: " + name + " (expected: a table in tables.map)");
        }
        return table;
    }

    private @Nullable CodeTable tableOrNull(String name) {
        return name.isEmpty() || !mapping.tables().containsKey(name) && CodeTable.v2System(name) != null
                ? null
                : table(name);
    }

    private @Nullable String originalSystem(String name) {
        CodeTable table = mapping.tables().get(name);
        return table == null ? CodeTable.v2System(name) : table.originalSystem();
    }

    private String system(String alias) {
        String system = mapping.systems().get(alias);
        if (system == null) {
            throw new IllegalArgumentException("system: " + alias + " (expected: a name in systems.map)");
        }
        return system;
    }

    private SourceFunction argument(String text) {
        return compiler.source(RuleSource.parse(text), "");
    }

    static @Nullable FhirString string(@Nullable String text) {
        return text == null || text.isEmpty() ? null : new FhirString(text);
    }

    static String lines(Source source) {
        int repetitions = source.repetitions();
        if (repetitions <= 1) {
            return source.wholeText();
        }
        StringJoiner lines = new StringJoiner("\n");
        for (int number = 1; number <= repetitions; number++) {
            lines.add(source.repetition(number).wholeText());
        }
        return lines.toString().strip();
    }

    private static String organisationName(Run run, Source source) {
        String name = run.context().organisationName();
        return name != null ? name : source.text(1).isEmpty() ? source.text(2) : source.text(1);
    }

    /** A resource such as a device that is only named: a reference with its identifier and what people read. */
    private static @Nullable FhirValue resource(Run run, Source source) {
        String name = source.text(2).isEmpty() ? source.text(1) : source.text(2);
        return name.isEmpty() ? null : new FhirObject().put("display", name);
    }

    /** HL7 table 0136. */
    private static @Nullable FhirValue yesOrNo(Run run, Source source) {
        return switch (source.text()) {
            case "Y" -> new FhirBoolean(true);
            case "N" -> new FhirBoolean(false);
            default -> null;
        };
    }

    private static @Nullable FhirValue number(Run run, Source source, @Nullable String number, String expected) {
        if (number == null) {
            run.refuse(Kind.INVALID_VALUE, source, "expected: " + expected);
            return null;
        }
        return new FhirNumber(number);
    }

    private static @Nullable PointInTime point(Run run, Source source) {
        PointInTime point = PointInTime.parse(source.text());
        if (point == null) {
            run.refuse(
                    Kind.INVALID_VALUE,
                    source,
                    "expected: a date that exists, YYYY[MM[DD[HH[MM[SS[.SSSS]]]]]][+/-ZZZZ]");
        }
        return point;
    }

    private static @Nullable FhirValue date(Run run, Source source, String text) {
        PointInTime point = point(run, source);
        return point == null ? null : new FhirString(point.date());
    }

    private static @Nullable FhirValue dateTime(Run run, Source source) {
        PointInTime point = point(run, source);
        return point == null
                ? null
                : new FhirString(point.dateTime(run.context().zone()));
    }

    /** Only what has a time can be an instant; a date alone stays unmapped. */
    private static @Nullable FhirValue instant(Run run, Source source) {
        PointInTime point = point(run, source);
        return point == null || !point.hasTime()
                ? null
                : new FhirString(point.dateTime(run.context().zone()));
    }

    private static @Nullable FhirValue birthTime(Run run, Source source) {
        PointInTime point = PointInTime.parse(source.text());
        return point == null || !point.hasTime()
                ? null
                : new FhirString(point.dateTime(run.context().zone()));
    }

    private static @Nullable FhirValue time(Run run, Source source) {
        String time = PointInTime.time(source.text());
        if (time == null) {
            run.refuse(Kind.INVALID_VALUE, source, "expected: a time, HH[MM[SS[.SSSS]]]");
            return null;
        }
        return new FhirString(time);
    }

    /** A duration in minutes; its unit is in another field, minutes when that is empty. */
    private static Converter minutes(SourceFunction unit) {
        return (run, source) -> {
            String text = source.text();
            String number = Decimals.parsePositive(text.endsWith(".0") ? text.substring(0, text.length() - 2) : text);
            if (number == null) {
                return null;
            }
            Source unitSource = unit.at(run, source);
            String name = unitSource.text().toLowerCase(Locale.ROOT);
            FhirValue minutes = switch (name) {
                case "", UNIT_MINUTES, "m", "minute", "minutes", "mins" -> new FhirNumber(number);
                case "h", "hr", "hour", "hours" ->
                    new FhirNumber(Long.toString(Long.parseLong(number) * MINUTES_AN_HOUR));
                default -> null;
            };
            SegmentView segment = unitSource.segment();
            if (minutes != null && segment != null) {
                segment.consume(unitSource.field());
            }
            return minutes;
        };
    }
}
