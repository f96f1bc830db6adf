package city.haihe.app.record.internal;

import city.haihe.fhir.SearchParameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.LongFunction;

/** Turns the values of reference parameters into conditions (FHIR R4 3.1.1.4.12). */
final class ReferenceValues {

    private static final String PATIENT = "Patient";

    private final SearchParameters parameters;
    private final String base;

    ReferenceValues(SearchParameters parameters, RecordSettings settings) {
        this.parameters = parameters;
        this.base = settings.base() + "/";
    }

    /** What the values of a parameter ask of a resource in the table. */
    Condition condition(TypeTable table, SearchParameter parameter, String modifier, List<String> parts) {
        Condition condition = condition(parameter, modifier, parts);
        if (table.timeline() != null
                && TypeTable.isSubject(parameter.code())
                && condition instanceof Condition.AnyTerm(List<Long> terms, boolean _)
                && parts.size() == 1) {
            String text = ValueSplit.unescape(parts.getFirst());
            String patient = text.substring(text.lastIndexOf('/') + 1);
            long term = TermHash.reference(TermHash.parameter(parameter.code()), TermHash.self(PATIENT, patient));
            // A value of several meanings, or of another, is not one Patient's.
            return terms.equals(List.of(term)) ? new Condition.OfPatient(patient, term, false) : condition;
        }
        return condition;
    }

    Condition condition(SearchParameter parameter, String modifier, List<String> parts) {
        if (!modifier.isEmpty()
                && !modifier.equals("identifier")
                && !parameter.targets().contains(modifier)) {
            throw SearchValues.unsupported(parameter.code(), modifier, "a type it refers to, identifier or missing");
        }
        long seed = TermHash.parameter(parameter.code());
        List<Long> terms = new ArrayList<>();
        for (String part : parts) {
            if (modifier.equals("identifier")) {
                terms.add(TermHash.token(
                        TermHash.modified(parameter.code(), "identifier"), TokenValues.form(parameter, part)));
            } else {
                terms.addAll(terms(
                        parameter,
                        modifier,
                        ValueSplit.unescape(part),
                        self -> TermHash.reference(seed, self),
                        text -> TermHash.token(seed, text)));
            }
        }
        return new Condition.AnyTerm(terms, true);
    }

    /** Makes the term of a text. */
    @FunctionalInterface
    interface TextTerm {
        long of(String text);
    }

    /** The terms of one reference in any of its forms, of which a resource that has it leaves one. */
    List<Long> terms(SearchParameter parameter, String type, String text, LongFunction<Long> ofSelf, TextTerm ofText) {
        String local = text.startsWith(base) ? text.substring(base.length()) : text;
        int slash = local.indexOf('/');
        List<Long> terms = new ArrayList<>();
        if (slash < 0) {
            Set<String> targets = type.isEmpty() ? parameter.targets() : Set.of(type);
            targets.forEach(target -> terms.add(ofSelf.apply(TermHash.self(target, local))));
            if (local.indexOf(':') >= 0) {
                // An address such as urn:uuid:… is no id.
                terms.add(ofText.of(text));
            }
            return terms;
        }
        String named = local.substring(0, slash);
        if (!parameters.isType(named)) {
            terms.add(ofText.of(text));
        } else if (type.isEmpty() || type.equals(named)) {
            boolean version = local.indexOf(LocalReferences.VERSION, slash) > 0;
            terms.add(version ? ofText.of(local) : ofSelf.apply(TermHash.self(named, local.substring(slash + 1))));
        }
        return terms;
    }
}
