package city.haihe.app.gateway.internal;

import city.haihe.app.gateway.Connection;
import city.haihe.app.record.ClinicalRecord.RecordSession;
import city.haihe.app.record.ClinicalRecord.Sought;
import city.haihe.app.record.StoredResource;
import city.haihe.fhir.FhirArray;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.FhirString;
import city.haihe.fhir.FhirValue;
import city.haihe.v2fhir.BusinessKey;
import city.haihe.v2fhir.PatientMerge;
import city.haihe.v2fhir.ResourceChange;
import city.haihe.v2fhir.Translation.Translated;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Carries a translated message into the record, inside the message's transaction. */
final class ChangeWriter {

    private static final String PATIENT = "Patient";
    private static final String LOCAL = "urn:haihe:";
    private static final String ACTIVITY = "http://terminology.hl7.org/CodeSystem/v3-DataOperation";

    /** Everyone locks in this order, so that two messages about the same things never wait for each other in a ring. */
    private static final Comparator<ResourceChange> LOCK_ORDER = Comparator.comparing(ResourceChange::type)
            .thenComparing(change -> change.key() == null ? "" : change.key().system())
            .thenComparing(change -> change.key() == null ? "" : change.key().value());

    private final RecordSession session;
    private final Connection connection;
    private final Received received;

    /** What each change became, by its local reference. */
    private final Map<String, String> own = new HashMap<>();

    /** What others refer to in its place, by its local reference. */
    private final Map<String, String> references = new HashMap<>();

    private final List<String> written = new ArrayList<>();
    private boolean begun;

    ChangeWriter(RecordSession session, Connection connection, Received received) {
        this.session = session;
        this.connection = connection;
        this.received = received;
    }

    /**
     * A change with what it meets in the record.
     *
     * @param existing what is there and may be changed; null where nothing is there, or nothing is to be done with it
     * @param isNew whether it is to be created
     */
    private record Met(ResourceChange change, @Nullable FhirObject existing, String id, boolean isNew) {}

    /** What the message will look for, so that it can be looked for together with what others do. */
    static List<Sought> sought(Translated translated) {
        List<Sought> sought = new ArrayList<>();
        for (ResourceChange change : translated.changes()) {
            BusinessKey key = change.key();
            if (key != null && change.mode() != ResourceChange.Mode.CREATE) {
                sought.add(new Sought(change.type(), key.system(), key.value(), isLocked(change)));
            }
        }
        return sought;
    }

    /**
     * Something merely mentioned is only read: to lock a hospital's row would queue all its messages behind it. A patient may
     * have been merged into another, which only the row can tell.
     */
    private static boolean isLocked(ResourceChange change) {
        return change.mode() == ResourceChange.Mode.UPSERT || change.type().equals(PATIENT);
    }

    /** Whether anything may have been written; what is refused before that has changed nothing. */
    boolean hasBegun() {
        return begun;
    }

    void write(Translated translated) throws SQLException {
        List<Met> all = new ArrayList<>();
        for (ResourceChange change :
                translated.changes().stream().sorted(LOCK_ORDER).toList()) {
            Met met = meet(change);
            all.add(met);
            own.put(change.reference(), change.type() + "/" + met.id());
            references.put(change.reference(), standingFor(met));
        }
        begun = true;
        for (Met met : all) {
            write(met);
        }
        for (PatientMerge merge : translated.merges()) {
            merge(merge);
        }
        if (!written.isEmpty()) {
            session.create(provenance());
        }
    }

    /**
     * What others are to refer to: the resource, or, for a patient that was merged into another, the one at the end of the
     * chain (FHIR R4 Patient.link). Hospitals' systems go on sending under an old number for a while.
     */
    private String standingFor(Met met) throws SQLException {
        String first = met.change().type() + "/" + met.id();
        FhirObject at = met.existing();
        if (at == null || !met.change().type().equals(PATIENT)) {
            return first;
        }
        Set<String> passed = new HashSet<>();
        String reference = first;
        while (at != null && passed.add(reference)) {
            String next = replacedBy(at);
            if (next == null) {
                return reference;
            }
            at = session.lock(PATIENT, idOf(next)).map(StoredResource::resource).orElse(null);
            reference = at == null ? reference : next;
        }
        return at == null ? reference : first;
    }

    private static @Nullable String replacedBy(FhirObject patient) {
        return patient.objects("link")
                .filter(link -> "replaced-by".equals(link.string("type")))
                .map(link -> Optional.ofNullable(link.object("other"))
                        .map(other -> other.string("reference"))
                        .orElse(""))
                .filter(reference -> reference.startsWith("Patient/"))
                .findFirst()
                .orElse(null);
    }

    private static String idOf(String reference) {
        return reference.substring(reference.indexOf('/') + 1);
    }

    private static String reference(Map<String, String> known, String localKey) {
        String reference = known.get(LOCAL + localKey);
        if (reference == null) {
            throw new IllegalStateException("local key: " + localKey + " (expected: one of the message's resources)");
        }
        return reference;
    }

    private Met meet(ResourceChange change) throws SQLException {
        BusinessKey key = change.key();
        if (key == null || change.mode() == ResourceChange.Mode.CREATE) {
            return created(change);
        }
        if (!isLocked(change)) {
            Optional<String> mentioned = session.idByIdentifier(change.type(), key.system(), key.value());
            if (mentioned.isPresent()) {
                return new Met(change, null, mentioned.get(), false);
            }
        }
        return session.lockByIdentifier(change.type(), key.system(), key.value())
                .map(existing -> new Met(change, existing.resource(), existing.id(), false))
                .orElseGet(() -> created(change));
    }

