package city.haihe.app.record.internal;

import city.haihe.app.record.internal.NaiveDefinitions.Parameter;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.R4;
import city.haihe.fhir.path.Item;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes random searches over resources. Their conditions are mostly made from one resource, so that they find something. */
final class RandomQueries {

    /** How often a condition is made anew until it finds the resource that it is made from. */
    private static final int ATTEMPTS = 2;

    private static final int DEEPEST = 3;

    /** A reference to more types than these must name one: several such steps are more than a search may look at. */
    private static final int MOST_UNNAMED = 20;

    /** Types that are searched more often, as they have more parameters. */
    private static final List<String> RICH = List.of(
            "Patient",
            "Observation",
            "Observation",
            "Observation",
            "Encounter",
            "Condition",
            "RiskAssessment",
            "ChargeItem",
            "ValueSet",
            "Location",
            "Group");

    private static final List<String> OWNERS = List.of("Patient", "Encounter", "Practitioner", "Device");

    private final RandomElements make;
    private final RandomValues values;
    private final RandomResultParameters results;
    private final NaiveSearch search;
    private final List<FhirObject> resources;
    private Set<String> features = new TreeSet<>();

    RandomQueries(Random random, NaiveSearch search, List<FhirObject> resources) {
        this.make = new RandomElements(random);
        this.values = new RandomValues(make);
        this.results = new RandomResultParameters(make, search, resources);
        this.search = search;
        this.resources = resources;
    }

    SearchCase next() {
        features = new TreeSet<>();
        List<QueryString.Parameter> parameters = new ArrayList<>();
        if (make.chance(15)) {
            return severalTypes(parameters);
        }
        if (make.chance(4)) {
            return ofRareKind(parameters);
        }
        if (make.chance(20)) {
            return alongDates(parameters);
        }
        String type = make.chance(2) ? make.one(RICH) : make.one(List.copyOf(RandomResources.TYPES.keySet()));
        FhirObject target = make.one(ofType(type));
        String compartment = make.chance(12) ? compartment(target) : "";
        int conditions = make.one(0, 1, 1, 1, 2, 2, 3);
        for (int count = 0; count < conditions; count++) {
            parameters.add(condition(target, make.one(0, 1, 1, 2, DEEPEST)));
        }
        if (conditions > 1) {
            features.add("and");
        }
        boolean included = make.chance(4);
        if (included) {
            results.include(target, parameters, features);
        }
        if (make.chance(3)) {
            parameters.add(new QueryString.Parameter("_sort", results.sort(type, features)));
        }
        results.page(parameters, features, !included);
        return new SearchCase(resources, type, compartment, parameters, features);
    }

    /** A search by a parameter of a kind that few types have. */
    private SearchCase ofRareKind(List<QueryString.Parameter> parameters) {
        String kind = make.one("number", "number", "quantity", "special", "composite", "composite", "tree", "_list");
        List<FhirObject> able = new ArrayList<>();
        List<String> codes = new ArrayList<>();
        for (FhirObject resource : resources) {
            for (String code : codes(resource)) {
                Parameter parameter =
                        search.definitions().of(resource.resourceType()).get(code);
                if (parameter != null && (kind.equals("tree") ? isInTree(resource, code) : parameter.isOf(kind))) {
                    able.add(resource);
                    codes.add(code);
                }
            }
        }
        if (able.isEmpty()) {
            ofType("List")
                    .forEach(list -> search.targets(list, "item").stream()
                            .map(search.byAddress()::get)
                            .filter(Objects::nonNull)
                            .forEach(able::add));
            able.add(make.one(resources));
        }
        int chosen = make.random().nextInt(able.size());
        FhirObject target = able.get(chosen);
        parameters.add(
                codes.isEmpty()
                        ? list(target)
                        : kind.equals("tree")
                                ? condition(target, codes.get(chosen), make.one("above", "below"))
                                : condition(target, codes.get(chosen)));
        if (make.chance(3)) {
            parameters.add(condition(target, 1));
        }
        results.page(parameters, features, true);
        return new SearchCase(resources, target.resourceType(), "", parameters, features);
    }

