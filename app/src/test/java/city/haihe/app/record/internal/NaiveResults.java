package city.haihe.app.record.internal;

import city.haihe.app.record.internal.NaiveDefinitions.Parameter;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.path.Element;
import city.haihe.fhir.path.Item;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The order of what a search finds, and what comes along with it (FHIR R4 3.1.1.5). */
final class NaiveResults {

    /** Before and after every time and number: an open range begins there. */
    private static final BigDecimal OPEN = new BigDecimal("-1e40");

    private final NaiveSearch search;

    NaiveResults(NaiveSearch search) {
        this.search = search;
    }

    /**
     * What is to be answered.
     *
     * @param matches the addresses of the matches, in order
     * @param included the addresses of what is included
     */
    record Answer(List<String> matches, Set<String> included) {}

    Answer answer(SearchCase asked) {
        List<FhirObject> matches = new ArrayList<>(search.matches(asked));
        Comparator<FhirObject> order = (one, other) -> 0;
        for (String key : asked.query().first("_sort").split(",")) {
            if (!key.isEmpty()) {
                boolean descending = key.startsWith("-");
                order = order.thenComparing(by(descending ? key.substring(1) : key, descending));
            }
        }
        matches.sort(order.thenComparing(FhirObject::resourceType)
                .thenComparing(resource -> Objects.requireNonNull(resource.id())));
        return new Answer(matches.stream().map(NaiveValue::address).toList(), included(asked, matches));
    }

    /** Those without a value come first, and last where the order descends; of several values the first in the order counts. */
    private Comparator<FhirObject> by(String key, boolean descending) {
        return switch (key) {
            case "_id" -> directed(Comparator.comparing(resource -> Objects.requireNonNull(resource.id())), descending);
            case "_lastUpdated" ->
                directed(Comparator.comparing(resource -> search.updated(NaiveValue.address(resource))), descending);
            default ->
                (one, other) -> {
                    Parameter parameter = Objects.requireNonNull(
                            search.definitions().of(one.resourceType()).get(key));
                    int compared = parameter.isOf("string")
                            ? compare(texts(one, key), texts(other, key), NaiveResults::compareTexts, descending)
                            : compare(lows(one, key), lows(other, key), Comparator.naturalOrder(), descending);
                    return descending ? -compared : compared;
                };
        };
    }

    private static Comparator<FhirObject> directed(Comparator<FhirObject> comparator, boolean descending) {
        return descending ? comparator.reversed() : comparator;
    }

    private static <T> int compare(List<T> one, List<T> other, Comparator<T> comparator, boolean descending) {
        if (one.isEmpty() || other.isEmpty()) {
            return Boolean.compare(other.isEmpty(), one.isEmpty());
        }
        Comparator<T> first = descending ? comparator.reversed() : comparator;
        return comparator.compare(
                one.stream().min(first).orElseThrow(), other.stream().min(first).orElseThrow());
    }

    /** By code points, as the bytes of UTF-8 are ordered. */
    private static int compareTexts(String one, String other) {
        return Arrays.compareUnsigned(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    private List<String> texts(FhirObject resource, String code) {
        return search.values(resource, code).stream()
                .flatMap(item -> NaiveText.strings(item).stream())
                .map(NaiveText::folded)
                .toList();
    }

    private List<BigDecimal> lows(FhirObject resource, String code) {
        return search.values(resource, code).stream()
                .map(item -> range(resource.resourceType(), code, item))
                .filter(Objects::nonNull)
                .map(range -> range.low() == null ? OPEN : range.low())
                .toList();
    }

    private @Nullable NaiveRange range(String type, String code, Item item) {
        Parameter parameter =
                Objects.requireNonNull(search.definitions().of(type).get(code));
        if (!(item instanceof Element element)) {
            return null;
        }
        return switch (parameter.kind()) {
            case "date" -> NaiveSearch.time(element);
            case "number" -> NaiveRange.number(element.value());
            default -> NaiveUnits.amount(element);
        };
    }

    private Set<String> included(SearchCase asked, List<FhirObject> matches) {
        Set<String> known = new LinkedHashSet<>();
        matches.forEach(match -> known.add(NaiveValue.address(match)));
        Set<String> included = new TreeSet<>();
        List<FhirObject> frontier = matches;
        boolean again = false;
        while (!frontier.isEmpty()) {
            Set<String> brought = new LinkedHashSet<>();
            for (QueryString.Parameter parameter : asked.parameters()) {
                boolean include = parameter.name().startsWith("_include");
                boolean reverse = parameter.name().startsWith("_revinclude");
                if ((include || reverse) && (!again || parameter.name().endsWith(":iterate"))) {
                    frontier.forEach(from -> brought.addAll(
                            reverse ? referring(parameter.value(), from) : targets(parameter.value(), from)));
                }
            }
            brought.removeIf(address -> !search.byAddress().containsKey(address) || !known.add(address));
            included.addAll(brought);
            frontier = brought.stream().map(search.byAddress()::get).toList();
            again = true;
        }
        return included;
    }

    private List<String> targets(String include, FhirObject from) {
        String[] parts = include.split(":");
        String type = from.resourceType();
        if (!parts[0].equals("*") && !parts[0].equals(type)) {
            return List.of();
        }
        return search.definitions().of(type).values().stream()
                .filter(parameter -> parameter.isOf("reference"))
                .filter(parameter -> parts[0].equals("*") || parts[1].equals("*") || parts[1].equals(parameter.code()))
                .flatMap(parameter -> search.targets(from, parameter.code()).stream())
                .filter(target -> parts.length < 3 || target.startsWith(parts[2] + "/"))
                .toList();
    }

    private List<String> referring(String include, FhirObject to) {
        String[] parts = include.split(":");
        if (parts.length > 2 && !parts[2].equals(to.resourceType())) {
            return List.of();
        }
        return search.byAddress().values().stream()
                .filter(source -> source.resourceType().equals(parts[0]))
                .filter(source -> search.definitions().of(parts[0]).values().stream()
                        .filter(parameter -> parameter.isOf("reference"))
                        .filter(parameter -> parts[1].equals("*") || parts[1].equals(parameter.code()))
                        .anyMatch(parameter ->
                                search.targets(source, parameter.code()).contains(NaiveValue.address(to))))
                .map(NaiveValue::address)
                .toList();
    }
}
