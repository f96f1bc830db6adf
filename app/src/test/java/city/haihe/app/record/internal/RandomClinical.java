package city.haihe.app.record.internal;

import static city.haihe.app.record.internal.RandomElements.object;
import static city.haihe.app.record.internal.RandomElements.put;

import city.haihe.fhir.FhirObject;
import java.util.List;

/** Makes what is written about patients. */
final class RandomClinical {

    private final RandomElements make;

    RandomClinical(RandomElements make) {
        this.make = make;
    }

    FhirObject content(String type) {
        return switch (type) {
            case "Encounter" -> encounter();
            case "Condition" -> condition();
            case "Observation" -> observation();
            case "DiagnosticReport" -> report();
            case "MedicationRequest" -> prescription();
            case "RiskAssessment" -> risk();
            case "ChargeItem" -> charge();
            case "Appointment" -> appointment();
            case "Goal" -> goal();
            case "QuestionnaireResponse" -> answers();
            case "List" -> list();
            default -> throw new IllegalArgumentException(type);
        };
    }

    private FhirObject encounter() {
        return object(
                "identifier", make.some(make::identifier),
                "status", make.one("finished", "in-progress", "planned"),
                "class", make.coding(),
                "type", make.some(make::code),
                "subject", make.often(() -> make.to("Patient", "Patient", "Group")),
                "participant",
                        make.some(
                                () -> object("type", make.some(make::concept), "individual", make.to("Practitioner"))),
                "period", make.often(make::period),
                "length", make.seldom(make::age),
                "reasonCode", make.some(make::code),
                "location",
                        make.some(() -> object("location", make.to("Location"), "period", make.often(make::period))),
                "serviceProvider", make.often(() -> make.to("Organization")),
                "partOf", make.seldom(() -> make.to("Encounter")));
    }

    private FhirObject condition() {
        FhirObject condition = object(
                "identifier", make.some(make::identifier),
                "clinicalStatus", make.often(make::code),
                "category", make.some(make::code),
                "severity", make.seldom(make::code),
                "code", make.often(make::code),
                "subject", make.to("Patient", "Patient", "Group"),
                "encounter", make.often(() -> make.to("Encounter")),
                "recordedDate", make.seldom(make::time),
                "asserter", make.often(() -> make.logical("Practitioner", "Patient")));
        switch (make.random().nextInt(6)) {
            case 0 -> put(condition, "onsetDateTime", make.time());
            case 1 -> put(condition, "onsetPeriod", make.period());
            case 2 -> put(condition, "onsetAge", make.age());
            case 3 -> put(condition, "onsetRange", make.range("d"));
            case 4 -> put(condition, "onsetString", make.text());
            default -> {}
        }
        return condition;
    }

    private FhirObject observation() {
        FhirObject observation = object(
                "identifier", make.some(make::identifier),
                "status", make.one("final", "preliminary", "amended"),
                "category", make.some(make::code),
                "code", make.code(),
                "subject", make.often(() -> make.to("Patient", "Patient", "Patient", "Group", "Device", "Location")),
                "encounter", make.often(() -> make.to("Encounter")),
                "performer", make.some(() -> make.logical("Practitioner", "Organization", "Patient")),
                "dataAbsentReason", make.seldom(make::code),
                "note", make.some(() -> object("text", make.text())),
                "device", make.seldom(() -> make.to("Device")),
                "hasMember", make.some(() -> make.to("Observation")));
        switch (make.random().nextInt(5)) {
            case 0 -> put(observation, "effectiveDateTime", make.time());
            case 1 -> put(observation, "effectivePeriod", make.period());
            case 2 -> put(observation, "effectiveTiming", make.timing());
            case 3 -> put(observation, "effectiveInstant", make.instant());
            default -> {}
        }
        value(observation);
        put(observation, "component", make.some(() -> {
            FhirObject component = object("code", make.code());
            value(component);
            return component;
        }));
        return observation;
    }

    private void value(FhirObject of) {
        switch (make.random().nextInt(7)) {
            case 0, 1, 2 -> put(of, "valueQuantity", make.quantity());
            case 3 -> put(of, "valueCodeableConcept", make.code());
            case 4 -> put(of, "valueString", make.text());
            case 5 -> {
                if (make.chance(2)) {
                    put(of, "valueDateTime", make.time());
                } else {
                    put(of, "valuePeriod", make.period());
                }
            }
            default -> {}
        }
    }