    private Met created(ResourceChange change) {
        return new Met(change, null, session.newId(), true);
    }

    private void write(Met met) throws SQLException {
        ResourceChange change = met.change();
        FhirObject existing = met.existing();
        if (met.isNew()) {
            FhirObject resource = resolved(change.content().copy());
            resource.put("id", met.id());
            session.createWithId(resource);
            written.add(change.type() + "/" + met.id());
        } else if (existing != null && change.mode() == ResourceChange.Mode.UPSERT) {
            long before = version(existing);
            StoredResource updated = session.update(resolved(change.appliedTo(existing)));
            if (updated.version() != before) {
                written.add(change.type() + "/" + met.id());
            }
        }
    }

    private static long version(FhirObject stored) {
        FhirObject meta = stored.object("meta");
        return meta == null ? 0 : Long.parseLong(String.valueOf(meta.string("versionId")));
    }

    /** Replaces the message's own references by those of the record, in place. */
    private FhirObject resolved(FhirObject object) {
        for (int index = 0; index < object.size(); index++) {
            FhirValue value = object.valueAt(index);
            if (value instanceof FhirString text && object.nameAt(index).equals("reference")) {
                String known = references.get(text.value());
                if (known != null) {
                    object.put("reference", known);
                }
            } else {
                resolve(value);
            }
        }
        return object;
    }

    private void resolve(FhirValue value) {
        if (value instanceof FhirObject object) {
            resolved(object);
        } else if (value instanceof FhirArray array) {
            array.forEach(this::resolve);
        }
    }

    /** HL7 v2.5.1 3.3.40: the two link to each other, the merged one is inactive, and what pointed at it moves. */
    private void merge(PatientMerge merge) throws SQLException {
        String merged = reference(own, merge.mergedLocalKey());
        String survivor = reference(own, merge.survivorLocalKey());
        String end = reference(references, merge.survivorLocalKey());
        // A hospital that turns an earlier merge round gets what it asks for, and no ring.
        String target = end.equals(merged) ? survivor : end;
        session.updateReferrers(
                merged, referrer -> keepsItsReferences(referrer) ? referrer : moved(referrer, merged, target));
        link(survivor, merged, "replaces");
        link(merged, survivor, "replaced-by");
    }

    /** What tells history stays as it was; patients are linked, not moved. */
    private static boolean keepsItsReferences(FhirObject referrer) {
        return referrer.resourceType().equals("Provenance")
                || referrer.resourceType().equals("Patient");
    }

    private static FhirObject moved(FhirObject object, String from, String to) {
        for (int index = 0; index < object.size(); index++) {
            FhirValue value = object.valueAt(index);
            if (value instanceof FhirString text
                    && object.nameAt(index).equals("reference")
                    && text.value().equals(from)) {
                object.put("reference", to);
            } else if (value instanceof FhirObject child) {
                moved(child, from, to);
            } else if (value instanceof FhirArray array) {
                array.objects().forEach(child -> moved(child, from, to));
            }
        }
        return object;
    }

    private void link(String from, String to, String type) throws SQLException {
        FhirObject patient = session.lock(PATIENT, idOf(from)).orElseThrow().resource();
        boolean survives = type.equals("replaces");
        List<FhirObject> kept = new ArrayList<>();
        boolean reversed = false;
        for (FhirObject link : patient.objects("link").toList()) {
            boolean same = Optional.ofNullable(link.object("other"))
                    .map(other -> to.equals(other.string("reference")))
                    .orElse(false);
            reversed |= same && survives && "replaced-by".equals(link.string("type"));
            if (!same) {
                kept.add(link);
            }
        }
        patient.remove("link");
        kept.forEach(link -> patient.append("link", link));
        patient.append(
                "link",
                new FhirObject()
                        .put("other", new FhirObject().put("reference", to))
                        .put("type", type));
        if (!survives || reversed) {
            patient.put("active", survives);
        }
        session.update(patient);
        if (!written.contains(from)) {
            written.add(from);
        }
    }

    /** Says which message made what (FHIR R4 Provenance). */
    private FhirObject provenance() {
        FhirObject provenance = FhirObject.resource("Provenance");
        written.forEach(reference -> provenance.append("target", new FhirObject().put("reference", reference)));
        provenance.put("recorded", received.at().toString());
        provenance.put(
                "activity",
                new FhirObject()
                        .append(
                                "coding",
                                new FhirObject().put("system", ACTIVITY).put("code", "UPDATE")));
        provenance.append(
                "agent",
                new FhirObject()
                        .put(
                                "who",
                                new FhirObject()
                                        .put(
                                                "identifier",
                                                new FhirObject()
                                                        .put("system", "urn:haihe:connection")
                                                        .put("value", connection.name()))
                                        .put("display", connection.name())));
        provenance.append(
                "entity",
                new FhirObject()
                        .put("role", "source")
                        .put(
                                "what",
                                new FhirObject()
                                        .put(
                                                "identifier",
                                                new FhirObject()
                                                        .put("system", "urn:haihe:message:" + connection.name())
                                                        .put("value", received.controlId()))));
        return provenance;
    }
}
