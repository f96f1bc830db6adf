package city.haihe.app.record.internal;

import city.haihe.app.record.internal.NaiveDefinitions.Component;
import city.haihe.app.record.internal.NaiveDefinitions.Parameter;
import city.haihe.app.record.internal.NaiveTokens.Token;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.R4;
import city.haihe.fhir.path.Element;
import city.haihe.fhir.path.Item;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a search finds, worked out resource by resource from the words of FHIR R4 3.1.1, with nothing of the record's own code.
 * It knows what the test asks for, not how to refuse what is malformed.
 */
final class NaiveSearch {

    private static final String HAS = "_has:";

    private final NaiveDefinitions definitions;
    private final List<FhirObject> resources;
    private final Map<String, FhirObject> byAddress = new HashMap<>();
    private final Map<String, Instant> updated;
    private final Instant now;
    private final NaiveTerminology terminology;
    private final Map<String, List<Item>> known = new HashMap<>();

    /**
     * Takes the resources.
     *
     * @param updated when each was last updated, by its address
     * @param now the time of the search
     */
    NaiveSearch(NaiveDefinitions definitions, List<FhirObject> resources, Map<String, Instant> updated, Instant now) {
        this.definitions = definitions;
        this.resources = resources;
        this.updated = updated;
        this.now = now;
        this.terminology = new NaiveTerminology(resources);
        resources.forEach(resource -> byAddress.put(NaiveValue.address(resource), resource));
    }

    Map<String, FhirObject> byAddress() {
        return byAddress;
    }

    Instant updated(String address) {
        return Objects.requireNonNull(updated.get(address));
    }

    /** The elements that a parameter of the resource's type reads; none where the type has no such parameter. */
    List<Item> values(FhirObject resource, String code) {
        return known.computeIfAbsent(NaiveValue.address(resource) + " " + code, key -> {
            Parameter parameter = definitions.of(resource.resourceType()).get(code);
            return parameter == null ? List.of() : parameter.values(resource);
        });
    }

    /** The resources that the search finds, in no order. */
    List<FhirObject> matches(SearchCase asked) {
        return resources.stream()
                .filter(resource -> isSearched(asked, resource))
                .filter(resource -> asked.parameters().stream()
                        .filter(parameter -> isCondition(parameter.name()))
                        .allMatch(parameter -> matches(resource, parameter.name(), parameter.value())))
                .toList();
    }

    static boolean isCondition(String name) {
        return !Set.of("_sort", "_count", "_total", "_type", "_summary").contains(name)
                && !name.startsWith("_include")
                && !name.startsWith("_revinclude");
    }

    private boolean isSearched(SearchCase asked, FhirObject resource) {
        String type = resource.resourceType();
        boolean right = asked.type().isEmpty()
                ? List.of(asked.query().first("_type").split(",")).contains(type)
                : asked.type().equals(type);
        return right && (asked.compartment().isEmpty() || isIn(asked.compartment(), resource));
    }

    /** Whether the resource is in the compartment of the owner, whose address is given (FHIR R4 2.3). */
    boolean isIn(String owner, FhirObject resource) {
        String type = owner.substring(0, owner.indexOf('/'));
        return owner.equals(NaiveValue.address(resource))
                || R4.definitions().compartment(type, resource.resourceType()).stream()
                        .anyMatch(code -> values(resource, code).stream()
                                .map(NaiveValue::target)
                                .anyMatch(target ->
                                        target != null && target.address().equals(owner)));
    }

    boolean matches(FhirObject resource, String name, String value) {
        if (name.startsWith(HAS)) {
            String[] parts = name.substring(HAS.length()).split(":", 3);
            String self = NaiveValue.address(resource);
            return resources.stream()
                    .filter(source -> source.resourceType().equals(parts[0]))
                    .anyMatch(source -> targets(source, parts[1]).contains(self) && matches(source, parts[2], value));
        }
        int dot = name.indexOf('.');
        String first = dot < 0 ? name : name.substring(0, dot);
        int colon = first.indexOf(':');
        String code = colon < 0 ? first : first.substring(0, colon);
        String modifier = colon < 0 ? "" : first.substring(colon + 1);
        if (dot < 0) {
            return isMet(resource, code, modifier, value);
        }
        return targets(resource, code).stream()
                .map(byAddress::get)
                .anyMatch(target -> target != null
                        && (modifier.isEmpty() || modifier.equals(target.resourceType()))
                        && knows(target.resourceType(), name.substring(dot + 1))
                        && matches(target, name.substring(dot + 1), value));
    }

    /** Whether a type has the parameter that a chain goes on with; those of all resources are everywhere. */
    private boolean knows(String type, String name) {
        return name.startsWith("_") || definitions.of(type).containsKey(name.split("[.:]", 2)[0]);
    }