    private FhirObject report() {
        FhirObject report = object(
                "identifier", make.some(make::identifier),
                "status", make.one("final", "registered"),
                "code", make.code(),
                "subject", make.often(() -> make.to("Patient", "Group", "Device", "Location")),
                "encounter", make.seldom(() -> make.to("Encounter")),
                "issued", make.often(make::instant),
                "performer", make.some(() -> make.to("Practitioner", "Organization")),
                "result", make.some(() -> make.to("Observation")),
                "conclusion", make.seldom(make::text));
        if (make.chance(2)) {
            put(report, "effectivePeriod", make.period());
        } else {
            put(report, "effectiveDateTime", make.time());
        }
        return report;
    }

    private FhirObject prescription() {
        return object(
                "identifier", make.some(make::identifier),
                "status", make.one("active", "completed"),
                "intent", make.one("order", "plan"),
                "medicationCodeableConcept", make.code(),
                "subject", make.to("Patient", "Group"),
                "encounter", make.seldom(() -> make.to("Encounter")),
                "authoredOn", make.often(make::time),
                "requester", make.often(() -> make.logical("Practitioner", "Organization")),
                "dosageInstruction",
                        make.some(() -> object("timing", object("event", List.of(make.time(), make.day())))));
    }

    private FhirObject risk() {
        return object(
                "identifier", make.some(make::identifier),
                "status", make.one("final", "preliminary"),
                "method", make.seldom(make::code),
                "subject", make.to("Patient", "Group"),
                "condition", make.seldom(() -> make.to("Condition")),
                "occurrenceDateTime", make.often(make::time),
                "performer", make.seldom(() -> make.to("Practitioner", "Device")),
                "prediction",
                        make.some(() -> {
                            FhirObject prediction = object("qualitativeRisk", make.seldom(make::code));
                            if (make.chance(2)) {
                                prediction.put("probabilityDecimal", make.number());
                            } else {
                                prediction.put("probabilityRange", make.range("%"));
                            }
                            return prediction;
                        }));
    }

    private FhirObject charge() {
        FhirObject charge = object(
                "identifier", make.some(make::identifier),
                "status", "billable",
                "code", make.code(),
                "subject", make.to("Patient", "Group"),
                "context", make.seldom(() -> make.to("Encounter")),
                "quantity", make.often(make::quantity),
                "factorOverride", make.often(make::number),
                "priceOverride", make.often(() -> object("value", make.number(), "currency", make.one("CNY", "EUR"))));
        switch (make.random().nextInt(4)) {
            case 0 -> put(charge, "occurrenceDateTime", make.time());
            case 1 -> put(charge, "occurrencePeriod", make.period());
            case 2 -> put(charge, "occurrenceTiming", make.timing());
            default -> {}
        }
        return charge;
    }

    private FhirObject appointment() {
        return object(
                "identifier", make.some(make::identifier),
                "status", make.one("booked", "proposed"),
                "serviceType", make.some(make::code),
                "start", make.often(make::instant),
                "participant",
                        List.of(
                                object("actor", make.to("Patient"), "status", make.one("accepted", "tentative")),
                                object("actor", make.to("Practitioner", "Location", "Device"), "status", "accepted")));
    }

    private FhirObject goal() {
        return object(
                "lifecycleStatus", make.one("active", "completed"),
                "category", make.some(make::code),
                "description", make.code(),
                "subject", make.to("Patient", "Organization", "Group"),
                "startDate", make.often(() -> make.one(make.day(), "2000-02")),
                "target", make.some(() -> object("dueDate", make.one(make.day(), "2024"))));
    }

    private FhirObject answers() {
        return object(
                "questionnaire",
                        make.often(() -> make.one(
                                "http://q.example/Questionnaire/1|1.0",
                                "http://q.example/Questionnaire/1",
                                "urn:uuid:5")),
                "status", make.one("completed", "in-progress"),
                "subject", make.often(() -> make.to("Patient", "Group")),
                "authored", make.often(make::time),
                "author", make.seldom(() -> make.to("Practitioner", "Patient")));
    }

    private FhirObject list() {
        return object(
                "status",
                "current",
                "mode",
                "working",
                "title",
                make.text(),
                "entry",
                List.of(
                        object("item", make.to("Patient", "Observation", "Encounter")),
                        object("item", make.to("Patient", "Group"))));
    }
}
