package city.haihe.v2fhir;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The business keys of resources; {@code docs/mapping.md} gives the reasons. */
final class Keys {

    /** The events that begin or end a visit, and so make an Encounter even without a visit number. */
    private static final Set<String> VISIT_EVENTS = Set.of("A01", "A03", "A04");

    /** The names that a segment's map may give. */
    private static final Set<String> NAMES = Set.of(
            "",
            "sender",
            "patient",
            "merged-patient",
            "visit",
            "account",
            "episode",
            "procedure",
            "mother",
            "next-of-kin",
            "guarantor",
            "insured",
            "coverage",
            "financial-class",
            "living-will",
            "care-team",
            "ROL-role",
            "PRT-role",
            "report",
            "observation",
            "diagnosis",
            "allergy",
            "specimen",
            "appointment",
            "document",
            "order",
            "medication-order",
            "immunization",
            "dispense",
            "administration",
            "order-specimen",
            "appointment-order",
            "problem",
            "goal",
            "charge");

    /** No message holds more results of one code for one order; beyond it they would share a key. */
    private static final int MAXIMUM_ORDINAL = 10_000;

    private Keys() {}

    /** Fails where a map names a key that there is not. */
    static void check(String name) {
        if (!NAMES.contains(name)) {
            throw new IllegalArgumentException("key: " + name + " (expected: one of " + NAMES + ")");
        }
    }

    /** The key of the resource that a segment opens, by the name that its map gives; null where it has none. */
    static @Nullable BusinessKey of(String name, Run run, SegmentView segment) {
        TranslationContext context = run.context();
        return switch (name) {
            case "" -> null;
            case "sender" -> sender(segment, context);
            case "patient" -> Identifiers.patient(segment, 3, context);
            case "merged-patient" -> Identifiers.patient(segment, 1, context);
            case "visit" -> visit(run, segment);
            case "report" -> report(run);
            case "observation" -> observation(run, segment);
            case "diagnosis" -> within(run, "diagnosis", segment, 3);
            case "allergy" -> within(run, "allergy", segment, 3);
            case "account" ->
                Identifiers.key(field(segment, segment.name().equals("MRG") ? 3 : 18), "account", context);
            case "episode" -> Identifiers.key(field(segment, 54), "episode", context);
            case "procedure" -> procedure(run, segment);
            case "mother" -> ofPatient(run, "mother", field(segment, 21).text(1));
            case "next-of-kin" -> ofPatient(run, "next-of-kin", person(segment, 3, 2, 13));
            case "guarantor" -> ofPatient(run, "guarantor", person(segment, 11, 3, 21));
            case "insured" -> ofPatient(run, "insured", person(segment, 17, 16, 11));
            case "coverage" -> ofPatient(run, "coverage", plan(segment));
            case "financial-class" ->
                ofPatient(run, "financial-class", field(segment, 20).text(1));
            case "living-will" -> ofPatient(run, "living-will", "75320-2");
            case "care-team" -> ofPatient(run, "care-team", "");
            case "ROL-role" -> role(run, segment, 3, 4, 14);
            case "PRT-role" -> role(run, segment, 4, 5, 8);
            case "specimen" -> specimen(segment, context);
            case "appointment" -> {
                BusinessKey filler = entity(segment, 2, "appointment-filler", context);
                yield filler != null ? filler : entity(segment, 1, "appointment-placer", context);
            }
            case "document" -> entity(segment, 12, "document", context);
            case "order", "medication-order", "immunization", "dispense", "administration", "order-specimen" ->
                OrderKeys.of(name, run, segment);
            case "appointment-order" -> OrderKeys.appointmentOrder(run, segment);
            case "problem", "goal" -> instance(run, name, segment);
            case "charge" -> charge(run, segment);
            default -> throw new IllegalArgumentException("key: " + name);
        };
    }

    private static Source field(SegmentView segment, int field) {
        return Source.field(segment, field, 0, 0);
    }

    /** A key of something of the patient's, told apart by a text. */
    private static @Nullable BusinessKey ofPatient(Run run, String what, String text) {
        OpenResource patient = run.newest("Patient");
        if (patient == null || patient.key() == null) {
            return null;
        }
        String system = "urn:haihe:" + what + ':' + run.context().connection();
        return new BusinessKey(system, patient.key().value() + (text.isEmpty() ? "" : '/' + text));
    }

    /** A person beside the patient: the relationship and the name, else the organization, else which segment it is. */
    private static String person(SegmentView segment, int relationshipField, int nameField, int organizationField) {
        String name = Texts.name(field(segment, nameField), 1);
        if (name.isEmpty()) {
            name = Texts.organization(field(segment, organizationField));
        }
        String told = name.isEmpty() ? Integer.toString(segment.occurrence()) : name;
        return code(segment, relationshipField) + '/' + told;
    }

    /** The plan, the company and the policy's or the insured's number (HL7 v2.5.1 6.5.6). */
    private static String plan(SegmentView segment) {
        String policy = field(segment, 36).text(1);
        String number = policy.isEmpty() ? field(segment, 49).text(1) : policy;
        return code(segment, 2) + '/' + field(segment, 3).text(1) + (number.isEmpty() ? "" : '/' + number);
    }

    private static @Nullable BusinessKey procedure(Run run, SegmentView segment) {
        BusinessKey own = entity(segment, 19, "procedure", run.context());
        if (own != null) {
            return own;
        }
        String time = field(segment, 5).text();
        BusinessKey key = within(run, "procedure", segment, 3);
        return key == null || time.isEmpty() ? key : new BusinessKey(key.system(), key.value() + '/' + time);
    }

