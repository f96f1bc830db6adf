package city.haihe.app.record.internal;

import city.haihe.app.record.internal.NaiveDefinitions.Component;
import city.haihe.app.record.internal.NaiveDefinitions.Parameter;
import city.haihe.app.record.internal.NaiveTokens.Token;
import city.haihe.fhir.FhirNumber;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.FhirString;
import city.haihe.fhir.FhirValue;
import city.haihe.fhir.path.Element;
import city.haihe.fhir.path.Item;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes values of search parameters from elements that they read, mostly such as find these. */
final class RandomValues {

    static final List<String> PREFIXES = List.of("", "eq", "ne", "gt", "lt", "ge", "le", "sa", "eb", "ap");

    private static final List<String> MINUTES =
            List.of("2000-02-29T10:00+08:00", "2000-02-29T02:00Z", "2024-01-01T00:00");
    private static final List<String> PINYIN = List.of(
            "wang",
            "wangxiaoming",
            "shan",
            "dan",
            "ouyang",
            "lv",
            "lu",
            "zw",
            "wxm",
            "zhang wei",
            "oyxy",
            "xm",
            "binhai");

    /** Addresses beside those of the resources. */
    private static final List<String> PLACES = List.of(
            "39.12|117.2|5|km",
            "39.12|117.2",
            "39.12|117.2|200|km",
            "39.12|117.2|100|m",
            "-17.71|180|10|km",
            "90|120|5|km",
            "0|0|30000|km",
            "39.12|117.2|2500|m");

    private final RandomElements make;

    RandomValues(RandomElements make) {
        this.make = make;
    }

    /** A modifier that the element may be asked by, or an empty string. */
    String modifier(Parameter parameter, Item item) {
        String type = item instanceof Element element ? element.type() : "";
        boolean coded = type.equals("CodeableConcept") || type.equals("Coding");
        boolean inTree = coded
                && NaiveTokens.tokens(item).stream().anyMatch(token -> RandomElements.TREE.equals(token.system()));
        return switch (parameter.kind()) {
            case "string" -> make.one("", "", "exact", "contains");
            case "uri" -> make.one("", "below", "above");
            case "token" ->
                coded
                        ? inTree
                                ? make.one("", "not", "in", "not-in", "below", "above")
                                : make.one("", "", "", "not", "text", "in", "not-in", "below")
                        : type.equals("Identifier")
                                ? make.one("", "of-type", "of-type", "text", "not")
                                : parameter.code().equals("gender")
                                        ? make.one("", "", "not", "in", "not-in")
                                        : make.one("", "", "not");
            case "reference" -> {
                NaiveValue.Local target = NaiveValue.target(item);
                boolean identified = item instanceof Element element
                        && element.value() instanceof FhirObject object
                        && object.has("identifier");
                yield identified && make.chance(2)
                        ? "identifier"
                        : target != null && parameter.targets().contains(target.type()) && make.chance(4)
                                ? target.type()
                                : "";
            }
            default -> "";
        };
    }

    /** A value by which the element may be found; null where it has none of that modifier. */
    @Nullable
    String value(FhirObject resource, Parameter parameter, String modifier, Item item) {
        if (parameter.isOf("composite")) {
            List<String> pieces = new ArrayList<>();
            for (Component component : parameter.components()) {
                List<Item> values = component.values(resource, item);
                String piece = values.isEmpty() ? null : value(component.kind(), "", make.one(values));
                if (piece == null) {
                    return null;
                }
                pieces.add(piece);
            }
            return String.join("$", pieces);
        }
        return value(parameter.kind(), modifier, item);
    }

    private @Nullable String value(String kind, String modifier, Item item) {
        return switch (kind) {
            case "string" -> string(modifier, item);
            case "token" -> token(modifier, item);
            case "reference" -> reference(modifier, item);
            case "uri" -> uri(modifier, item);
            case "date" -> make.one(PREFIXES) + date(item);
            case "number" -> make.one(PREFIXES) + number(item);
            case "quantity" -> quantity(item);
            case "special" -> make.one(PLACES);
            default -> null;
        };
    }

    private @Nullable String string(String modifier, Item item) {
        List<String> strings = NaiveText.strings(item);
        if (strings.isEmpty()) {
            return null;
        }
        if (modifier.isEmpty() && make.chance(5)) {
            return make.one(PINYIN);
        }
        String text = part(make.one(strings), modifier);
        if (!modifier.equals("exact")) {
            text = switch (make.random().nextInt(4)) {
                case 0 -> text.toUpperCase(Locale.ROOT);
                case 1 -> NaiveText.folded(text);
                default -> text;
            };
        }
        return NaiveText.folded(text).isEmpty() ? null : NaiveValue.escaped(text);
    }

    private String part(String text, String modifier) {
        int length = text.length();
        int end = make.chance(2) ? length : 1 + make.random().nextInt(length);
        return switch (modifier) {
            case "exact" -> make.chance(4) ? text.substring(0, end) : text;
            case "contains" -> text.substring(make.random().nextInt(end), end);
            default -> text.substring(0, end);
        };
    }

    private @Nullable String token(String modifier, Item item) {
        switch (modifier) {
            case "text" -> {
                List<String> wordings = NaiveTokens.wordings(item);
                return wordings.isEmpty() ? null : NaiveValue.escaped(part(make.one(wordings), ""));
            }
            case "of-type" -> {
                return ofType(item);
            }
            case "in", "not-in" -> {
                return item instanceof Element element && element.type().equals("code")
                        ? NaiveTerminology.GENDERS
                        : null;
            }
            case "below", "above" -> {
                return RandomElements.TREE + "|" + make.one("a", "a1", "a2", "a11", "b");
            }
            default -> {
                List<Token> tokens = NaiveTokens.tokens(item);
                return tokens.isEmpty() ? null : token(make.one(tokens), item);
            }
        }
    }