    /** A Patient's resources in the order of their dates, which is what is asked for most. */
    private SearchCase alongDates(List<QueryString.Parameter> parameters) {
        FhirObject target = make.one(ofType(make.one("Observation", "Observation", "Encounter", "DiagnosticReport")));
        for (int count = make.one(1, 1, 2); count > 0; count--) {
            parameters.add(condition(target, make.one("patient", "subject", "subject")));
        }
        parameters.add(new QueryString.Parameter("_sort", make.one("date", "-date", "-date,_id")));
        features.add("_sort=date of a Patient");
        results.page(parameters, features, true);
        return new SearchCase(resources, target.resourceType(), "", parameters, features);
    }

    private boolean isInTree(FhirObject resource, String code) {
        return search.values(resource, code).stream()
                .flatMap(item -> NaiveTokens.tokens(item).stream())
                .anyMatch(token -> RandomElements.TREE.equals(token.system()));
    }

    /** The lists that name the resource, or others. */
    private QueryString.Parameter list(FhirObject target) {
        features.add("_list");
        String lists = ofType("List").stream()
                .filter(list -> search.targets(list, "item").contains(NaiveValue.address(target)))
                .map(list -> Objects.requireNonNull(list.id()))
                .collect(Collectors.joining(","));
        return new QueryString.Parameter("_list", lists.isEmpty() ? make.one("1", "1,2", "none") : lists);
    }

    private SearchCase severalTypes(List<QueryString.Parameter> parameters) {
        features.add("_type");
        List<String> types = List.of(make.one("Encounter", "Condition"), make.one("Observation", "RiskAssessment"));
        parameters.add(new QueryString.Parameter("_type", String.join(",", types)));
        FhirObject target = make.one(ofType(make.one(types)));
        List<String> shared = codes(target).stream()
                .filter(code -> types.stream().allMatch(type -> isShared(type, target.resourceType(), code)))
                .toList();
        QueryString.Parameter condition = condition(target, shared.isEmpty() ? "_tag" : make.one(shared));
        boolean typed = condition.name().matches(".*:[A-Z].*");
        parameters.add(typed ? new QueryString.Parameter("_id", Objects.requireNonNull(target.id())) : condition);
        if (make.chance(2)) {
            parameters.add(new QueryString.Parameter("_sort", make.one("_id", "-_lastUpdated", "-_id")));
            features.add("_sort");
        }
        results.page(parameters, features, true);
        return new SearchCase(resources, "", "", parameters, features);
    }

    private boolean isShared(String type, String other, String code) {
        Parameter one = search.definitions().of(type).get(code);
        Parameter two = search.definitions().of(other).get(code);
        return one != null && two != null && one.kind().equals(two.kind());
    }

    private List<FhirObject> ofType(String type) {
        return resources.stream()
                .filter(resource -> resource.resourceType().equals(type))
                .toList();
    }

    /** The address of an owner, mostly one in whose compartment the resource is; empty where its type is in none. */
    private String compartment(FhirObject target) {
        String type = make.one(OWNERS);
        if (R4.definitions().compartment(type, target.resourceType()).isEmpty()) {
            return "";
        }
        features.add("compartment");
        List<String> owners = ofType(type).stream().map(NaiveValue::address).toList();
        List<String> own =
                owners.stream().filter(owner -> search.isIn(owner, target)).toList();
        return make.one(own.isEmpty() || make.chance(4) ? owners : own);
    }

    /** A condition that mostly holds for the resource. */
    private QueryString.Parameter condition(FhirObject target, int depth) {
        Set<String> before = features;
        QueryString.Parameter condition;
        int attempt = 0;
        do {
            features = new TreeSet<>(before);
            condition = make.random().nextInt(3) < 1 && depth > 0 ? linked(target, depth) : plain(target);
            attempt++;
        } while (attempt < ATTEMPTS && !search.matches(target, condition.name(), condition.value()));
        return condition;
    }