    /** What one practitioner is for one organization: ROL and PRT have no number of their own that senders fill. */
    private static @Nullable BusinessKey role(
            Run run, SegmentView segment, int roleField, int personField, int organizationField) {
        String person = field(segment, personField).text(1);
        String organization = Texts.organization(field(segment, organizationField));
        return person.isEmpty()
                ? null
                : new BusinessKey(
                        "urn:haihe:role:" + run.context().connection(),
                        person + '/' + code(segment, roleField) + (organization.isEmpty() ? "" : '/' + organization));
    }

    private static @Nullable BusinessKey sender(SegmentView header, TranslationContext context) {
        if (context.organisation() != null) {
            return context.organisation();
        }
        Source facility = Source.field(header, 4, 0, 0);
        String namespace = facility.text(1);
        String value = namespace.isEmpty() ? facility.text(2) : namespace;
        return value.isEmpty() ? null : new BusinessKey("urn:haihe:organization:" + context.connection(), value);
    }

    private static @Nullable BusinessKey visit(Run run, SegmentView segment) {
        BusinessKey visit = Identifiers.key(Source.field(segment, 19, 0, 0), "visit", run.context());
        SegmentView header = run.nearest("MSH");
        if (visit != null || header == null) {
            return visit;
        }
        String control = Source.field(header, 10, 0, 0).text();
        return control.isEmpty()
                        || !VISIT_EVENTS.contains(Source.field(header, 9, 2, 0).text())
                ? null
                : new BusinessKey("urn:haihe:message:" + run.context().connection(), control);
    }

    private static @Nullable BusinessKey entity(
            SegmentView segment, int field, String fallback, TranslationContext context) {
        Source source = Source.field(segment, field, 0, 0);
        String value = source.text(1);
        return value.isEmpty()
                ? null
                : new BusinessKey(
                        Systems.authority(source.text(2), source.text(3), source.text(4), fallback, context), value);
    }

    /** One order number may stand on several panels, so the panel's code is part of the key. */
    private static @Nullable BusinessKey report(Run run) {
        String order = run.order().resultNumber();
        if (order.isEmpty() || run.nearest("OBR") == null) {
            return null;
        }
        String system = "urn:haihe:report:" + run.context().connection();
        return unused(run, "DiagnosticReport", system, order + '/' + run.order().service());
    }

    private static @Nullable BusinessKey observation(Run run, SegmentView segment) {
        String order = run.order().resultNumber();
        String subId = Source.field(segment, 4, 0, 0).wholeText();
        String place = subId.isEmpty() ? "" : '/' + subId;
        if (order.isEmpty()) {
            return measured(run, segment, place);
        }
        String system = "urn:haihe:observation:" + run.context().connection();
        return unused(run, "Observation", system, order + '/' + code(segment, 3) + place);
    }

    /** What was seen without an order, such as a weight on admission, is known by its own number or by when it was seen. */
    private static @Nullable BusinessKey measured(Run run, SegmentView segment, String place) {
        String number = field(segment, 21).text(1);
        String told = number.isEmpty() ? field(segment, 14).text() : number;
        BusinessKey within = within(run, "measurement", segment, 3);
        return told.isEmpty() || within == null
                ? null
                : unused(run, "Observation", within.system(), within.value() + '/' + told + place);
    }

    /** Repeated codes of one message are told apart by their order. */
    static BusinessKey unused(Run run, String type, String system, String value) {
        BusinessKey key = new BusinessKey(system, value);
        for (int ordinal = 2; run.find(type, key) != null && ordinal < MAXIMUM_ORDINAL; ordinal++) {
            key = new BusinessKey(system, value + '#' + ordinal);
        }
        return key;
    }

    /** A key within the visit, else within the patient. */
    private static @Nullable BusinessKey within(Run run, String what, SegmentView segment, int codeField) {
        OpenResource encounter = what.equals("allergy") ? null : run.newest("Encounter");
        OpenResource owner = encounter != null && encounter.key() != null ? encounter : run.newest("Patient");
        String code = code(segment, codeField);
        if (owner == null || owner.key() == null || code.isEmpty()) {
            return null;
        }
        return new BusinessKey(
                "urn:haihe:" + what + ':' + run.context().connection(),
                owner.key().value() + '/' + code);
    }

    /** A problem or goal: its instance's number in the fourth field, else its code in the third, within the patient. */
    private static @Nullable BusinessKey instance(Run run, String what, SegmentView segment) {
        BusinessKey instance = entity(segment, 4, what, run.context());
        return instance != null ? instance : within(run, what, segment, 3);
    }

    /** A charge: its transaction's number, else its place in the message. */
    private static @Nullable BusinessKey charge(Run run, SegmentView segment) {
        String number = Source.field(segment, 2, 0, 0).text();
        String system = "urn:haihe:charge:" + run.context().connection();
        SegmentView header = run.nearest("MSH");
        String control = header == null ? "" : Source.field(header, 10, 0, 0).text();
        if (number.isEmpty() && control.isEmpty()) {
            return null;
        }
        return number.isEmpty()
                ? new BusinessKey(system, control + '#' + segment.occurrence())
                : unused(run, "ChargeItem", system, number);
    }

    static String code(SegmentView segment, int field) {
        Source source = Source.field(segment, field, 0, 0);
        String code = source.text(1);
        return code.isEmpty() ? source.text(2) : code;
    }

    private static @Nullable BusinessKey specimen(SegmentView segment, TranslationContext context) {
        Source source = Source.field(segment, 2, 0, 0);
        for (int part = 2; part >= 1; part--) {
            Source entity = source.child(part);
            String value = entity.text(1);
            if (!value.isEmpty()) {
                return new BusinessKey(
                        Systems.authority(entity.text(2), entity.text(3), entity.text(4), "specimen", context), value);
            }
        }
        return null;
    }
}
