package city.haihe.app.record.internal;

import city.haihe.fhir.R4;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What belongs to a Patient, Encounter, Practitioner, RelatedPerson or Device, by the definitions (FHIR R4 2.3). */
final class Compartments {

    /** Stands among a compartment's parameters for its owner. */
    private static final String OWNER = "{def}";

    private final R4 definitions = R4.definitions();

    /** Whether resources of the type have compartments. */
    boolean has(String owner) {
        return definitions.compartments().contains(owner);
    }

    /** Whether a compartment of the owner's type may hold resources of the type. */
    boolean holds(String owner, String type) {
        return owner.equals(type) || !definitions.compartment(owner, type).isEmpty();
    }

    /** The types that the compartment may hold; all of them where there is none. */
    Set<String> types(SearchBase.@Nullable Compartment compartment, Set<String> all) {
        if (compartment == null) {
            return all;
        }
        Set<String> types = new TreeSet<>(definitions.compartmentTypes(compartment.type()));
        types.add(compartment.type());
        types.retainAll(all);
        return types;
    }

    /** What a resource of the type must meet to be in the compartment, as a list that grows. */
    List<Condition> conditions(SearchBase.@Nullable Compartment compartment, String type) {
        List<Condition> conditions = new ArrayList<>();
        if (compartment == null) {
            return conditions;
        }
        long self = TermHash.self(compartment.type(), compartment.id());
        List<Long> terms = new ArrayList<>();
        for (String parameter : definitions.compartment(compartment.type(), type)) {
            if (!parameter.equals(OWNER)) {
                terms.add(TermHash.reference(TermHash.parameter(parameter), self));
            }
        }
        Condition member = new Condition.AnyTerm(terms, true);
        if (type.equals(compartment.type())) {
            Condition owner = new Condition.AnyId(List.of(compartment.id()));
            conditions.add(terms.isEmpty() ? owner : new Condition.AnyOf(List.of(owner, member)));
        } else {
            conditions.add(member);
        }
        return conditions;
    }
}