    private QueryString.Parameter linked(FhirObject target, int depth) {
        return make.chance(2) ? chain(target, depth) : reverse(target, depth);
    }

    private QueryString.Parameter chain(FhirObject target, int depth) {
        String type = target.resourceType();
        List<String[]> links = new ArrayList<>();
        search.definitions().of(type).values().stream()
                .filter(parameter -> parameter.isOf("reference"))
                .forEach(parameter -> search.targets(target, parameter.code()).stream()
                        .filter(search.byAddress()::containsKey)
                        .forEach(address -> links.add(new String[] {parameter.code(), address})));
        if (links.isEmpty()) {
            return plain(target);
        }
        String[] link = make.one(links);
        FhirObject end = Objects.requireNonNull(search.byAddress().get(link[1]));
        features.add(features.contains("_has") ? "chain+_has" : features.contains("chain") ? "chain.chain" : "chain");
        features.add("chain");
        boolean many = Objects.requireNonNull(search.definitions().of(type).get(link[0]))
                        .targets()
                        .size()
                > MOST_UNNAMED;
        boolean named = many || make.chance(2);
        features.add(named ? "chain:[type]" : "chain to any");
        QueryString.Parameter rest = condition(end, depth - 1);
        return new QueryString.Parameter(
                link[0] + (named ? ":" + end.resourceType() : "") + "." + rest.name(), rest.value());
    }

    private QueryString.Parameter reverse(FhirObject target, int depth) {
        String address = NaiveValue.address(target);
        List<QueryString.Parameter> links = new ArrayList<>();
        List<FhirObject> sources = new ArrayList<>();
        for (FhirObject source : resources) {
            search.definitions().of(source.resourceType()).values().stream()
                    .filter(parameter -> parameter.isOf("reference"))
                    .filter(parameter ->
                            search.targets(source, parameter.code()).contains(address))
                    .forEach(parameter -> {
                        links.add(new QueryString.Parameter(source.resourceType(), parameter.code()));
                        sources.add(source);
                    });
        }
        if (links.isEmpty()) {
            return plain(target);
        }
        int chosen = make.random().nextInt(links.size());
        features.add(features.contains("chain") ? "chain+_has" : features.contains("_has") ? "_has:_has" : "_has");
        features.add("_has");
        QueryString.Parameter rest = condition(sources.get(chosen), depth - 1);
        return new QueryString.Parameter(
                "_has:" + links.get(chosen).name() + ":" + links.get(chosen).value() + ":" + rest.name(), rest.value());
    }

    private QueryString.Parameter plain(FhirObject target) {
        String type = target.resourceType();
        if (make.chance(7)) {
            return common(target);
        }
        Map<String, Parameter> known = search.definitions().of(type);
        if (make.chance(8)) {
            List<String> read = known.keySet().stream()
                    .filter(code -> !Set.of("_id", "_lastUpdated").contains(code))
                    .filter(code -> ofType(type).stream()
                            .anyMatch(resource -> !search.values(resource, code).isEmpty()))
                    .toList();
            boolean missing = make.chance(2);
            features.add(":missing=" + missing);
            return new QueryString.Parameter(make.one(read) + ":missing", Boolean.toString(missing));
        }
        List<String> kinds = codes(target).stream()
                .map(code -> Objects.requireNonNull(known.get(code)).kind())
                .distinct()
                .toList();
        String kind = make.one(kinds);
        List<String> codes = codes(target).stream()
                .filter(code -> Objects.requireNonNull(known.get(code)).isOf(kind))
                .toList();
        return condition(target, make.one(codes));
    }

    /** The parameters that read something of the resource. */
    private List<String> codes(FhirObject resource) {
        List<String> codes = search.definitions().of(resource.resourceType()).keySet().stream()
                .filter(code -> !Set.of("_id", "_lastUpdated").contains(code))
                .filter(code -> !search.values(resource, code).isEmpty())
                .toList();
        return codes.isEmpty() ? List.of("_tag") : codes;
    }

