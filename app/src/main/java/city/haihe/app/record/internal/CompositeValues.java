package city.haihe.app.record.internal;

import city.haihe.app.record.internal.Condition.RangeTest;
import city.haihe.app.record.internal.Condition.Together.Member;
import city.haihe.fhir.CompositePart;
import city.haihe.fhir.CompositePart.Component;
import city.haihe.fhir.SearchParameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Turns the values of composite parameters into conditions (FHIR R4 3.1.1.4.13). Where the element is there only once, as the
 * resource itself, its components are asked for one by one; else their values must stand in the same element.
 */
final class CompositeValues {

    private final RangeValues ranges;
    private final ReferenceValues references;

    CompositeValues(RangeValues ranges, ReferenceValues references) {
        this.ranges = ranges;
        this.references = references;
    }

    Condition condition(
            SearchValues values, TypeTable table, TypeParameters type, SearchParameter parameter, String value) {
        List<String> pieces = ValueSplit.at('$', value);
        int expected = parameter.parts().getFirst().components().size();
        if (pieces.size() != expected || pieces.contains("")) {
            throw RecordErrors.parameter(parameter.code(), value, expected + " values with $ between them");
        }
        List<Condition> any = new ArrayList<>();
        for (CompositePart part : parameter.parts()) {
            List<Condition> all = new ArrayList<>();
            List<Member> members = new ArrayList<>();
            for (int index = 0; index < expected; index++) {
                Component component = part.components().get(index);
                String alone = component.alone() != null ? component.alone() : component.narrower();
                boolean narrows = component.alone() != null || component.kind() == SearchParameter.Kind.TOKEN;
                if (alone != null && narrows) {
                    // Of a code within an element the whole resource has a term as well, which an index finds.
                    all.add(values.condition(
                            table, Objects.requireNonNull(type.byName().get(alone)), "", pieces.get(index)));
                }
                if (component.alone() == null) {
                    addMembers(part, component, pieces.get(index), members);
                }
                if (component.without() != null) {
                    all.add(new Condition.Present(component.without(), false));
                }
            }
            if (!members.isEmpty()) {
                all.add(new Condition.Together(members));
            }
            any.add(new Condition.AllOf(all));
        }
        return SearchValues.anyOf(any);
    }

    /** Whether an element has a value for every component, or none has. */
    Condition present(TypeParameters type, SearchParameter parameter, boolean present) {
        List<Condition> any = new ArrayList<>();
        for (CompositePart part : parameter.parts()) {
            List<Condition> all = new ArrayList<>();
            List<Member> members = new ArrayList<>();
            for (Component component : part.components()) {
                if (component.alone() == null) {
                    members.add(new Member(TermHash.element(part.path(), component.key()), List.of(), List.of()));
                } else {
                    List<SearchParameter> union = type.union(component.alone());
                    all.add(
                            union.isEmpty()
                                    ? new Condition.Present(component.alone(), true)
                                    : SearchValues.anyOf(union.stream()
                                            .<Condition>map(one -> new Condition.Present(one.code(), true))
                                            .toList()));
                }
                if (component.without() != null) {
                    all.add(new Condition.Present(component.without(), false));
                }
            }
            if (!members.isEmpty()) {
                all.add(new Condition.Together(members));
            }
            any.add(new Condition.AllOf(all));
        }
        Condition has = SearchValues.anyOf(any);
        return present ? has : new Condition.Not(has);
    }

    private void addMembers(CompositePart part, Component component, String piece, List<Member> members) {
        SearchParameter parameter = component.value();
        long key = TermHash.element(part.path(), component.key());
        switch (component.kind()) {
            case TOKEN ->
                members.add(
                        new Member(key, List.of(CorrelatedValues.text(TokenValues.form(parameter, piece))), List.of()));
            case URI ->
                members.add(new Member(key, List.of(CorrelatedValues.text(ValueSplit.unescape(piece))), List.of()));
            case REFERENCE ->
                members.add(new Member(
                        key,
                        references.terms(
                                parameter, "", ValueSplit.unescape(piece), self -> self, CorrelatedValues::text),
                        List.of()));
            case DATE, NUMBER -> members.add(new Member(key, List.of(), List.of(ranges.test(parameter, piece))));
            case QUANTITY -> addAmount(part, component, key, piece, members);
            case STRING, COMPOSITE, SPECIAL ->
                throw RecordErrors.unsupportedParameter(
                        parameter.code(), "a component of type token, quantity, number, date, uri or reference");
        }
    }

    private void addAmount(CompositePart part, Component component, long key, String piece, List<Member> members) {
        RangeValues.Amount amount = ranges.amount(component.value().code(), piece);
        List<RangeTest> tests = List.of(amount.test());
        long unitKey = TermHash.element(part.path(), component.key() + " unit");
        if (amount.canonical() != null) {
            members.add(new Member(
                    CorrelatedValues.canonicalKey(unitKey, amount.canonical().dimension()), List.of(), tests));
            return;
        }
        members.add(new Member(key, List.of(), tests));
        if (!amount.unit().isEmpty()) {
            members.add(new Member(unitKey, List.of(CorrelatedValues.text(amount.unit())), List.of()));
        }
    }
}
