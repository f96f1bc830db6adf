package city.haihe.app.record.internal;

import city.haihe.app.platform.Database;
import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.HaiheException;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.terminology.CodeSystem;
import city.haihe.fhir.terminology.ComposedValueSet;
import city.haihe.fhir.terminology.Concept;
import city.haihe.fhir.terminology.Selection;
import city.haihe.fhir.terminology.TerminologyException;
import city.haihe.fhir.terminology.ValueSetComposer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What searches ask of terminology. Its definitions are the city's, whoever searches: they say what a code means and hold
 * nothing of anybody. Asked inside of a search, it reads over the search's own connection ({@link Database#read}).
 */
final class TerminologyExpansion implements CodeExpansion {

    private static final String REFERENCE = "ValueSet/";
    private final Database database;
    private final Terminology terminology;

    TerminologyExpansion(Database database, Terminology terminology) {
        this.database = database;
        this.terminology = terminology;
    }

    @Override
    public Set<Code> expand(String valueSet, int limit) {
        return ask(":in", known -> {
            ComposedValueSet composed;
            if (valueSet.startsWith(REFERENCE)) {
                FhirObject resource = known.byId("ValueSet", valueSet.substring(REFERENCE.length()))
                        .map(Definition::resource)
                        .orElseThrow(() -> new TerminologyException(
                                TerminologyException.Kind.UNKNOWN,
                                "value set: " + RecordErrors.quote(valueSet) + " (expected: a known value set)"));
                composed = new ValueSetComposer(known).compose(resource);
            } else {
                composed = new ValueSetComposer(known).compose(valueSet);
            }
            Set<Code> codes = new LinkedHashSet<>();
            composed.all().forEach(part -> add(part.system(), part.selection(), limit, codes));
            return codes;
        });
    }

    @Override
    public Set<Code> below(@Nullable String system, String code, int limit) {
        return related(":below", system, code, new Selection.Below(code, true), limit);
    }

    @Override
    public Set<Code> above(@Nullable String system, String code, int limit) {
        return related(":above", system, code, new Selection.Above(code), limit);
    }

    private Set<Code> related(String modifier, @Nullable String system, String code, Selection selection, int limit) {
        if (system == null) {
            throw RecordErrors.parameter(modifier, code, "system|code, as a code says nothing of its hierarchy");
        }
        return ask(modifier, known -> {
            CodeSystem found = TerminologyOperation.required(known, system, "");
            Set<Code> codes = new LinkedHashSet<>();
            // A code that the system does not have is related to itself alone.
            codes.add(new Code(system, code));
            add(found, selection, limit, codes);
            return codes;
        });
    }

    private static void add(CodeSystem system, Selection selection, int limit, Set<Code> codes) {
        String url = system.header().url();
        List<Concept> concepts = system.select(selection, 0, limit + 1);
        concepts.forEach(concept -> codes.add(new Code(url, concept.code())));
        if (codes.size() > limit) {
            throw new TerminologyException(
                    TerminologyException.Kind.TOO_COSTLY,
                    "codes: more than " + limit + " (expected: at most that; narrow the value set)");
        }
    }

    private Set<Code> ask(String modifier, Terminology.Question<Set<Code>> question) {
        try {
            return database.read(connection -> terminology.ask(connection, terminology.city(), question));
        } catch (HaiheException unanswered) {
            // The search is what was asked for, and it is there; its parameter is what is wrong.
            throw unanswered.code() == ErrorCode.UNKNOWN_TERMINOLOGY
                    ? new HaiheException(ErrorCode.INVALID_PARAMETER, modifier + ": " + unanswered.getMessage())
                    : unanswered;
        }
    }
}