    /** A condition by the parameter, from the resource or, for other alternatives, from others of its type. */
    private QueryString.Parameter condition(FhirObject target, String code) {
        Parameter parameter = Objects.requireNonNull(
                search.definitions().of(target.resourceType()).get(code));
        List<Item> own = search.values(target, code);
        return condition(target, code, own.isEmpty() ? "" : values.modifier(parameter, make.one(own)));
    }

    private QueryString.Parameter condition(FhirObject target, String code, String modifier) {
        Parameter parameter = Objects.requireNonNull(
                search.definitions().of(target.resourceType()).get(code));
        List<String> alternatives = new ArrayList<>();
        int count = make.chance(4) ? 2 + make.random().nextInt(2) : 1;
        for (int index = 0; index < count; index++) {
            FhirObject from = index == 0 && !make.chance(6) ? target : make.one(ofType(target.resourceType()));
            String value = value(from, parameter, modifier);
            if (value != null) {
                alternatives.add(value);
            }
        }
        if (alternatives.isEmpty()) {
            return new QueryString.Parameter("_id", Objects.requireNonNull(target.id()));
        }
        note(parameter, modifier, alternatives);
        return new QueryString.Parameter(
                code + (modifier.isEmpty() ? "" : ":" + modifier), String.join(",", alternatives));
    }

    private @Nullable String value(FhirObject from, Parameter parameter, String modifier) {
        List<Item> items = search.values(from, parameter.code());
        if ((modifier.equals("in") || modifier.equals("not-in"))
                && !(parameter.code().equals("gender") && make.chance(2))) {
            List<FhirObject> having = ofType("ValueSet").stream()
                    .filter(set -> search.matches(from, parameter.code() + ":in", NaiveValue.address(set)))
                    .toList();
            FhirObject set = make.one(having.isEmpty() || make.chance(2) ? ofType("ValueSet") : having);
            return make.chance(2) ? NaiveValue.address(set) : String.valueOf(set.string("url"));
        }
        return items.isEmpty() ? null : values.value(from, parameter, modifier, make.one(items));
    }

    private void note(Parameter parameter, String modifier, List<String> alternatives) {
        String kind = parameter.kind();
        boolean type = !modifier.isEmpty() && Character.isUpperCase(modifier.charAt(0));
        features.add(kind + (modifier.isEmpty() ? "" : type ? ":[type]" : ":" + modifier));
        if (Set.of("date", "number", "quantity").contains(kind)) {
            alternatives.forEach(value -> features.add(kind + " " + NaiveRange.prefix(value)));
        }
        if (kind.equals("quantity") && alternatives.stream().anyMatch(value -> value.contains(NaiveUnits.UCUM))) {
            features.add("quantity of UCUM");
        }
        if (alternatives.size() > 1) {
            features.add("or");
        }
    }

    private QueryString.Parameter common(FhirObject target) {
        String address = NaiveValue.address(target);
        String id = Objects.requireNonNull(target.id());
        switch (make.random().nextInt(9)) {
            case 0 -> {
                features.add("_id");
                return make.chance(4)
                        ? new QueryString.Parameter("_id:not", id)
                        : new QueryString.Parameter("_id", make.chance(2) ? id : id + ",1,none");
            }
            case 1 -> {
                features.add("_lastUpdated");
                String time = search.updated(address).toString();
                return new QueryString.Parameter(
                        "_lastUpdated", make.one(RandomValues.PREFIXES) + make.one(time, "2026"));
            }
            case 2, 6 -> {
                features.add("_text");
                return new QueryString.Parameter("_text", values.word(target));
            }
            case 3, 7 -> {
                features.add("_content");
                return new QueryString.Parameter(
                        "_content",
                        make.one("summary", "glucose", "收缩压", "hemoglobine", "garcia", "pressure systolic"));
            }
            case 4 -> {
                return list(target);
            }
            default -> {
                return condition(target, make.one("_tag", "_security", "_profile", "_source"));
            }
        }
    }
}