    private @Nullable String token(Token token, Item item) {
        String type = item instanceof Element element ? element.type() : "";
        String code = token.code() == null ? null : NaiveValue.escaped(token.code());
        String system = token.system() == null ? null : NaiveValue.escaped(token.system());
        List<String> forms = new ArrayList<>();
        if (code != null) {
            forms.add(code);
            forms.add(system == null ? code : system + "|" + code);
        }
        if (Set.of("Coding", "CodeableConcept", "Identifier").contains(type)) {
            if (code != null) {
                forms.add("|" + code);
                forms.add("urn:other|" + code);
                forms.add(code.replace("\\|", "|"));
            }
            if (system != null) {
                forms.add(system + "|");
            }
        } else if (type.equals("code") && system != null) {
            forms.add(system + "|");
        }
        return forms.isEmpty() ? null : make.one(forms);
    }

    private @Nullable String ofType(Item item) {
        if (!(item instanceof Element element) || !(element.value() instanceof FhirObject identifier)) {
            return null;
        }
        FhirObject type = identifier.object("type");
        String value = identifier.string("value");
        if (type == null || value == null) {
            return null;
        }
        return type.objects("coding")
                .map(coding -> Objects.requireNonNullElse(coding.string("system"), "") + "|" + coding.string("code")
                        + "|" + NaiveValue.escaped(value))
                .findFirst()
                .orElse(null);
    }

    private @Nullable String reference(String modifier, Item item) {
        if (modifier.equals("identifier")) {
            FhirObject identifier = item instanceof Element element && element.value() instanceof FhirObject object
                    ? object.object("identifier")
                    : null;
            return identifier == null
                    ? null
                    : token(new Token(identifier.string("system"), identifier.string("value")), item);
        }
        String reference = NaiveValue.reference(item);
        NaiveValue.Local target = NaiveValue.target(item);
        if (reference == null) {
            return null;
        }
        if (target == null) {
            int bar = reference.indexOf('|');
            return bar > 0 && make.chance(2) ? reference.substring(0, bar) : NaiveValue.escaped(reference);
        }
        return switch (make.random().nextInt(5)) {
            case 0 -> target.id();
            case 1 -> TestRecord.BASE + "/" + target.address();
            case 2 -> target.address() + "/_history/" + make.one("1", "2");
            default -> target.address();
        };
    }

    private @Nullable String uri(String modifier, Item item) {
        if (!(item instanceof Element element) || !(element.value() instanceof FhirString(String text))) {
            return null;
        }
        int slash = text.lastIndexOf('/');
        boolean deeper = slash > "http://".length();
        return NaiveValue.escaped(
                switch (modifier) {
                    case "below" ->
                        deeper && make.chance(2) ? text.substring(0, slash + (make.chance(2) ? 1 : 0)) : text;
                    case "above" -> make.chance(2) ? text.replaceAll("/$", "") + "/more/_history/1" : text;
                    default -> make.chance(4) && text.indexOf('|') > 0 ? text.substring(0, text.indexOf('|')) : text;
                });
    }

    private String date(Item item) {
        List<String> own = new ArrayList<>();
        if (item instanceof Element element && element.value() != null) {
            gather(element.value(), own);
        }
        return make.chance(3) || own.isEmpty()
                ? make.chance(4) ? make.one(MINUTES) : make.time()
                : make.chance(3) ? make.one(own).substring(0, make.one(4, 7)) : make.one(own);
    }

    private static void gather(FhirValue value, List<String> dates) {
        switch (value) {
            case FhirString(String date) -> dates.add(date.length() < 7 ? date + "-02" : date);
            case FhirObject object -> object.forEach((name, child) -> gather(child, dates));
            case city.haihe.fhir.FhirArray array -> array.forEach(child -> gather(child, dates));
            default -> {}
        }
    }

    private String number(Item item) {
        boolean own = item instanceof Element element && element.value() instanceof FhirNumber && make.chance(2);
        String number = own && item instanceof Element element && element.value() instanceof FhirNumber(String text)
                ? text
                : make.one(RandomElements.NUMBERS);
        // An exponent above nothing says little of what digits are meant.
        return number.contains("e") ? "8e1" : number;
    }

    private String quantity(Item item) {
        FhirObject object = item instanceof Element element && element.value() instanceof FhirObject given
                ? given
                : new FhirObject();
        FhirObject low = object.object("low");
        FhirObject amount = low == null ? object : low;
        String own = amount.get("value") instanceof FhirNumber(String text) ? text : "5.4";
        String number = make.one(PREFIXES) + (make.chance(2) && !own.contains("e") ? own : number(item));
        String system = object.has("currency") ? "urn:iso:std:iso:4217" : amount.string("system");
        String code = object.has("currency") ? object.string("currency") : amount.string("code");
        String unit = amount.string("unit");
        return switch (make.random().nextInt(5)) {
            case 0 -> number;
            case 1 -> number + "||" + (unit != null ? unit : code != null ? code : "mg");
            case 2 -> number + "|" + NaiveUnits.UCUM + "|" + make.one(NaiveUnits.codes());
            default -> system != null && code != null ? number + "|" + system + "|" + code : number;
        };
    }

    /** Words that may stand in the narrative. */
    String word(FhirObject target) {
        List<String> words = List.of("summary", "患者", "出院", "rouge", "blood pressure", "DISCHARGE,康复");
        return !target.has("text")
                ? make.one(words)
                : words.stream()
                        .filter(word -> NaiveProse.isWritten(target, word))
                        .findFirst()
                        .orElse("glucose,hemoglobine,收缩压");
    }
}