    /** The resources of ours that a resource refers to by a parameter, also where they are not there. */
    List<String> targets(FhirObject resource, String code) {
        return values(resource, code).stream()
                .map(NaiveValue::target)
                .filter(Objects::nonNull)
                .map(NaiveValue.Local::address)
                .distinct()
                .toList();
    }

    private boolean isMet(FhirObject resource, String code, String modifier, String value) {
        List<String> alternatives = NaiveValue.split(',', value);
        String address = NaiveValue.address(resource);
        return switch (code) {
            case "_id" -> alternatives.contains(resource.id()) != modifier.equals("not");
            case "_lastUpdated" -> {
                BigDecimal time = BigDecimal.valueOf(updated(address).toEpochMilli());
                NaiveRange range = new NaiveRange(time, time.add(BigDecimal.ONE), false);
                yield alternatives.stream().anyMatch(asked -> range.passesTime(asked, now));
            }
            case "_text" -> alternatives.stream().anyMatch(asked -> NaiveProse.isWritten(resource, asked));
            case "_content" -> alternatives.stream().anyMatch(asked -> NaiveProse.isSaid(this, resource, asked));
            case "_list" ->
                alternatives.stream()
                        .map(id -> byAddress.get("List/" + id))
                        .anyMatch(list -> list != null && targets(list, "item").contains(address));
            default -> {
                Parameter parameter = Objects.requireNonNull(
                        definitions.of(resource.resourceType()).get(code));
                yield isMet(resource, parameter, modifier, value, alternatives);
            }
        };
    }

    private boolean isMet(
            FhirObject resource, Parameter parameter, String modifier, String value, List<String> alternatives) {
        List<Item> items = values(resource, parameter.code());
        if (modifier.equals("missing")) {
            boolean present = parameter.isOf("composite")
                    ? items.stream()
                            .anyMatch(element -> parameter.components().stream()
                                    .noneMatch(component ->
                                            component.values(resource, element).isEmpty()))
                    : !items.isEmpty();
            return present != Boolean.parseBoolean(value);
        }
        boolean none = modifier.equals("not") || modifier.equals("not-in");
        String type = resource.resourceType();
        return alternatives.stream()
                        .anyMatch(asked -> parameter.isOf("composite")
                                ? isMetTogether(resource, parameter, items, asked)
                                : items.stream()
                                        .anyMatch(test(type, parameter.code(), parameter.kind(), modifier, asked)))
                != none;
    }

    /** All components must be met in one element. */
    private boolean isMetTogether(FhirObject resource, Parameter parameter, List<Item> elements, String asked) {
        List<String> pieces = NaiveValue.split('$', asked);
        return elements.stream().anyMatch(element -> {
            for (int index = 0; index < pieces.size(); index++) {
                Component component = parameter.components().get(index);
                Predicate<Item> test = test(resource.resourceType(), "", component.kind(), "", pieces.get(index));
                if (component.values(resource, element).stream().noneMatch(test)) {
                    return false;
                }
            }
            return true;
        });
    }

    private Predicate<Item> test(String type, String code, String kind, String modifier, String asked) {
        return switch (kind) {
            case "string" ->
                item -> NaiveText.matches(type, code, modifier, NaiveText.strings(item), NaiveValue.plain(asked));
            case "token" -> token(type, modifier, asked);
            case "reference" -> item -> NaiveValue.refersTo(item, modifier, asked);
            case "uri" -> item -> NaiveValue.isAddress(item, modifier, asked);
            case "date" ->
                item -> {
                    NaiveRange time = time(item);
                    return time != null && time.passesTime(asked, now);
                };
            case "number" ->
                item -> {
                    NaiveRange number = item instanceof Element element ? NaiveRange.number(element.value()) : null;
                    return number != null && number.passesNumber(asked, exact -> exact);
                };
            case "quantity" -> {
                List<String> pieces = NaiveValue.split('|', asked).stream()
                        .map(NaiveValue::plain)
                        .toList();
                yield item -> item instanceof Element element && NaiveUnits.passes(element, pieces);
            }
            case "special" -> item -> NaiveValue.isNear(item, asked);
            default -> throw new IllegalArgumentException(kind);
        };
    }

    private Predicate<Item> token(String type, String modifier, String asked) {
        return switch (modifier) {
            case "text" -> item -> NaiveText.matches(type, "", "", NaiveTokens.wordings(item), NaiveValue.plain(asked));
            case "of-type" -> item -> NaiveTokens.isOfType(item, asked);
            case "in", "not-in", "above", "below" -> {
                Set<Token> codes = terminology.codes(modifier, asked);
                yield item -> NaiveTokens.tokens(item).stream().anyMatch(codes::contains);
            }
            default -> item -> NaiveTokens.matches(NaiveTokens.tokens(item), asked);
        };
    }

    static @Nullable NaiveRange time(Item item) {
        return item instanceof Element element ? NaiveRange.time(element.type(), element.value()) : null;
    }

    NaiveDefinitions definitions() {
        return definitions;
    }
}
